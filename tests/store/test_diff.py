from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from store_worker import SCHEMA, rows, step

from drift_data.errors import DriftError
from drift_data.store import Input, ParquetSink, Step, StepResult, Store, diff


def test_rows_labels_and_samples(store: Store) -> None:
    before = store.make(step(range(100))).version
    after = store.make(step(range(10, 130), labels={20: "odd", 22: "odd", 23: "even"})).version
    found = diff(before, after)
    assert found.key == "row_id"
    assert (found.added, found.removed, found.changed, found.same) == (30, 10, 3, 87)
    assert found.columns == {"label": 3}
    assert found.labels == {("even", "odd"): 2, ("odd", "even"): 1}
    assert found.samples["added"] == [f"row-{n:05d}" for n in range(100, 105)]
    assert found.samples["removed"] == [f"row-{n:05d}" for n in range(5)]
    assert found.samples["changed"] == ["row-00020", "row-00022", "row-00023"]


def test_a_version_and_itself(store: Store) -> None:
    version = store.make(step()).version
    found = diff(version, version)
    assert (found.added, found.removed, found.changed, found.same) == (0, 0, 0, 100)
    assert (found.columns, found.labels, found.parameters, found.parents, found.code) == ({}, {}, [], {}, False)
    assert found.inputs == {"added": [], "removed": [], "changed": []}


def test_what_went_in(store: Store) -> None:
    parents = [store.make(step(range(n), dataset="logs")).version for n in (1, 2)]

    def made(files: dict[str, str], **parameters: Any) -> Step:
        inputs = tuple(Input(name=name, sha256=digest, bytes=1) for name, digest in files.items())
        return step(inputs=inputs, **parameters)

    first = made({"a": "1", "b": "1", "c": "1"}, score={"threshold": 0.5, "weights": [1]}, gone=1)
    second = made({"b": "1", "c": "2", "d": "1"}, score={"threshold": 0.6, "weights": [1]}, new={"x": None})
    before = store.make(replace(first, parents={"logs": parents[0]})).version
    after = store.make(replace(second, parents={"logs": parents[1], "more": parents[0]}, code="1" * 16)).version
    found = diff(before, after)
    assert found.inputs == {"added": ["d"], "removed": ["a"], "changed": ["c"]}
    assert found.parameters == [("gone", 1, None), ("new", None, {"x": None}), ("score.threshold", 0.5, 0.6)]
    assert found.parents == {"logs": (str(parents[0]), str(parents[1])), "more": (None, str(parents[0]))}
    assert found.code
    assert found.same == 100


def _of(plain: Step, table: pa.Table, **parameters: object) -> Step:
    def run(folder: Path) -> StepResult:
        with ParquetSink(folder, table.schema) as sink:
            sink.write(table)
        return StepResult(rows=table.num_rows)

    return replace(plain, run=run, schema=table.schema, parameters=parameters)


def test_several_rows_of_one_key(store: Store) -> None:
    def table(*pairs: tuple[str, int | None]) -> pa.Table:
        return pa.table({"row_id": [key for key, _ in pairs], "n": pa.array([n for _, n in pairs], pa.int64())})

    before = store.make(_of(step(), table(("a", 1), ("a", 2), ("b", 5), ("b", 5), ("c", None), ("d", None)))).version
    after = store.make(_of(step(), table(("a", 2), ("a", 1), ("b", 6), ("b", 6), ("c", 0), ("d", None), ("d", 1)), x=1))
    found = diff(before, after.version)
    assert (found.added, found.removed, found.changed, found.same) == (1, 0, 3, 3)
    assert found.samples == {"added": ["d"], "removed": [], "changed": ["b", "c"]}


def test_what_a_label_fills_or_empties_is_no_other_change(store: Store) -> None:
    def table(**rows: tuple[str, str | None]) -> pa.Table:
        labels, responses = zip(*rows.values(), strict=True)
        columns = {"row_id": list(rows), "label": labels, "response": pa.array(responses, pa.string())}
        return pa.table(columns)

    before = table(a=("neutral", None), b=("sat", "x"), c=("sat", "x"), d=("neutral", None), e=("sat", "x"))
    after = table(a=("dsat", "x"), b=("neutral", None), c=("dsat", "y"), d=("neutral", "x"), e=("sat", "x"))
    found = diff(store.make(_of(step(), before)).version, store.make(_of(step(), after, x=1)).version)
    assert (found.changed, found.same) == (4, 1)
    assert found.columns == {"label": 3, "response": 2}
    assert found.samples["changed"] == ["a", "b", "c", "d"]


def test_columns_that_only_one_has(store: Store) -> None:
    before = store.make(_of(step(), rows(range(5)))).version
    wider = rows(range(5)).append_column('odd "name"', pa.array(range(5)))
    found = diff(before, store.make(_of(step(), wider)).version)
    assert (found.added, found.removed, found.changed, found.same) == (0, 0, 0, 5)


def test_an_empty_version(store: Store) -> None:
    before = store.make(_of(step(), SCHEMA.empty_table())).version
    found = diff(before, store.make(step(range(3))).version)
    assert (found.added, found.removed, found.changed, found.same) == (3, 0, 0, 0)


def test_two_datasets(store: Store) -> None:
    one, other = store.make(step()).version, store.make(step(dataset="other")).version
    with pytest.raises(DriftError, match="cannot be compared"):
        diff(one, other)
