"""Open a version as a Polars, DuckDB or `datasets` object."""

from __future__ import annotations

import glob
from typing import Any, Literal, overload

import duckdb
import polars as pl
import pyarrow.parquet as pq

from drift_data.duck import connect
from drift_data.errors import DriftError
from drift_data.store.version import Version


@overload
def load(version: Version, as_: Literal["polars"] = "polars", split: str = "train") -> pl.LazyFrame: ...
@overload
def load(version: Version, as_: Literal["duckdb"], split: str = "train") -> duckdb.DuckDBPyRelation: ...
@overload
def load(version: Version, as_: Literal["datasets"], split: str = "train") -> Any: ...
def load(version: Version, as_: Literal["polars", "duckdb", "datasets"] = "polars", split: str = "train") -> Any:
    """The rows of one split, in the order they were written; as `as_` says.

    Returns:
        A `polars.LazyFrame` or a `duckdb.DuckDBPyRelation`, which read when asked to, or a `datasets.Dataset`, which
        makes a copy in the cache of that library.

    Raises:
        DriftError: no such split, or the `datasets` library is not installed.
    """
    files = [str(path) for path in version.files(split)]
    if not files:
        raise DriftError(
            f"{version} has no split {split!r}.",
            why=f"Its splits: {', '.join(version.manifest.splits) or 'none'}.",
            fix="Name one of them.",
        )
    if as_ == "polars":
        return pl.scan_parquet(files, glob=False)
    if as_ == "duckdb":
        return connect().read_parquet(files)
    datasets = _datasets()
    if version.manifest.splits.get(split) == 0:  # which `datasets` refuses to read
        return datasets.Dataset(pq.read_table(files[0]))
    return datasets.Dataset.from_parquet([glob.escape(file) for file in files], split=split)


def _datasets() -> Any:
    try:
        import datasets
    except ImportError as error:
        raise DriftError(
            "The `datasets` library is not installed.", why=str(error), fix='pip install "drift-llm[hub]"'
        ) from error
    return datasets
