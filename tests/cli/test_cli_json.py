"""--json: exactly one JSON value on stdout, nothing else."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

Run = Callable[..., Result]


def value(result: Result, code: int = 0) -> Any:
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


def test_mine(run: Run, dump: Path, tmp_path: Path) -> None:
    made = value(run("mine", dump, "--json", "--store", tmp_path / "store"))
    assert (made["conversations"], made["reactions"], made["seed_pairs"]) == (4, 5, 1)
    assert made["labels"] == {"dsat": 2, "sat": 2, "mixed": 0, "neutral": 1}
    assert made["rejected"] == {"not JSON": 1}
    assert (made["passed_over"], made["empty"], made["warnings"]) == (["README.txt"], [], [])
    assert made["fresh"] == {"conversations": True, "feedback": True, "seed": True}
    assert all(Path(path).is_dir() for path in made["paths"].values())


def test_what_was_not_read(run: Run, tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    (logs / "none.jsonl").touch()
    (logs / "ours.jsonl").write_text('{"at": "noon", "log": [{"role": "user", "content": "Hi"}]}\n')
    ours, lost = (
        {"files": name, "messages": "record -> '$.log'", "time": "record ->> '$.at'"} for name in ("ours*", "x")
    )
    (tmp_path / "drift.yaml").write_text(json.dumps({"mappings": [ours, lost]}))
    for _ in ("fresh", "up to date"):
        done = run("mine", logs, "--json", "--store", tmp_path / "store")
        made = value(done)
        assert made["empty"] == ["none.jsonl"]
        unused, times = made["warnings"]
        assert "mappings[1].files" in unused
        assert times.startswith("times not understood in 'ours.jsonl': 1;")
        assert done.stderr.count("warning: ") == 2
    assert "passed over, without any record: 1 file (none.jsonl)" in run("mine", logs, "--dry-run").stdout


def test_standard_input(run: Run, dump: Path, tmp_path: Path) -> None:
    lines = (dump / "chats.jsonl").read_bytes()
    made = value(run("mine", "-", "--json", "--store", tmp_path / "store", input=lines))
    assert made["conversations"] == 4
    rows = value(run("show", "feedback", "--json", "--store", tmp_path / "store"))
    assert {row["source"] for row in rows} == {"stdin"}


def test_dry_run(run: Run, dump: Path, store: Path) -> None:
    plan = value(run("mine", dump, "--dry-run", "--json", "--store", store))
    assert plan["sources"] == [{"name": "chats.jsonl", "format": "openai", "bytes": plan["bytes"]}]
    assert plan["bytes"] == (dump / "chats.jsonl").stat().st_size
    assert (plan["passed_over"], plan["empty"], plan["warnings"]) == (["README.txt"], [], [])
    assert [step["step"] for step in plan["steps"]] == ["ingest", "mine", "seed"]


def test_show(run: Run, store: Path) -> None:
    rows = value(run("show", "feedback", "--json", "--label", "dsat", "--limit", "1", "--store", store))
    assert [row["label"] for row in rows] == ["dsat"]
    assert rows[0]["prompt"] == [{"role": "user", "content": "When was the line opened?"}]
    rows = value(run("show", "feedback", "--json", "--signal", "begins_no", "--store", store))
    assert [row["feedback"] for row in rows] == ["No, that is wrong: it was before"]
    rejects = value(run("show", "conversations", "--rejects", "--json", "--text", "--store", store))
    assert [(one["source"], one["line"], one["text"]) for one in rejects] == [("chats.jsonl", 3, "{broken")]


def test_ls_log_diff_verify_gc(run: Run, store: Path) -> None:
    versions = value(run("ls", "--json", "--store", store))
    assert {one["dataset"]: one["rows"] for one in versions} == {"conversations": 4, "feedback": 5, "seed": 1}
    assert all(one["names"] == ["latest", "v1"] for one in versions)
    (seed,) = value(run("log", "--json", "--store", store))
    assert seed["parents"]["feedback"]["parents"]["conversations"]["inputs"][0]["name"] == "chats.jsonl"
    assert value(run("diff", "seed", "seed@v1", "--json", "--store", store))["rows"]["same"] == 1
    assert {one["version"]: one["problems"] for one in value(run("verify", "--json", "--store", store))} == {
        one["version"]: [] for one in versions
    }
    assert value(run("gc", "--json", "--dry-run", "--store", store)) == {"removed": False, "bytes": 0, "items": []}


def test_the_shares_give_the_score(run: Run, store: Path) -> None:
    """None of these signals is the model's, so they come on top of what its shares add up to."""
    for row in value(run("show", "feedback", "--json", "--store", store)):
        about = value(run("explain", row["reaction_id"], "--json", "--store", store))
        assert about["shares"]
        for polarity, score in about["scores"].items():
            rest = 1 - 1 / (1 + math.exp(-sum(share[polarity] for share in about["shares"])))
            for signal in about["signals"]:
                rest *= 1 - signal["strength"] if signal["polarity"] == polarity else 1
            assert score == pytest.approx(1 - rest, abs=2e-3)


def test_signals(run: Run, store: Path) -> None:
    assert [one["name"] for one in value(run("signals", "--json"))] == ["begins_no", "says_wrong", "thanks"]
    one = value(run("signals", "thanks", "--json"))
    assert (one["polarity"], one["strength"]) == ("sat", 0.9)
    file = Path(__file__).parent / "signals" / "thanks.sql"
    checked = value(run("signals", "check", file, "--json", "--store", store))
    assert checked["passed"]
    assert [hit["user"] for hit in checked["hits"]] == ["Thanks, great", "Thanks a lot!"]


def test_schema(run: Run) -> None:
    assert {"logs", "mappings", "signals", "thresholds"} <= set(value(run("schema"))["properties"])


def test_doctor(run: Run) -> None:
    checks = value(run("doctor", "--json"))
    assert {"python", "duckdb", "extra hub", "store", "drift.yaml"} <= {check["name"] for check in checks}
