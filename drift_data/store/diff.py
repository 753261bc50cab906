"""What differs between two versions of a dataset: rows by key, parameters, inputs."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from drift_data.duck import connect, quoted
from drift_data.errors import DriftError
from drift_data.store.manifest import Manifest
from drift_data.store.version import Version

SAMPLES = 5
#: The column whose changes are counted from value to value, where a dataset has it.
LABEL = "label"


@dataclass(frozen=True)
class Diff:
    """Two versions of a dataset, side by side: `before` and `after`.

    Rows are matched by key; all rows of one key are compared together.

    Attributes:
        key: the column that says which row is which.
        added, removed, changed, same: numbers of rows; a row is changed when a column both versions have differs.
        columns: column -> how many of the changed rows differ in it. Where the label changed, a column that is null on
            one side is not counted: some are filled for some labels only.
        labels: (from, to) -> how many rows went from one label to the other.
        samples: a few keys of "added", "removed" and "changed", the first in order.
        parameters: (dotted path, before, after) of each that differs; None where it is not there.
        parents: role -> (before, after), likewise.
        inputs: "added", "removed" and "changed" -> names of input files.
        code: whether the source code differs.
    """

    before: Version
    after: Version
    key: str
    added: int
    removed: int
    changed: int
    same: int
    columns: dict[str, int]
    labels: dict[tuple[str, str], int]
    samples: dict[str, list[str]]
    parameters: list[tuple[str, Any, Any]]
    parents: dict[str, tuple[str | None, str | None]]
    inputs: dict[str, list[str]]
    code: bool


def diff(before: Version, after: Version) -> Diff:
    """Compare two versions of one dataset. Only keys, labels and digests of columns are held in memory, or on disk.

    Raises:
        DriftError: two datasets, or one without rows and columns, or other keys.
    """
    old, new = before.manifest, after.manifest
    key = _key(old, new)
    shared = [column.name for column in new.columns if column.name in {column.name for column in old.columns}]
    with tempfile.TemporaryDirectory(prefix="drift-diff-") as spill, connect(Path(spill)) as database:
        _digest(database, "before", before, key, shared)
        _digest(database, "after", after, key, shared)
        return Diff(
            before=before,
            after=after,
            key=key,
            **_rows(database, [name for name in shared if name != key]),
            labels=_labels(database) if LABEL in shared else {},
            parameters=list(_differences(old.parameters, new.parameters)),
            parents={
                role: (old.parents.get(role), new.parents.get(role))
                for role in sorted(old.parents.keys() | new.parents.keys())
                if old.parents.get(role) != new.parents.get(role)
            },
            inputs=_inputs(old, new),
            code=old.code != new.code,
        )


def _key(old: Manifest, new: Manifest) -> str:
    keys = [about.columns[0].name if about.columns else None for about in (old, new)]
    if old.dataset != new.dataset or keys[0] is None or keys[0] != keys[1]:
        raise DriftError(
            f"{old.dataset}@{old.id} and {new.dataset}@{new.id} cannot be compared.",
            why="Their rows have no key in common.",
            fix="Name two versions of one dataset. `drift-data ls` lists them.",
        )
    return keys[0]


def _digest(database: duckdb.DuckDBPyConnection, table: str, version: Version, key: str, shared: list[str]) -> None:
    """A table with one row per key: n rows, a label, and for each column a sum of hashes, which knows no order.

    The sum is null where the column is.
    """
    files = [str(path) for split in version.manifest.splits for path in version.files(split)]
    label = f"any_value({quoted(LABEL)})" if LABEL in shared else "NULL"
    sums = [
        f", sum(hash({quoted(name)})) FILTER (WHERE {quoted(name)} IS NOT NULL) AS {_sum(name)}"
        for name in shared
        if name != key
    ]
    database.execute(
        f"CREATE TABLE {table} AS SELECT {quoted(key)} AS key, count(*) AS n, {label} AS label{''.join(sums)} "
        "FROM read_parquet($files) GROUP BY ALL",
        {"files": files},
    )


def _sum(column: str) -> str:
    return quoted("sum of " + column)


def _rows(database: duckdb.DuckDBPyConnection, columns: list[str]) -> dict[str, Any]:
    differs = {}
    for name in columns:
        old, new = f"before.{_sum(name)}", f"after.{_sum(name)}"
        one_label = "before.label IS NOT DISTINCT FROM after.label"
        differs[name] = f"(before.n = after.n AND ({old} <> {new} OR ({one_label} AND {old} IS DISTINCT FROM {new})))"
    changed = " OR ".join(differs.values()) or "false"
    database.execute(f"""
        CREATE TABLE pairs AS
        SELECT key, coalesce(before.n, 0) AS old, coalesce(after.n, 0) AS new, coalesce({changed}, false) AS changed
        FROM before FULL JOIN after USING (key)
    """)
    added, removed, changes, same, *samples = _row(
        database,
        f"""
        SELECT sum(greatest(new - old, 0)), sum(greatest(old - new, 0)),
               sum(least(old, new)) FILTER (WHERE changed), sum(least(old, new)) FILTER (WHERE NOT changed),
               min(key, {SAMPLES}) FILTER (WHERE new > old), min(key, {SAMPLES}) FILTER (WHERE new < old),
               min(key, {SAMPLES}) FILTER (WHERE changed)
        FROM pairs
        """,
    )
    counts = [f"coalesce(sum(after.n) FILTER (WHERE {test}), 0)" for test in differs.values()]
    by_column = _row(database, f"SELECT {', '.join(['0', *counts])} FROM before JOIN after USING (key)")[1:]
    return {
        "added": int(added or 0),
        "removed": int(removed or 0),
        "changed": int(changes or 0),
        "same": int(same or 0),
        "columns": {name: int(number) for name, number in zip(columns, by_column, strict=True) if number},
        "samples": dict(zip(("added", "removed", "changed"), (list(keys or []) for keys in samples), strict=True)),
    }


def _row(database: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    row = database.execute(sql).fetchone()
    assert row is not None
    return row


def _labels(database: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], int]:
    moves = database.execute("""
        SELECT before.label, after.label, count(*) FROM before JOIN after USING (key)
        WHERE before.n = 1 AND after.n = 1 AND before.label <> after.label GROUP BY ALL ORDER BY ALL
    """).fetchall()
    return {(old, new): number for old, new, number in moves}


def _differences(old: Any, new: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    if isinstance(old, dict) and isinstance(new, dict):
        for name in sorted(old.keys() | new.keys()):
            yield from _differences(old.get(name), new.get(name), f"{path}.{name}" if path else name)
    elif old != new:
        yield path, old, new


def _inputs(old: Manifest, new: Manifest) -> dict[str, list[str]]:
    before = {item.name: item.sha256 for item in old.inputs}
    after = {item.name: item.sha256 for item in new.inputs}
    return {
        "added": sorted(after.keys() - before.keys()),
        "removed": sorted(before.keys() - after.keys()),
        "changed": sorted(name for name in before.keys() & after.keys() if before[name] != after[name]),
    }
