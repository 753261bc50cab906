"""Samples cost GPU hours: each is written down the moment it is there, and never sampled twice.

<store>/samples/<id>/samples.jsonl   one line per sample; the id is made of policy and engine
<store>/samples/<id>/lock            held by the run that samples

A run that was killed leaves at worst half a line at the end, which the next one cuts off. A line that a disk or a hand
spoiled is passed over, counted, and its request asked again; it stays where it is, since others may be whole behind it.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from drift_data.sample.engine import Engine, Request, Sample
from drift_data.store.disk import sync
from drift_data.store.fingerprint import fingerprint
from drift_data.store.lock import locked, this_process

#: Seconds between two flushes to the disk. A killed process loses nothing; a power cut at most this much.
_FLUSH = 2.0

#: Told how many replies there are and how many of their tokens were sampled just now.
Report = Callable[[int, int], None]


def request_key(request: Request) -> str:
    """What names a request in the journal: everything that shapes its reply but the policy and the engine."""
    asked = [list(request.prompt_ids), request.seed, request.max_tokens, request.temperature, request.top_p]
    return fingerprint([*asked, request.schema])


class Journal:
    """The samples of one policy and engine, held by this process. Opened by `open_journal`.

    Attributes:
        spoiled: lines that hold no sample.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._places: dict[str, int] = {}
        self._flushed = time.monotonic()
        self.spoiled = 0
        self._recover()

    def __contains__(self, key: str) -> bool:
        return key in self._places

    def __len__(self) -> int:
        return len(self._places)

    def get(self, key: str) -> Sample:
        """The sample of a request.

        Raises:
            KeyError: it is not there.
        """
        self._file.seek(self._places[key])
        return Sample(**json.loads(self._file.readline()))

    def add(self, sample: Sample) -> None:
        """Write a sample down, unless it failed, so that another run asks again."""
        if sample.finish_reason == "error":
            return
        entry = {"key": sample.key, "text": sample.text, "finish_reason": sample.finish_reason, "tokens": sample.tokens}
        place = self._file.seek(0, os.SEEK_END)
        self._file.write(json.dumps(entry).encode() + b"\n")
        self._file.flush()
        self._places[sample.key] = place
        if time.monotonic() - self._flushed > _FLUSH:
            self.flush()

    def flush(self) -> None:
        """Wait until all is on the disk."""
        os.fsync(self._file.fileno())
        self._flushed = time.monotonic()

    def _recover(self) -> None:
        self._file.seek(0)
        end = 0
        for line in self._file:
            if not line.endswith(b"\n"):
                break
            key = _key(line)
            if key is None:
                self.spoiled += 1
            else:
                self._places[key] = end
            end += len(line)
        self._file.truncate(end)


def _key(line: bytes) -> str | None:
    """The key of a line's sample; None where it holds no whole one."""
    try:
        sample = Sample(**json.loads(line))
    except (ValueError, TypeError, RecursionError):
        return None
    texts = (sample.key, sample.text, sample.finish_reason)
    whole = all(isinstance(text, str) for text in texts) and isinstance(sample.tokens, int)
    return sample.key if whole else None


@contextmanager
def open_journal(store: Path, about: dict[str, Any], waits: Callable[[str], object]) -> Iterator[Journal]:
    """The journal of what `about` says (policy and engine); held until the end.

    Args:
        store: root of the store.
        about: JSON object; the same one is the same journal.
        waits: told who holds it, if somebody does, before this waits for them.
    """
    folder = store / "samples" / fingerprint(about)
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder / "lock", waits=waits) as lock, _held(folder, about) as journal:
        lock.truncate(0)
        lock.write(this_process())
        lock.flush()
        yield journal


@contextmanager
def _held(folder: Path, about: dict[str, Any]) -> Iterator[Journal]:
    (folder / "about.json").write_text(json.dumps(about, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    path = folder / "samples.jsonl"
    path.touch()
    with path.open("r+b") as file:
        journal = Journal(file)
        sync(folder)
        try:
            yield journal
        finally:
            journal.flush()


def sample_missing(
    journal: Journal,
    requests: Iterable[Request],
    engine: Callable[[], Engine],
    report: Report,
) -> tuple[int, int]:
    """Sample what the journal does not have.

    Args:
        engine: gives the engine; only called when something is missing.
        requests: read once, as the engine takes them; `key` of each is its `request_key`.

    Returns:
        how many tokens were sampled, and how many requests failed.
    """
    asked: set[str] = set()
    done = 0

    def missing() -> Iterator[Request]:
        nonlocal done
        for request in requests:
            if request.key in asked:
                continue
            asked.add(request.key)
            if request.key in journal:
                done += 1
            else:
                yield request

    wanted = missing()
    first = next(wanted, None)
    if first is None:
        report(done, 0)
        return 0, 0

    def all_of_them() -> Iterator[Request]:
        yield first
        yield from wanted

    tokens = failed = 0
    for sample in engine().sample(all_of_them()):
        journal.add(sample)
        done += 1
        tokens += sample.tokens
        failed += sample.finish_reason == "error"
        report(done, tokens)
    return tokens, failed
