"""The detour through Python for formats that expressions cannot read: trees, request logs, envelopes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from drift_data.ingest.formats import Format, Json
from drift_data.ingest.group import MISSHAPEN, Line, groups

#: `others` are further lines that the record was made from; `text` is the record's own line as it stands in the dump,
#: or the record itself where the line is an envelope of several.
RECORDS = pa.schema(
    [
        ("source", pa.int32()),
        ("number", pa.int64()),
        ("text", pa.string()),
        ("fault", pa.string()),
        ("others", pa.list_(pa.struct([("source", pa.int32()), ("number", pa.int64()), ("text", pa.string())]))),
        ("record", pa.string()),
    ]
)
#: A batch has at most so many rows, and ends where its texts exceed so many characters.
_BATCH = 256
_CHARACTERS = 4 << 20


def converted(
    connection: duckdb.DuckDBPyConnection, format_: Format, skipped: Counter[str], work: Path
) -> Iterator[pa.RecordBatch]:
    """Batches of `RECORDS` in drift's own shape, made from the table `lines` of `connection`.

    Records that a converter says to `skip` are counted in `skipped`; `work` is a folder for what must wait.
    """
    rows: list[Json] = []
    held = 0
    for group in groups(connection, format_, work):
        for row in _convert(group, format_, skipped):
            rows.append(row)
            held += len(row["record"] or "") + sum(len(line["text"]) for line in (row, *(row["others"] or ())))
            if len(rows) == _BATCH or held > _CHARACTERS:
                yield pa.RecordBatch.from_pylist(rows, schema=RECORDS)
                rows, held = [], 0
    if rows:
        yield pa.RecordBatch.from_pylist(rows, schema=RECORDS)


def _convert(group: Sequence[Line], format_: Format, skipped: Counter[str]) -> Iterator[Json]:
    lines: list[Line] = []
    records: list[Any] = []
    for line in group:
        fault = line.fault
        if fault is None:
            try:
                records.append(json.loads(line.record or line.text))
                lines.append(line)
            except ValueError:  # DuckDB's parser lets a comma before a bracket pass
                fault = "not JSON"
            except RecursionError:
                fault = "nested too deep"
        if fault is not None:
            yield _row([line], None, fault)
    if not lines:
        return
    conversations, error = _tried(records, format_)
    if error is not None:
        # One misshapen record must not take those along that share its group.
        faults = [_tried([record], format_)[1] for record in records] if len(records) > 1 else [error]
        if any(faults):
            for line, fault in zip(lines, faults, strict=True):
                if fault is not None:
                    yield _row([line], None, fault)
            lines = [line for line, fault in zip(lines, faults, strict=True) if fault is None]
            conversations, error = _tried([json.loads(line.record or line.text) for line in lines], format_)
        if error is not None and lines:
            yield _row(lines, None, error)
    for conversation in conversations:
        used = [lines[index] for index in conversation.pop("records", range(len(lines)))]
        if reason := conversation.get("skip"):
            skipped[reason] += len(used)
        elif reason := conversation.get("fault"):
            yield _row(used, None, reason)
        else:
            text = json.dumps(conversation, ensure_ascii=False)
            # Half a surrogate pair can hide in JSON that was packed into a string; DuckDB refuses it.
            yield _row(used, text, None) if _is_utf8(text) else _row(used, None, "not JSON")


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _tried(records: Sequence[Any], format_: Format) -> tuple[list[Json], str | None]:
    """What a converter makes of a group, or what is wrong with it."""
    assert format_.conversations is not None
    try:
        return (list(format_.conversations(records)) if records else []), None
    except MISSHAPEN as error:
        return [], f"wrong type: not the shape of {format_.name} ({type(error).__name__})"


def _row(lines: Sequence[Line], record: str | None, fault: str | None) -> Json:
    first = lines[0]
    return {
        "source": first.source,
        "number": first.number,
        "text": first.text,
        "fault": fault,
        "others": [{"source": line.source, "number": line.number, "text": line.text} for line in lines[1:]] or None,
        "record": record,
    }
