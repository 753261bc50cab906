"""drift-data check: what people see, what programs read, and that no row gets out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

Run = Callable[..., Result]
Golden = Callable[[str, Result], None]

HOSTILE = "\x1b[31m\u202e\r\nerror: forged"


def row(number: int, **columns: Any) -> dict[str, Any]:
    return {
        "prompt": [{"role": "user", "content": f"When did line {number} open?"}],
        "chosen": [{"role": "assistant", "content": "In 1869, after four years."}],
        "rejected": [{"role": "assistant", "content": "In 1911."}],
        "conversation_id": f"c{number}",
    } | columns


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    """A folder with train and test, and faults in both."""
    folder = tmp_path / "logs"  # the name that golden files do not keep the way to
    folder.mkdir()
    train = [row(number) for number in range(8)] + [row(2), row(9, chosen=HOSTILE), {HOSTILE: HOSTILE}]
    test = [row(20, conversation_id="c3"), row(21, rejected=[]), row(1, conversation_id="c21", chosen=[])]
    for name, rows in (("train", train), ("test", test)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(one) + "\n" for one in rows), encoding="utf-8")
    return folder


def test_faults(run: Run, pairs: Path, golden: Golden) -> None:
    golden("check", run("check", pairs))


def test_one_sound_file(run: Run, tmp_path: Path, golden: Golden) -> None:
    file = tmp_path / "logs.jsonl"
    file.write_text("".join(json.dumps(row(number)) + "\n" for number in range(3)), encoding="utf-8")
    done = run("check", file.name)  # tests run in tmp_path
    assert done.exit_code == 0
    golden("check_sound", done)


def test_a_store_is_no_dataset(run: Run) -> None:
    (Path("kept") / "versions").mkdir(parents=True)
    (Path("kept") / "refs").mkdir()
    done = run("check", "kept")
    assert done.exit_code == 1 and "fix: Name a version in it: drift-data check pairs-NAME --store kept" in done.stderr


@pytest.mark.parametrize("words", [[], ["--json"]])
def test_no_row_gets_out(run: Run, pairs: Path, words: list[str]) -> None:
    done = run("check", pairs, *words)
    assert done.exit_code == 1
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]|forged", done.output)


def test_json(run: Run, pairs: Path) -> None:
    said = json.loads(run("check", pairs, "--json").stdout)
    assert said["dataset"] == str(pairs)
    assert said["sound"] is False
    assert said["splits"] == {"train": 11, "test": 3}
    assert {"what": "empty rejected", "count": 1, "rows": ["test:2"]} in said["faults"]
    assert said["max_length"] is None


def test_a_version_of_the_store(run: Run, store: Path) -> None:
    done = run("check", "seed@v1", "--store", store, "--json")
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert re.fullmatch("seed@[0-9a-f]{16}", said["dataset"])
    assert said["splits"] == {"train": 1}
    assert run("check", "feedback", "--store", store).exit_code == 1  # it has no pairs


def test_tokens_of_a_model(run: Run, pairs: Path, tiny_policy: Path) -> None:
    done = run("check", pairs, "--model", tiny_policy, "--max-length", "20")
    assert "longer than max_length" in done.stdout or "fills max_length" in done.stdout
    assert "tokens of replies lie behind 20" in done.stdout


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nothing"], "There is no dataset 'nothing'"),
        (["./nothing"], "There is no nothing."),
        (["nothing.parquet"], "There is no nothing.parquet."),
        (["logs", "--model", "./nothing"], "There is no model folder"),
    ],
)
def test_what_is_not_there(run: Run, pairs: Path, words: list[str], says: str) -> None:
    done = run("check", *words)
    assert done.exit_code == 1
    assert says in done.stderr
