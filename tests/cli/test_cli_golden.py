"""What people see. `pytest --update-golden` writes the files again; read the difference before you keep it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

Run = Callable[..., Result]
Golden = Callable[[str, Result], None]

COMMANDS = {
    "dry_run_again": ["mine", "DUMP", "--dry-run"],
    "mine_again": ["mine", "DUMP"],
    "ls": ["ls"],
    "log": ["log", "seed"],
    "show_feedback": ["show", "feedback", "--label", "dsat"],
    "show_conversations": ["show", "conversations"],
    "show_seed": ["show", "seed"],
    "show_rejects": ["show", "conversations", "--rejects", "--text"],
    "diff": ["diff", "feedback@v1", "feedback"],
    "verify": ["verify"],
    "gc": ["gc", "--dry-run"],
    "unknown_ref": ["show", "feedbak"],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_commands(name: str, run: Run, dump: Path, store: Path, golden: Golden) -> None:
    words = [str(dump) if word == "DUMP" else word for word in COMMANDS[name]]
    golden(name, run(*words, "--store", store))


def test_mine_and_plan(run: Run, dump: Path, tmp_path: Path, golden: Golden) -> None:
    store = tmp_path / "drift-store"
    golden("dry_run", run("mine", dump, "--dry-run", "--store", store))
    assert not store.exists()
    golden("mine", run("mine", dump, "--store", store, "--tag", "v1"))


def test_explain(run: Run, store: Path, golden: Golden) -> None:
    rows = json.loads(run("show", "feedback", "--label", "dsat", "--json", "--store", store).stdout)
    both = next(row["reaction_id"] for row in rows if len(row["signals"]) == 2)
    golden("explain", run("explain", both[:8], "--store", store))
    (neutral,) = json.loads(run("show", "feedback", "--label", "neutral", "--json", "--store", store).stdout)
    golden("explain_neutral", run("explain", neutral["reaction_id"], "--store", store))


def test_signals(run: Run, store: Path, golden: Golden) -> None:
    golden("signals", run("signals"))
    golden("signal", run("signals", "thanks"))
    golden(
        "signals_check", run("signals", "check", Path(__file__).parent / "signals" / "says_wrong.sql", "--store", store)
    )


def test_init(run: Run, tmp_path: Path, golden: Golden) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    (logs / "ours.jsonl").write_text('{"ticket": 1, "log": [{"who": "bot", "says": "x"}]}\n')
    golden("init", run("init"))


def test_other_thresholds(run: Run, dump: Path, tmp_path: Path, golden: Golden) -> None:
    """A second run with other parameters: what differs, and what gc would then remove."""
    store = tmp_path / "drift-store"
    (tmp_path / "drift.yaml").write_text("thresholds: {dsat: 0.85}\n")
    assert run("mine", dump, "--store", store).exit_code == 0
    before = run("path", "feedback", "--store", store).stdout.strip().rpartition("/")[2]
    (tmp_path / "drift.yaml").unlink()
    assert run("mine", dump, "--store", store).exit_code == 0
    golden("diff_thresholds", run("diff", f"feedback@{before}", "feedback", "--store", store))
    golden("gc_nobody_to_ask", run("gc", "--store", store))
    golden("gc_yes", run("gc", "--yes", "--store", store))
    assert run("gc", "--store", store).stdout == "nothing to remove\n"
    assert run("verify", "--store", store).exit_code == 0
