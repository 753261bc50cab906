from __future__ import annotations

import random
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest import mock

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drift_data.schema import CONVERSATIONS, FEEDBACK
from drift_data.store import ParquetSink, parquet

SCHEMA = pa.schema(
    [
        pa.field("id", pa.string(), metadata={"description": "The id."}),
        pa.field("turns", pa.list_(pa.struct([("text", pa.string()), ("tags", pa.list_(pa.string()))]))),
        pa.field("score", pa.float64()),
        pa.field("turn", pa.int32()),
        pa.field("flag", pa.bool_()),
    ]
)

_text = st.none() | st.text(max_size=30)
_turn = st.none() | st.fixed_dictionaries({"text": _text, "tags": st.none() | st.lists(_text, max_size=3)})
_row = st.fixed_dictionaries(
    {
        "id": _text,
        "turns": st.none() | st.lists(_turn, max_size=4),
        "score": st.none() | st.floats(allow_nan=False),
        "turn": st.none() | st.integers(0, 1000),
        "flag": st.none() | st.booleans(),
    }
)


def _written(batches: list[pa.Table | pa.RecordBatch], schema: pa.Schema = SCHEMA) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        with ParquetSink(Path(folder), schema) as sink:
            for batch in batches:
                sink.write(batch)
        return {path.name: path.read_bytes() for path in Path(folder, "data").iterdir()}


@settings(max_examples=60, deadline=None)
@given(st.lists(_row, max_size=40), st.lists(st.integers(0, 40), max_size=6), st.sampled_from([200, 2000, 10**6]))
def test_bytes_do_not_depend_on_the_batches(rows: list[dict[str, Any]], cuts: list[int], size: int) -> None:
    table = pa.Table.from_pylist(rows, schema=SCHEMA)
    ends = sorted({min(cut, len(rows)) for cut in cuts} | {0, len(rows)})
    # Slices of one table, tables made apart (their own validity bitmaps), and what Polars makes of them.
    slices = [table.slice(start, stop - start) for start, stop in pairwise(ends)]
    apart = [pa.Table.from_pylist(rows[start:stop], schema=SCHEMA) for start, stop in pairwise(ends)]
    polars = [pl.DataFrame(part).to_arrow() for part in apart]
    with mock.patch.object(parquet, "GROUP_BYTES", size), mock.patch.object(parquet, "SHARD_BYTES", 3000):
        once = _written([table])
        assert _written(slices) == once
        assert _written(apart) == once
        assert _written(polars) == once
    read = pa.concat_tables(pq.read_table(pa.BufferReader(data)) for _, data in sorted(once.items()))
    assert read.to_pylist() == rows


def test_bytes_do_not_depend_on_the_batches_over_many_pages() -> None:
    letters = random.Random(1)
    texts = [letters.randbytes(letters.randrange(300)).hex() for _ in range(12_000)]
    table = pa.table({"id": [str(n) for n in range(len(texts))], "text": texts})
    assert table.nbytes > 3 * 2**20  # several pages of at most 1 MiB
    once = _written([table], table.schema)
    for size in (1, 700, 5000):
        assert _written(table.to_batches(max_chunksize=size), table.schema) == once


def test_groups_end_where_the_rows_say(tmp_path: Path) -> None:
    table = pa.table({"id": ["x" * 92] * 25, "n": pa.array(range(25))})  # 8 for the row, 100 and 8: 116 each
    with mock.patch.object(parquet, "GROUP_BYTES", 10 * 116), ParquetSink(tmp_path, table.schema) as sink:
        for batch in table.to_batches(max_chunksize=7):
            sink.write(batch)
    metadata = pq.read_metadata(tmp_path / "data" / "train-00000.parquet")
    assert [metadata.row_group(n).num_rows for n in range(metadata.num_row_groups)] == [10, 10, 5]
    assert sink.rows == 25


def test_one_row_larger_than_a_group(tmp_path: Path) -> None:
    table = pa.table({"id": ["a", "b" * (parquet.GROUP_BYTES + 1), "c"]})
    with ParquetSink(tmp_path, table.schema) as sink:
        sink.write(table)
    metadata = pq.read_metadata(tmp_path / "data" / "train-00000.parquet")
    assert [metadata.row_group(n).num_rows for n in range(metadata.num_row_groups)] == [2, 1]


def test_shards(tmp_path: Path) -> None:
    table = pa.table({"id": [f"{n:05d}" for n in range(3000)]})
    limits = mock.patch.multiple(parquet, GROUP_BYTES=8000, SHARD_BYTES=5000)
    with limits, ParquetSink(tmp_path, table.schema, split="test") as sink:
        sink.write(table)
    shards = sorted((tmp_path / "data").iterdir())
    assert [path.name for path in shards] == [f"test-{n:05d}.parquet" for n in range(len(shards))]
    assert len(shards) > 1
    assert pa.concat_tables(map(pq.read_table, shards)).equals(table)


@pytest.mark.parametrize("schema", [CONVERSATIONS, FEEDBACK])
def test_no_rows_is_one_file_with_the_schema(tmp_path: Path, schema: pa.Schema) -> None:
    with ParquetSink(tmp_path, schema) as sink:
        sink.write(schema.empty_table())
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["train-00000.parquet"]
    read = pq.read_schema(tmp_path / "data" / "train-00000.parquet")
    assert read.equals(schema)
    assert [field.metadata[b"description"] for field in read] == [field.metadata[b"description"] for field in schema]


def test_text_is_not_in_the_footer(tmp_path: Path) -> None:
    schema = pa.schema([("id", pa.string()), ("text", pa.string()), ("n", pa.int64())])
    with ParquetSink(tmp_path, schema) as sink:
        sink.write(pa.table({"id": ["k1", "k2"], "text": ["private", "words"], "n": [1, 2]}))
    group = pq.read_metadata(tmp_path / "data" / "train-00000.parquet").row_group(0)
    assert [group.column(n).is_stats_set for n in range(3)] == [True, False, True]


def test_order_of_columns_does_not_count() -> None:
    schema = pa.schema([("a", pa.string()), ("b", pa.int64())])
    assert _written([pa.table({"b": [1], "a": ["x"]})], schema) == _written([pa.table({"a": ["x"], "b": [1]})], schema)


def test_wrong_columns_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="columns are"), ParquetSink(tmp_path, SCHEMA) as sink:
        sink.write(pa.table({"id": ["x"]}))


def test_a_value_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    schema = pa.schema([("n", pa.int32())])
    with pytest.raises(pa.ArrowInvalid), ParquetSink(tmp_path, schema) as sink:
        sink.write(pa.table({"n": [2**40]}))


def test_an_error_while_compressing_is_raised(tmp_path: Path) -> None:
    broken = mock.patch.object(pq.ParquetWriter, "write_table", side_effect=OSError("disk full"))
    with broken, pytest.raises(OSError, match="disk full"), ParquetSink(tmp_path, SCHEMA) as sink:
        sink.write(pa.Table.from_pylist([{"id": "x"}], schema=SCHEMA))
