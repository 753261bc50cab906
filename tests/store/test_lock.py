from __future__ import annotations

import fcntl
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from drift_data.errors import DriftError
from drift_data.store import lock


def test_one_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with lock.locked(path), lock.locked_if_free(path) as free:
        assert not free
    with lock.locked_if_free(path) as free:
        assert free


def test_shared_by_many(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with lock.locked(path, shared=True), lock.locked(path, shared=True), lock.locked_if_free(path) as free:
        assert not free


def test_who_waited_for_a_file_that_is_gone_gets_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "lock"

    def wait() -> bool:
        with lock.locked(path) as file:
            return path.exists() and os.path.samestat(path.stat(), os.fstat(file.fileno()))

    with ThreadPoolExecutor(1) as other:
        with lock.locked(path):
            waiting = other.submit(wait)
            time.sleep(0.1)
            path.unlink()
        assert waiting.result()


def test_no_locks_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(file: object, how: int) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(DriftError, match="cannot be locked"), lock.locked(tmp_path / "lock"):
        pass
