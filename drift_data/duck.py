"""The DuckDB connection every step uses: bounded memory, no network, no extensions fetched."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb

#: DuckDB's own budget. With Python, Arrow buffers and the Parquet writer a run stays under 1.5 GiB.
MEMORY_LIMIT = "700MB"

#: A row as a whole, under a name that no column has.
ROW = '"the whole row"'


def connect(spill: Path | None = None) -> duckdb.DuckDBPyConnection:
    """A private in-memory database.

    Args:
        spill: folder for what does not fit into memory; None for work that is small.
    """
    connection = duckdb.connect(
        config={
            "memory_limit": MEMORY_LIMIT,
            "threads": str(os.cpu_count() or 1),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "temp_directory": str(spill) if spill else "",
        }
    )
    connection.execute("SET enable_progress_bar = false")
    return connection


def quoted(name: str) -> str:
    """A SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A SQL string. For paths and patterns that cannot be bound, never for text from a dump."""
    return "'" + text.replace("'", "''") + "'"


def parquet_samples(path: Path, limit: int) -> list[str]:
    """The first rows of a Parquet file as JSON texts."""
    with connect() as connection:
        rows = connection.sql(
            f"SELECT to_json({ROW}) FROM read_parquet({literal(str(path))}) {ROW} LIMIT {limit}"
        ).fetchall()
    return [text for (text,) in rows]
