"""Exit codes, and what people are told: what happened, why, and what mends it."""

from __future__ import annotations

import errno
import json
import os
import re
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from drift_cli.data import app
from typer.testing import CliRunner, Result

from drift_data import DriftError
from drift_data.mining import mine as mining

Run = Callable[..., Result]


#: A signal of a user's own.
OWN = (Path(__file__).parent / "signals" / "thanks.sql").read_text().replace("name: thanks", "name: own")


def raising(fault: BaseException) -> Callable[..., Any]:
    def mine(*_: Any) -> Any:
        raise fault

    return mine


def test_what_a_person_can_mend(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mining, "mine", raising(DriftError("It broke.", why="One.\nTwo.", fix="Mend it.")))
    done = run("mine", "logs")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "error: It broke.\n  One.\n  Two.\n  fix: Mend it.\n"


def test_a_bug_says_where_but_quotes_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mining, "mine", raising(ValueError("what a user wrote")))
    done = run("mine", "logs")
    assert done.exit_code == 3
    assert "this is a bug in drift: ValueError in cli/data/mine.py:" in done.stderr
    assert done.stderr.endswith("run with DRIFT_DEBUG=1 for the traceback\n")
    assert "what a user wrote" not in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(("fault", "code"), [(ValueError("details"), 3), (DriftError("details"), 1)])
def test_debug_shows_the_traceback(run: Run, monkeypatch: pytest.MonkeyPatch, fault: Exception, code: int) -> None:
    monkeypatch.setenv("DRIFT_DEBUG", "1")
    monkeypatch.setattr(mining, "mine", raising(fault))
    done = run("mine", "logs")
    assert done.exit_code == code
    assert "Traceback" in done.stderr
    assert "details" in done.stderr


def test_ctrl_c_repeats_the_command(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mining, "mine", raising(KeyboardInterrupt()))
    done = run("mine", "my logs", "--store", "$(x)")
    assert done.exit_code == 130
    assert done.stderr == ("stopped; finished steps are kept. Go on with: drift-data mine 'my logs' --store '$(x)'\n")


def test_ctrl_c_that_a_library_made_an_error_of(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def mine(*_: Any) -> Any:
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            raise RuntimeError("Query interrupted") from None

    monkeypatch.setattr(mining, "mine", mine)
    assert run("mine", "logs").exit_code == 130
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["mien"], "Did you mean 'mine'?"),
        (["mine", "--stor", "x"], "No such option"),
        (["show"], "Missing argument"),
        (["show", "feedback", "--label", "angry"], "'--label': 'angry' is not one of"),
        (["show", "feedback", "--text"], "--text goes with --rejects"),
        (["show", "conversations", "--rejects", "--label", "sat"], "do not go with --rejects"),
        (["signals", "thanks", "more"], "unexpected extra argument"),
    ],
)
def test_wrong_usage(run: Run, words: list[str], says: str) -> None:
    done = run(*words)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert says in done.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["mine"], "No logs found"),
        (["mine", "nowhere"], "nowhere: no such file or folder"),
        (["mine", "logs", "--format", "x"], "There is no format 'x'"),
        (["mine", "logs", "--tag", "No!"], "cannot be a tag"),
        (["mine", "logs", "--project", "none.yaml"], "none.yaml cannot be read"),
        (["path", "feedback@v2"], "feedback has no version 'v2'"),
        (["diff", "feedback", "seed"], "cannot be compared"),
        (["show", "seed", "--label", "dsat"], "has no label"),
        (["show", "seed", "--rejects"], "has no rejected lines"),
        (["show", "feedback", "--signal", "nothing"], "These did: begins_no, says_wrong, thanks"),
        (["explain", "zzz"], "begins with 'zzz'"),
        (["explain", ""], "Several reactions begin"),
        (["explain", "a", "seed"], "holds no reactions"),
        (["signals", "thank"], "Did you mean thanks?"),
        (["signals", "chek"], "Did you mean `drift-data signals check FILE.sql`?"),
        (["signals", "check", "none.sql"], "none.sql cannot be read"),
        (["init"], "No logs were named"),
    ],
)
def test_mistakes(run: Run, store: Path, dump: Path, words: list[str], says: str) -> None:
    words = [str(dump) if word == "logs" else word for word in words]
    done = CliRunner(env={"DRIFT_STORE": str(store)}).invoke(app, words)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("error: ")
    assert says in done.stderr


