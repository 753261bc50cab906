"""Reading a dump through the whole of ingest, for the tests here."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from drift_data.ingest.choose import choose_formats
from drift_data.ingest.ingest import Ingested, ingest
from drift_data.ingest.mapping import Mapping
from drift_data.ingest.sources import find_sources

Json = dict[str, Any]


@dataclass(frozen=True)
class Dump:
    """What came of a dump: the summary, the conversations, and the rejected lines with their bytes."""

    result: Ingested
    rows: list[Json]
    rejects: list[Json]

    def row(self, id_: str) -> Json:
        (found,) = [row for row in self.rows if row["conversation_id"] == id_]
        return found

    @property
    def reasons(self) -> dict[int, str]:
        return {reject["line"]: reject["reason"] for reject in self.rejects}


def encoded(records: Sequence[Any]) -> bytes:
    return b"".join(json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in records)


def said(row: Json) -> list[tuple[str, str]]:
    """(role, content) of a conversation's messages."""
    return [(message["role"], message["content"]) for message in row["messages"]]


class DumpReader:
    """Reads files (name: bytes, or records to be written as JSONL) into a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._runs = 0

    def __call__(
        self, files: dict[str, bytes | Sequence[Any]], format_: str | None = None, mappings: Sequence[Mapping] = ()
    ) -> Dump:
        self._runs += 1
        logs, out = self._folder / f"logs{self._runs}", self._folder / f"out{self._runs}"
        for name, content in files.items():
            path = logs / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else encoded(content))
        sources, _ = find_sources([str(logs)], self._folder / "spool")
        result = ingest(choose_formats(sources, format_, mappings), out)
        rows = pq.read_table(out / "data").to_pylist()
        kept = (out / "rejects" / "lines").read_bytes()
        rejects = [json.loads(line) for line in (out / "rejects" / "reasons.jsonl").read_text().splitlines()]
        for reject in rejects:
            reject["kept"] = kept[reject["offset"] : reject["offset"] + reject["bytes"]]
        assert result.conversations == len(rows)
        assert result.messages == sum(len(row["messages"]) for row in rows)
        assert sum(result.rejected.values()) == len(rejects)
        assert not (out / "work").exists()
        return Dump(result, rows, rejects)
