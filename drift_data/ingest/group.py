"""Which records of a dump make up one conversation, wherever in the dump they are.

DuckDB sorts keys only. The texts wait in a file: sorted along, they would not fit into its memory.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, BinaryIO

import duckdb
import pyarrow as pa

from drift_data.ingest.formats import Format

#: Few, since a record may be as long as 16 MiB.
_BATCH = 64
#: Places of records in one piece of the table: each piece costs memory too.
_PLACES = 16384
#: What a converter meets when a record has not the shape of its format.
MISSHAPEN = (AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError)

_PLACE = pa.schema(
    [
        ("source", pa.int32()),
        ("number", pa.int64()),
        ("fault", pa.string()),
        ("start", pa.int64()),
        ("text_bytes", pa.int32()),
        ("record_bytes", pa.int32()),
    ]
)


@dataclass(frozen=True)
class Line:
    """One record: `text` is its line, or the record itself where the line is an envelope of several.

    `record` is what the converter reads, where that is not the text.
    """

    source: int
    number: int
    text: str
    fault: str | None
    record: str | None = None


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
            FROM spooled ORDER BY key NULLS FIRST, source, number, start
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
    query = f"""
        SELECT source, number, text, fault, {format_.begins or "true"} AS new
        FROM (SELECT line.*, CASE WHEN line.fault IS NULL THEN line.text::JSON END AS record FROM lines)
    """
    for source, number, text, fault, new in _rows(connection, query):
        if group and (new or source != group[0].source):
            yield group
            group = []
        group.append(Line(source, number, text, fault))
    if group:
        yield group


def _spooled(connection: duckdb.DuckDBPyConnection, format_: Format, texts: BinaryIO) -> pa.Table:
    """Write the texts one after the other; the table says where each is, and what its key is made of."""
    assert format_.group_by is not None
    schema = pa.schema([*_PLACE, *((name, pa.uint64()) for name in format_.group_by.names)])
    batches: list[pa.RecordBatch] = []
    places: list[list[Any]] = []
    start = 0
    query = "SELECT line.source, line.number, line.text, line.fault FROM lines"
    for batch in connection.sql(query).to_arrow_reader(_BATCH):
        for row in zip(*batch.columns, strict=True):
            for line, parts in _records(Line(*(value.as_py() for value in row)), format_):
                sizes = [None if piece is None else texts.write(piece.encode()) for piece in (line.text, line.record)]
                # Numbers instead of values: some sixty bytes of memory per record.
                places.append([line.source, line.number, line.fault, start, *sizes, *map(_hash, parts)])
                start += sum(size or 0 for size in sizes)
        if len(places) >= _PLACES:
            batches.append(_columns(places, schema))
            places.clear()
    return pa.Table.from_batches([*batches, _columns(places, schema)], schema)


def _columns(rows: Sequence[Sequence[Any]], schema: pa.Schema) -> pa.RecordBatch:
    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    arrays = [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _records(line: Line, format_: Format) -> Iterator[tuple[Line, Sequence[Any]]]:
    """The records of a line, which may be an envelope, each with the parts of its key.

    In Python, not in SQL: DuckDB works on thousands of records at once, and each of its JSON expressions copies them.
    """
    assert format_.group_by is not None
    try:
        value = json.loads(line.text) if line.fault is None else None
    except (ValueError, RecursionError):  # told further on
        value = None
    inner = format_.split(value) if format_.split and value is not None else []
    texts = [json.dumps(record, ensure_ascii=False) for record in inner]
    lines = [line]
    if len(texts) == 1:
        lines = [replace(line, record=texts[0])]
    elif texts:
        lines = [replace(line, text=text) for text in texts]
    for record, one in zip(inner or [value], lines, strict=True):
        try:
            parts: Sequence[Any] = format_.group_by.parts(record)
        except MISSHAPEN:
            parts = [None] * len(format_.group_by.names)
        yield one, parts


def _hash(part: Any) -> int | None:
    if part is None:
        return None
    text = str(part).encode(errors="backslashreplace")
    return int.from_bytes(blake2b(text, digest_size=8).digest())


def _read(
    texts: BinaryIO, source: int, number: int, fault: str | None, start: int, size: int, record_size: int | None
) -> Line:
    texts.seek(start)
    text = texts.read(size).decode()
    return Line(source, number, text, fault, None if record_size is None else texts.read(record_size).decode())


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[tuple[Any, ...]]:
    for batch in connection.sql(query).to_arrow_reader(_BATCH):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)