def test_explain_knows_other_ids(run: Run, store: Path) -> None:
    (pair,) = json.loads(run("show", "seed", "--json", "--store", store).stdout)
    done = run("explain", pair["pair_id"][:10], "--store", store)
    assert done.exit_code == 1
    assert f"{pair['pair_id']} is a pair of seed@" in done.stderr
    id_ = re.search(r"explain (\w+) feedback@", done.stderr)
    assert id_ and run("explain", id_[1], "--store", store).exit_code == 0
    version = run("path", "seed", "--store", store).stdout.strip().rpartition("/")[2]
    assert f"`drift-data show seed@{version}" in run("explain", version, "--store", store).stderr


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "logs: [a\nformat: b: c\n",
            ["drift.yaml is not YAML", "line 2, column 7: while parsing a flow sequence of line 1", "quotes"],
        ),
        ("a: \xff\n", ["drift.yaml is not UTF-8"]),
        ("logs: [2024-13-45]\n", ["drift.yaml is not YAML", "month must be", "quotes"]),
        (
            "thresholds: {dsat: 0.5}\nengine:\n  name: vllm\n  name: server\nthresholds: {sat: 0.5}\n",
            ["2 faults", "line 4: name: is on line 3 already", "line 5: thresholds: is on line 1 already"],
        ),
    ],
)
def test_a_broken_project_file(run: Run, tmp_path: Path, text: str, says: list[str]) -> None:
    (tmp_path / "drift.yaml").write_text(text, encoding="latin-1")
    done = run("mine", "logs")
    assert done.exit_code == 1
    assert all(part in done.stderr for part in says), done.stderr


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("polarity:", "polarity: x:", ["line 3, column ", "quotes"]),
        ("[thanks]", "['ok', 'no(?=x)', '(a']", ["phrases.en[1] 'no(?=x)': ", "phrases.en[2] '(a': ", "look-around"]),
        ("\nphrase\n", "\nlen(reply) > 3\n", ["gives BOOLEAN, not text", "CASE WHEN"]),
    ],
)
def test_a_broken_signal(run: Run, tmp_path: Path, before: str, after: str, says: list[str]) -> None:
    text = (Path(__file__).parent / "signals" / "thanks.sql").read_text()
    (tmp_path / "mine.sql").write_text(text.replace(before, after, 1))
    done = run("signals", "check", "mine.sql")
    assert done.exit_code == 1
    assert all(part in done.stderr for part in says), done.stderr


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("\nphrase\n", "\nCASE WHEN repyl = '' THEN 'empty' END\n", ["does not accept the expression", "repyl"]),
        ("\nphrase\n", "\nmax(phrase)\n", ["does not accept the expression"]),
        ("\nphrase\n", "\n\"user\" LIKE '%wrong%'\n", ["gives BOOLEAN, not text"]),
        ("phrases:\n  en: [thanks]\n", "", ["does not accept the expression", "phrase"]),
    ],
)
def test_mining_names_the_signal_that_is_wrong(
    run: Run, dump: Path, tmp_path: Path, before: str, after: str, says: list[str]
) -> None:
    text = OWN
    (tmp_path / "own").mkdir()
    assert before in text
    (tmp_path / "own" / "own.sql").write_text(text.replace(before, after, 1))
    (tmp_path / "drift.yaml").write_text("signals: {folder: own}\n")
    done = run("mine", dump)
    assert done.exit_code == 1
    assert all(part in done.stderr for part in [*says, "own.sql"]), done.stderr


