"""Nothing that a log says reaches the terminal as anything but text."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from drift_cli.text import around, safe_json, short, size, visible
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import Result

from drift_data import load_project

Run = Callable[..., Result]

HOSTILE = (
    "\x1b]0;title\x07\x1b[31m\x9b2J[bold red]x[/] \u202eevil\u2066 \u200b$(rm -rf ~) `x` "
    "\r\nerror: forged\n{0} %s thanks"
)
#: Control characters and those that turn text round or hide; line ends apart.
RAW = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


@pytest.fixture(scope="module")
def hostile(run: Run, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """(a store, the logs it was mined from)."""
    folder = tmp_path_factory.mktemp("hostile")
    logs = folder / "logs"
    logs.mkdir()
    said = (
        ("user", HOSTILE),
        ("assistant", HOSTILE),
        ("user", "that is wrong " + HOSTILE),
        ("assistant", HOSTILE),
        ("user", HOSTILE),
    )
    chat = {"id": HOSTILE, "messages": [{"role": role, "content": text} for role, text in said]}
    strange = {"id": HOSTILE, "messages": [{"role": HOSTILE, "content": HOSTILE}]}
    lines = [json.dumps(chat), json.dumps(strange), HOSTILE.replace("\n", " ").replace("\r", "")]
    (logs / "a\x1b[31m\u202e[red]$(id).jsonl").write_text("\n".join(lines), encoding="utf-8")
    made = run("mine", logs, "--store", folder / "store")
    assert made.exit_code == 0
    assert "1 conversation, 2 reactions" in made.stdout
    return folder / "store", logs


COMMANDS = [
    ["mine", "LOGS"],
    ["mine", "LOGS", "--json"],
    ["mine", "LOGS", "--dry-run"],
    ["mine", "LOGS", "--dry-run", "--json"],
    ["show", "feedback"],
    ["show", "feedback", "--json"],
    ["show", "conversations"],
    ["show", "conversations", "--json"],
    ["show", "conversations", "--rejects"],
    ["show", "conversations", "--rejects", "--text"],
    ["show", "conversations", "--rejects", "--text", "--json"],
    ["show", "seed"],
    ["log", "seed"],
    ["log", "seed", "--json"],
    ["diff", "seed", "seed"],
    ["explain", "ID"],
    ["explain", "ID", "--json"],
    ["evaluate", "--labels", "LABELS", "--examples", "3"],
    ["evaluate", "--labels", "LABELS", "--examples", "3", "--json"],
    ["label"],
    ["label", "--dry-run"],
    ["label", "--dry-run", "--json"],
    ["signals", "check", "SIGNAL"],
    ["signals", "check", "SIGNAL", "LOGS"],
    ["signals", "check", "SIGNAL", "--json"],
    ["ls"],
    ["verify"],
]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_no_command_passes_it_on(run: Run, hostile: tuple[Path, Path], words: list[str]) -> None:
    store, logs = hostile
    labels = store.parent / "labels.jsonl"
    labels.write_text(
        "".join(json.dumps({"conversation_id": HOSTILE, "turn": turn, "label": "neutral"}) + "\n" for turn in (2, 4))
    )
    rows = json.loads(run("show", "feedback", "--label", "mixed", "--json", "--store", store).stdout)
    given_ = {
        "LOGS": str(logs),
        "ID": rows[0]["reaction_id"],
        "LABELS": str(labels),
        "SIGNAL": str(Path(__file__).parent / "signals" / "thanks.sql"),
    }
    done = run(*(given_.get(word, word) for word in words), "--store", store)
    assert done.exit_code == 0, done.output
    assert not RAW.search(done.output)
    assert not re.search(r"^error: forged", done.output, re.MULTILINE)


def test_it_is_shown_as_text(run: Run, hostile: tuple[Path, Path]) -> None:
    shown = run("show", "feedback", "--store", hostile[0]).stdout
    assert r"\x1b]0;title\x07\x1b[31m\x9b2J[bold red]x[/] \u202eevil\u2066 \u200b$(rm -rf ~)" in shown
    rows = json.loads(run("show", "feedback", "--label", "mixed", "--json", "--store", hostile[0]).stdout)
    assert rows[0]["feedback"] == "that is wrong " + HOSTILE


def test_init_with_hostile_keys(run: Run, tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    (logs / "x\n- y\x1b[31m.jsonl").write_text(json.dumps({HOSTILE: 1, "a\nlogs: [evil]": [{HOSTILE: 2}]}) + "\n")
    done = run("init")
    assert done.exit_code == 0
    assert not RAW.search(done.output)
    written = (tmp_path / "drift.yaml").read_text()
    assert not RAW.search(written)
    assert load_project(Path("drift.yaml")).logs == ["logs"]


def test_on_a_terminal(hostile: tuple[Path, Path]) -> None:
    """Colours are ours and only ours."""
    ours, theirs = pty.openpty()
    code = "from drift_cli.data import main; main()"
    command = [sys.executable, "-c", code, "show", "feedback", "--store", str(hostile[0])]
    env = {name: value for name, value in os.environ.items() if name != "NO_COLOR"} | {"TERM": "xterm"}
    process = subprocess.Popen(command, stdout=theirs, stderr=theirs, stdin=theirs, env=env)
    os.close(theirs)
    seen = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # Linux says so when the other side is closed
            break
        if not piece:
            break
        seen += piece
    os.close(ours)
    assert process.wait() == 0
    text = seen.decode().replace("\r\n", "\n")
    assert "\x1b[33m" in text
    assert not RAW.search(re.sub(r"\x1b\[(0|1|2|3[1-6])m", "", text))


@given(st.text())
def test_visible_leaves_nothing_raw(text: str) -> None:
    assert not RAW.search(visible(text))
    assert "\n" not in visible(text)


@given(st.text(st.characters(exclude_categories=())))
def test_safe_json_is_the_same_value(text: str) -> None:
    spelled = safe_json(json.dumps(text, ensure_ascii=False))
    assert not RAW.search(spelled)
    spelled.encode()
    assert json.loads(spelled).encode("utf-16", "surrogatepass") == text.encode("utf-16", "surrogatepass")


@given(st.text(), st.integers(2, 50))
def test_short_is_short(text: str, most: int) -> None:
    assert len(short(text, most)) <= most
    assert len(around(text, "a", most)) <= most


def test_around_shows_the_words() -> None:
    text = "word " * 100 + "here it is " + "word " * 100
    assert "here it is" in around(text, "HERE IT", 60)
    assert visible("Grüße, 世界 👩‍👧 بله") == "Grüße, 世界 👩‍👧 بله"
    assert [size(number) for number in (0, 999, 1000, 12_345_678)] == ["0 B", "999 B", "1.0 kB", "12.3 MB"]
