"""Which records of a dump make up one conversation, wherever in the dump they are.

DuckDB sorts keys only. The texts wait in a file: sorted along, they would not fit into its memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, BinaryIO

import duckdb
import pyarrow as pa

from drift_data.ingest.formats import Format

_BATCH = 256
_PLACE = pa.schema([("start", pa.int64()), ("text_bytes", pa.int64()), ("record_bytes", pa.int64())])


@dataclass(frozen=True)
class Line:
    """One record: `text` is its line, or the record itself where the line is an envelope of several.

    `record` is what the converter reads, where that is not the text.
    """

    source: int
    number: int
    text: str
    fault: str | None
    record: str | None


def groups(connection: duckdb.DuckDBPyConnection, format_: Format, work: Path) -> Iterator[list[Line]]:
    """The records of the view `lines` of `connection`, those of one conversation together.

    Args:
        work: folder for a file as large as the dump.
    """
    if format_.group_by is None:
        yield from _neighbours(connection, format_)
        return
    path = work / "unsorted"
    with path.open("w+b") as texts:
        connection.register("spooled", _spooled(connection, format_, texts))
        query = f"""
            SELECT source, number, fault, start, text_bytes, record_bytes, {format_.group_by.key} AS key
            FROM spooled ORDER BY key NULLS FIRST, start
        """
        for key, rows in groupby(_rows(connection, query), key=itemgetter(-1)):
            lines = (_read(texts, *row[:-1]) for row in rows)
            if key is None:
                yield from ([line] for line in lines)
            else:
                yield list(lines)
    path.unlink()


def _neighbours(connection: duckdb.DuckDBPyConnection, format_: Format) -> Iterator[list[Line]]:
    group: list[Line] = []
    begins = f"coalesce(({format_.begins})::BOOLEAN, false)" if format_.begins else "true"
    for source, number, text, fault, record, new in _rows(connection, _query(format_, begins)):
        if group and (new or source != group[0].source):
            yield group
            group = []
        group.append(Line(source, number, text, fault, record))
    if group:
        yield group


def _spooled(connection: duckdb.DuckDBPyConnection, format_: Format, texts: BinaryIO) -> pa.Table:
    """Write the texts one after the other; the table says where each is, and what its key is made of."""
    assert format_.group_by is not None
    # Numbers instead of values: some sixty bytes of memory per record.
    parts = ", ".join(
        f"CASE WHEN ({part}) IS NOT NULL THEN hash({part}) END AS {name}" for name, part in format_.group_by.parts
    )
    batches: list[pa.RecordBatch] = []
    start = 0
    for batch in connection.sql(_query(format_, parts)).to_arrow_reader(_BATCH):
        places: list[dict[str, int | None]] = []
        for text, record in zip(batch["text"].to_pylist(), batch["record"].to_pylist(), strict=True):
            pieces = [None if piece is None else piece.encode() for piece in (text, record)]
            sizes = [None if piece is None else texts.write(piece) for piece in pieces]
            places.append({"start": start, "text_bytes": sizes[0], "record_bytes": sizes[1]})
            start += sum(size or 0 for size in sizes)
        place = pa.RecordBatch.from_pylist(places, schema=_PLACE)
        kept = [name for name in batch.schema.names if name not in ("text", "record")]
        # Copied: a column that came from DuckDB keeps the texts beside it in memory.
        columns = [*(pa.array(batch[name].to_pylist(), batch[name].type) for name in kept), *place.columns]
        batches.append(pa.RecordBatch.from_arrays(columns, [*kept, *_PLACE.names]))
    return pa.Table.from_batches(batches)


def _read(
    texts: BinaryIO, source: int, number: int, fault: str | None, start: int, size: int, record_size: int | None
) -> Line:
    texts.seek(start)
    text = texts.read(size).decode()
    return Line(source, number, text, fault, None if record_size is None else texts.read(record_size).decode())


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[tuple[Any, ...]]:
    for batch in connection.sql(query).to_arrow_reader(_BATCH):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _query(format_: Format, more: str) -> str:
    """SELECT of (source, number, text, fault, record, `more`): the records of each line, which may be an envelope."""
    if not (format_.group_by or format_.begins or format_.split):
        return f"SELECT line.source, line.number, line.text, line.fault, NULL::VARCHAR AS record, {more} FROM lines"
    lines = """
        SELECT line.source AS source, line.number AS number, line.text AS text, line.fault AS fault,
            CASE WHEN line.fault IS NULL THEN line.text::JSON END AS record
        FROM lines
    """
    if not format_.split:
        return f"SELECT source, number, text, fault, NULL::VARCHAR AS record, {more} FROM ({lines})"
    split = format_.split
    return f"""
        SELECT source, number, CASE WHEN count > 1 THEN record::VARCHAR ELSE text END AS text, fault,
            CASE WHEN count = 1 THEN record::VARCHAR END AS record, {more}
        FROM (SELECT * EXCLUDE (parts), len(parts) AS count, unnest(parts) AS record
              FROM (SELECT * EXCLUDE (record), CASE WHEN len({split}) > 0 THEN {split} ELSE [record] END AS parts
                    FROM ({lines})))
    """
