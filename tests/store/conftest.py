from __future__ import annotations

import multiprocessing
import multiprocessing.context
from pathlib import Path

import pytest

from drift_data.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "drift-store")


@pytest.fixture(scope="session")
def processes() -> multiprocessing.context.ForkServerContext:
    """Processes that begin with the imports done (pyarrow takes pandas along), so that many can be killed."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["drift_data.store", "pytest", "pandas"])
    return context
