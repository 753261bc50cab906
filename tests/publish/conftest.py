"""A Hub on this machine, the real client pointed at it, and small versions to push."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import huggingface_hub
import pytest
from hub_server import TOKEN, HubServer
from huggingface_hub import constants
from toy_versions import make_pairs

from drift_data.store import Store, Version

Make = Callable[..., Version]


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    """The server; the client of this process asks it."""
    with HubServer(tmp_path / "repos") as server:
        monkeypatch.setattr(constants, "ENDPOINT", server.url)
        template = f"{server.url}/{{repo_id}}/resolve/{{revision}}/{{filename}}"
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
        monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
        monkeypatch.setenv("HF_TOKEN", TOKEN)
        huggingface_hub.close_session()
        yield server
        huggingface_hub.close_session()


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
