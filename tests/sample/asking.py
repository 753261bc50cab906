"""Requests for the tests of engines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from drift_data.sample.engine import Engine, Message, Request, Sample
from drift_data.sample.policy import Policy


def conversations(count: int) -> list[list[Message]]:
    """Some short, some long, some alike at their beginning."""
    return [
        [
            {"role": "system", "content": "Answer in one line."},
            {"role": "user", "content": f"Question {number}: " + "what is this? " * (number * 7 % 23)},
        ]
        for number in range(count)
    ]


def ask(policy: Policy, count: int, **changes: Any) -> list[Request]:
    """Requests named "0", "1", ... with seeds of the same number."""
    asked = conversations(count)
    given: dict[str, Any] = {"max_tokens": 24, "temperature": 0.7, "top_p": 0.9, **changes}
    return [
        Request(key=str(number), messages=messages, prompt_ids=ids, **{"seed": number, **given})
        for number, (messages, ids) in enumerate(zip(asked, policy.prompt_ids(asked), strict=True))
    ]


def answers(engine: Engine, requests: Iterable[Request]) -> list[Sample]:
    """All samples, ordered by key."""
    return sorted(engine.sample(requests), key=lambda sample: int(sample.key))


class Endless:
    """A million requests that count how many were taken."""

    def __init__(self, policy: Policy) -> None:
        self.taken = 0
        (self._like,) = ask(policy, 1, max_tokens=4)

    def __iter__(self) -> Iterator[Request]:
        from dataclasses import replace

        for number in range(1_000_000):
            self.taken += 1
            yield replace(self._like, key=str(number), seed=number)
