"""Reading versions without a command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from drift_data.store import Store
from drift_data.store import load as load_version


def load(
    reference: str,
    store: Store | str | Path = "drift-store",
    as_: Literal["polars", "duckdb", "datasets"] = "polars",
) -> Any:
    """The rows of `feedback`, `feedback@v1`, `feedback@<id>`: a Polars LazyFrame, a DuckDB relation or a Dataset.

    Raises:
        DriftError: there is no such version, or `datasets` is not installed.
    """
    opened = store if isinstance(store, Store) else Store(store)
    return load_version(opened.find(reference), as_)
