"""drift-data label, fit and evaluate, as they are typed."""

from __future__ import annotations

import json
import os
import pty
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

Run = Callable[..., Result]
Golden = Callable[[str, Result], None]


def test_evaluate(run: Run, store: Path, tmp_path: Path, golden: Golden) -> None:
    labels = [("rail", 2, "dsat"), ("rail", 4, "sat"), ("soup", 2, "dsat"), ("soup", 4, "sat"), ("tram", 2, "dsat")]
    with (tmp_path / "labels.jsonl").open("w") as file:
        for conversation, turn, label in labels:
            row = {"conversation_id": conversation, "turn": turn, "label": label}
            file.write(json.dumps(row) + "\n")
        file.write(json.dumps({**row, "turn": 9, "confidence": "contested"}) + "\n")
    golden("evaluate", run("evaluate", "--labels", "labels.jsonl", "--examples", "1", "--store", store))


@pytest.fixture
def own(store: Path, tmp_path: Path) -> Path:
    """The mined store, to be written."""
    return shutil.copytree(store, tmp_path / "own" / "drift-store")


def labels(run: Run, store: Path) -> dict[str, str]:
    rows = json.loads(run("show", "labels", "--json", "--limit", "99", "--store", store).stdout)
    return {row["reaction_id"]: row["label"] for row in rows}


def order(run: Run, store: Path) -> list[str]:
    return [one["reaction_id"] for one in json.loads(run("label", "--dry-run", "--json", "--store", store).stdout)]


def test_label(run: Run, own: Path, golden: Golden) -> None:
    golden("label", run("label", "--store", own, input="d\nx\nu\ns\n?\n\nn\nq\n"))
    shown = order(run, own)
    assert len(shown) == 3  # of five, without the two labels

    done = run("label", "--json", "--store", own, input="n\nm\n")
    summary = json.loads(done.stdout)
    assert summary["labelled"] == {"dsat": 0, "sat": 0, "mixed": 1, "neutral": 1} and summary["labels"] == 4
    assert [labels(run, own)[one] for one in shown[:2]] == ["neutral", "mixed"]
    golden("label_nothing", run("label", "--store", own, "--limit", "1", input=""))


def start(store: Path, *words: str, **streams: Any) -> subprocess.Popen[bytes]:
    code = "from drift_cli.data import main; main()"
    return subprocess.Popen([sys.executable, "-c", code, "label", "--store", str(store), *words], **streams)


def until(true: Callable[[], bool]) -> None:
    for _ in range(600):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("it never was")


def test_a_kill_loses_no_answer(run: Run, own: Path, tmp_path: Path) -> None:
    journal = own / "labelling" / "answers.jsonl"
    whole = shutil.copytree(own, tmp_path / "whole")
    process = start(own, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    assert process.stdin is not None
    process.stdin.write(b"d\ns\nu\nm\n")
    process.stdin.flush()
    until(lambda: journal.exists() and journal.read_text().count("\n") == 4)
    process.kill()
    process.wait()
    process.stdin.close()
    assert "labels" not in run("ls", "--store", own).stdout
    resumed = run("label", "--store", own, input="n\nd\n")
    assert "2 answers of a run that was stopped" in resumed.stderr
    run("label", "--store", whole, input="d\nm\nn\nd\n")
    assert labels(run, own) == labels(run, whole) and len(labels(run, own)) == 4
    versions = [next((root / "versions" / "labels").iterdir()).name for root in (own, whole)]
    assert versions[0] == versions[1]
    assert journal.read_text() == ""


def test_on_a_terminal(run: Run, own: Path) -> None:
    """Undo, then Ctrl-C, which keeps what was answered."""
    first, second, *_ = order(run, own)
    ours, theirs = pty.openpty()
    process = start(own, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
    os.close(theirs)
    seen = ""

    def read(seconds: float = 30) -> bool:
        """Whether there is more, or nothing for so long."""
        nonlocal seen
        if not select.select([ours], [], [], seconds)[0]:
            return False
        try:
            piece = os.read(ours, 65536)
        except OSError:  # Linux says so when the other side is closed
            return False
        seen += piece.decode(errors="replace")
        return bool(piece)

    for number, answer in enumerate("dsunk", 1):
        while seen.count("says what counts:") < number:
            assert read(5), seen
        os.write(ours, f"{answer}\n".encode())
    while seen.count("says what counts:") < 6:
        assert read(5), seen
    # A signal that comes just before the program waits is heeded with what comes next.
    while "is kept" not in seen:
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        read(1)
    while read():
        pass
    os.close(ours)
    assert process.wait() == 0
    assert "what was answered is kept" in seen and "Traceback" not in seen
    assert labels(run, own) == {first: "dsat", second: "neutral"}
