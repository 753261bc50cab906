"""The example logs: what was planted in them is what comes out."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml
from ingest_dump import Dump, Json

from drift_data.ingest.choose import choose_formats
from drift_data.ingest.ingest import ingest
from drift_data.ingest.mapping import Mapping
from drift_data.ingest.sources import find_sources

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> Dump:
    out = tmp_path_factory.mktemp("examples")
    mappings = [Mapping(**mapping) for mapping in yaml.safe_load((EXAMPLES / "drift.yaml").read_text())["mappings"]]
    sources, _ = find_sources([str(EXAMPLES / "logs")], out / "spool")
    result = ingest(choose_formats(sources, None, mappings), out / "made")
    rejects = (out / "made" / "rejects" / "reasons.jsonl").read_text().splitlines()
    return Dump(result, pq.read_table(out / "made" / "data").to_pylist(), [json.loads(line) for line in rejects])


@pytest.fixture(scope="module")
def planted() -> Json:
    found: Json = json.loads((EXAMPLES / "planted.json").read_text())
    return found


def test_planted_lines_are_rejected_and_no_others(dump: Dump, planted: Json) -> None:
    expected = sorted((line["source"], line["line"], line["fault"]) for line in planted["lines"])
    assert sorted((reject["source"], reject["line"], reject["reason"]) for reject in dump.rejects) == expected


def test_every_conversation_is_there_once(dump: Dump, planted: Json) -> None:
    counts: Counter[str] = Counter()
    for row in dump.rows:
        folder = row["source"].split("/")[0] + "/"
        counts[folder if folder in planted["conversations"] else row["source"]] += 1
    assert counts == planted["conversations"]


def test_planted_reactions_are_where_they_were_put(dump: Dump) -> None:
    truth = [json.loads(line) for line in (EXAMPLES / "truth.jsonl").read_text().splitlines()]
    rows: dict[str, list[Json]] = {}
    for row in dump.rows:
        rows.setdefault(row["conversation_id"], []).append(row)

    def is_there(row: Json, turn: int, kind: str) -> bool:
        if turn >= len(row["messages"]):
            return False
        if kind in ("regenerate", "edit"):
            return any((left["turn"], left["kind"]) == (turn, kind) for left in row["discarded"])
        if kind == "rating":
            return row["messages"][turn]["rating"] is not None
        return bool(row["messages"][turn]["role"] == "user")

    assert {reaction["kind"] for reaction in truth} == {"message", "regenerate", "edit", "rating"}
    missing = [
        reaction
        for reaction in truth
        if not any(is_there(row, reaction["turn"], reaction["kind"]) for row in rows[reaction["conversation_id"]])
    ]
    assert missing == []
