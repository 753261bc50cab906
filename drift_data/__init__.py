"""drift: turn chat logs into preference data, and preference data into a better model.

import drift_data
mined = drift_data.mine("logs/")
feedback = drift_data.load("feedback")                  # a Polars LazyFrame
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from drift_data.api import load
    from drift_data.errors import DriftError
    from drift_data.mining.mine import Mined, mine
    from drift_data.pairing.pair import Paired, pair
    from drift_data.project import Project, load_project
    from drift_data.store import Store, Version

__all__ = ["DriftError", "Mined", "Paired", "Project", "Store", "Version", "load", "load_project", "mine", "pair"]

_HOMES = {
    "DriftError": "drift_data.errors",
    "Mined": "drift_data.mining.mine",
    "Paired": "drift_data.pairing.pair",
    "Project": "drift_data.project",
    "Store": "drift_data.store",
    "Version": "drift_data.store",
    "load": "drift_data.api",
    "load_project": "drift_data.project",
    "mine": "drift_data.mining.mine",
    "pair": "drift_data.pairing.pair",
}


def __getattr__(name: str) -> Any:
    # Imported on first use: the command line must answer --help before DuckDB and Polars are loaded.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
