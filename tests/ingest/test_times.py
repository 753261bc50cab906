"""Times in the spellings of dumps."""

from __future__ import annotations

from datetime import UTC, datetime

import ingest_samples as samples
import pytest
from ingest_dump import DumpReader


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2024-01-01 10:00:00", 10),
        ("2024-01-01T10:00", 10),
        ("2024-01-01T10:00:00Z", 10),
        ("2024-01-01 10:00:00.000 Z", 10),
        ("2024-01-01 10:00:00 UTC", 10),
        ("2024-01-01 10:00:00+00:00", 10),
        ("2024-01-01T10:00:00-08:00", 18),
        ("2024-01-01 10:00:00-08", 18),
        ("2024-01-01 10:00:00 -0800", 18),
        ("2024-01-01 10:00:00.5 +01:00", 9),
        ("2024-01-01 10:00:00 PST", 18),
        ("2024-01-01 10:00:00 America/New_York", 15),
        ("1704103200", 10),
        ("1704103200000.5", 10),
        ("2024-01-01 10:00:00 Middle/Earth", None),
        ("2024-01-01 10:00:00 PM", None),
        ("10 o'clock", None),
    ],
)
def test_zones(read_dump: DumpReader, text: str, hour: int | None) -> None:
    record = {"id": "o1", "created": text, "messages": samples.talk("Hi", "Hello")}
    dump = read_dump({"o.jsonl": [record]})
    (row,) = dump.rows
    assert dump.result.unread_times == ({} if hour else {"o.jsonl": 1})
    found = row["time"]
    assert (found and found.replace(microsecond=0)) == (hour and datetime(2024, 1, 1, hour, tzinfo=UTC))