def test_a_comment_at_the_end_and_a_date_in_an_example_do_no_harm(run: Run, dump: Path, tmp_path: Path) -> None:
    text = OWN
    (tmp_path / "own").mkdir()
    dated = text.replace('user: "No"', 'user: "No", time: 2024-01-01 10:00:00', 1)
    (tmp_path / "own" / "own.sql").write_text(dated.rstrip() + " -- that is all")
    (tmp_path / "drift.yaml").write_text("signals: {folder: own}\n")
    assert run("signals", "check", "own/own.sql").exit_code == 0
    done = run("mine", dump)
    assert done.exit_code == 0, done.stderr


def test_without_any_signal_everything_is_neutral(run: Run, dump: Path, tmp_path: Path) -> None:
    names = [row["name"] for row in json.loads(run("signals", "--json").stdout)]
    (tmp_path / "drift.yaml").write_text(f"signals: {{disable: {json.dumps(names)}}}\n")
    done = run("mine", dump, "--json")
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["signals"] == {}


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_a_machine_that_says_no_is_no_bug(run: Run, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setattr(mining, "mine", raising(OSError(number, os.strerror(number), "store/x")))
    done = run("mine", "logs")
    assert done.exit_code == 1
    assert "store/x cannot be read or written" in done.stderr and os.strerror(number) in done.stderr


def test_a_failing_example_exits_with_1(run: Run, tmp_path: Path) -> None:
    text = (Path(__file__).parent / "signals" / "thanks.sql").read_text()
    (tmp_path / "mine.sql").write_text(text.replace('user: "No"', 'user: "No thanks"'))
    done = run("signals", "check", "mine.sql", "--json")
    assert done.exit_code == 1
    assert [one["passed"] for one in json.loads(done.stdout)["examples"]] == [True, False]


def test_verify_finds_damage(run: Run, dump: Path, tmp_path: Path) -> None:
    assert run("mine", dump, "--store", "s").exit_code == 0
    path = Path(run("path", "seed", "--store", "s").stdout.strip())
    (path / "README.md").write_text("changed")
    done = run("verify", "--store", "s")
    assert done.exit_code == 1
    assert "README.md was changed" in done.stdout
    assert run("verify", "feedback", "--store", "s").exit_code == 0


def test_doctor_names_what_is_off(run: Run, dump: Path, tmp_path: Path) -> None:
    (tmp_path / "drift.yaml").write_text("thresholds: {dsat: 2}\n")
    refs = tmp_path / "drift-store" / "refs"
    refs.mkdir(parents=True)
    (refs / "feedback").write_text("nonsense")
    done = run("doctor")
    assert done.exit_code == 1
    off = [line for line in done.stdout.splitlines() if line.startswith("OFF")]
    assert [line.split()[1] for line in off] == ["versions", "drift.yaml"]
    assert done.stdout.count("fix: ") == 2


def test_init_keeps_what_is_there(run: Run, dump: Path, tmp_path: Path) -> None:
    (tmp_path / "drift.yaml").write_text("mine\n")
    done = run("init", dump)
    assert done.exit_code == 1
    assert f"init {dump} --force" in done.stderr
    assert (tmp_path / "drift.yaml").read_text() == "mine\n"
    assert run("init", dump, "--force").exit_code == 0
    assert run("mine", "--dry-run").exit_code == 0


def test_gc_asks(run: Run, dump: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("mine", dump, "--store", "s").exit_code == 0
    for reference in (tmp_path / "s" / "refs").iterdir():
        reference.unlink()
    monkeypatch.setattr("drift_cli.console.can_ask", lambda: True)
    assert "nothing was removed" in run("gc", "--store", "s", input="\n").stderr
    assert len(json.loads(run("ls", "--json", "--store", "s").stdout)) == 3
    assert run("gc", "--store", "s", input="y\n").exit_code == 0
    assert json.loads(run("ls", "--json", "--store", "s").stdout) == []
