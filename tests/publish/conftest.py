"""A Hub on this machine, the real client pointed at it, and small versions to push."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hub_client import hub_here
from hub_server import HubServer
from toy_versions import make_pairs

from drift_data.store import Store, Version

Make = Callable[..., Version]


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubServer]:
    """The server; the client of this process asks it."""
    with hub_here(tmp_path) as server:
        yield server


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Nobody waits; how long they would have."""
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    return waited


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "drift-store")


@pytest.fixture
def make(store: Store) -> Make:
    """Make a version of pairs: make("iter1", said=..., source=..., rows=...)."""

    def pairs(name: str = "iter1", **given: Any) -> Version:
        return make_pairs(store, name, **given)

    return pairs
