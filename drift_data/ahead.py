"""Have the next items made while the ones before are used."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

Item = TypeVar("Item")


@contextmanager
def ahead(items: Iterator[Item], most: int) -> Iterator[Iterator[Item]]:
    """The items, made by a thread of their own, from now on, and up to `most` before they are asked for.

    An error comes where its item would. On leaving, nothing is made any more.
    """
    end = object()
    with ThreadPoolExecutor(1, thread_name_prefix="ahead") as worker:
        waiting = deque(worker.submit(next, items, end) for _ in range(most))

        def made() -> Iterator[Item]:
            while (item := waiting.popleft().result()) is not end:
                waiting.append(worker.submit(next, items, end))
                yield item  # type: ignore[misc]

        try:
            yield made()
        finally:
            worker.shutdown(cancel_futures=True)
