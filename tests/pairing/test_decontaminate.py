from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hub_server import HubServer, commit
from pair_rows import candidates, reply, user

from drift_data.errors import DriftError
from drift_data.pairing.before.decontaminate import build
from drift_data.pairing.eval_sets import asked, eval_set_inputs
from drift_data.pairing.settings import Decontaminate, Pair

QUESTION = "Explain to a child of seven why the moon has phases and why it is sometimes seen by day"
OTHER = "Name three rivers"


def verdicts(
    against: list[str], *prompts: list[dict[str, str]], words: int = 13
) -> list[tuple[str | None, str | None]]:
    screen = build(Pair(decontaminate=Decontaminate(against=against, words=words)), None)
    assert screen is not None
    rows = screen(pl.concat([candidates(prompt=prompt) for prompt in prompts]))
    return rows.select("reason", "detail").rows()


def write(folder: Path, name: str, rows: list[Any]) -> str:
    path = folder / name
    match path.suffix:
        case ".jsonl":
            path.write_text("".join(json.dumps(row) + "\n" for row in rows))
        case ".json":
            path.write_text(json.dumps(rows))
        case ".parquet":
            pl.DataFrame(rows).write_parquet(path)
        case ".txt":
            path.write_text("".join(row + "\n" for row in rows))
    return str(path)


@pytest.mark.parametrize("suffix", ["jsonl", "json", "parquet", "txt"])
def test_files(tmp_path: Path, suffix: str) -> None:
    texts = [QUESTION, OTHER]
    name = write(tmp_path, f"set.{suffix}", texts if suffix == "txt" else [{"instruction": text} for text in texts])
    asked_, overlaps = (
        ("asked in an evaluation set", f"set.{suffix}"),
        ("overlaps with an evaluation set", f"set.{suffix}"),
    )
    assert verdicts(
        [name],
        [user(QUESTION.upper() + "?!")],
        [user(f"Please do this: {QUESTION}, in ten lines.")],
        [user(" ".join(QUESTION.split()[:12]) + " and then something else")],
        [user("name three rivers!")],
        [user("Name three rivers of Spain")],
        [user(OTHER), reply("Ebro, Po, Elbe."), user("Thank you")],
        [user("Who are you?"), reply(QUESTION), user("I see.")],
    ) == [asked_, overlaps, (None, None), asked_, (None, None), asked_, (None, None)]


def test_as_few_words_as_asked(tmp_path: Path) -> None:
    name = write(tmp_path, "set.txt", [QUESTION])
    prompt = [user("I wonder why the moon has phases, do you?")]
    assert verdicts([name], prompt, words=5) == [("overlaps with an evaluation set", "set.txt")]
    assert verdicts([name], prompt, words=6) == [(None, None)]


def test_a_conversation_of_a_set_is_known_as_a_whole(tmp_path: Path) -> None:
    talk = [user("Tell me a story"), reply("Once."), user("continue")]
    name = write(tmp_path, "set.jsonl", [{"conversation_input": talk, "checklist": ["continue"]}])
    longer = [*talk, reply("More."), user("shorter")]
    assert verdicts([name], [user("Count to ten"), reply("1"), user("continue")], talk, longer) == [
        (None, None),
        ("asked in an evaluation set", "set.jsonl"),
        ("asked in an evaluation set", "set.jsonl"),
    ]


@pytest.mark.parametrize(
    ("row", "texts"),
    [
        ({"prompt": "a", "output": "b", "Input": "c"}, ["a", "c"]),
        ({"turns": ["a", "b"], "reference": ["c"]}, ["a", "b"]),
        ({"data": [{"question": "a"}, {"question": "b"}]}, ["a", "b"]),
        ({"messages": [{"role": "User", "content": "a"}, {"role": "assistant", "content": "b"}]}, ["a"]),
        ({"conversations": [{"from": "human", "value": "a"}, {"from": "gpt", "value": "b"}]}, ["a"]),
        ({"prompt": [{"role": "user", "content": "a"}, {"role": "user", "content": "b"}]}, ["a\nb"]),
        ({"prompt": None, "text": 3, "question": [], "id": "x"}, []),
        (["a", {"text": "b"}], ["a", "b"]),
    ],
)
def test_what_is_asked_in_an_example(row: Any, texts: list[str]) -> None:
    assert list(asked(row)) == texts


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("gone.jsonl", None, "is not there"),
        ("set.csv", b"a", "is no evaluation set"),
        ("set.jsonl", b"{", "cannot be read"),
        ("set.json", b"\xff", "cannot be read"),
        ("set.json", b"[" * 100_000, "cannot be read"),
        ("set.parquet", b"PAR1", "cannot be read"),
        ("set.jsonl", b'{"answer": "b"}\n', "nothing to compare"),
        ("set.txt", b"\n \n", "nothing to compare"),
    ],
)
def test_a_set_that_cannot_be_read(tmp_path: Path, name: str, content: bytes | None, says: str) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DriftError, match=says):
        build(Pair(decontaminate=Decontaminate(against=[str(path)])), None)


def test_the_identity_of_a_file_is_its_content(tmp_path: Path) -> None:
    name = write(tmp_path, "set.txt", [OTHER])
    assert eval_set_inputs([name]) == [("set.txt", hashlib.sha256(Path(name).read_bytes()).hexdigest())]
    with pytest.raises(DriftError, match="is not there"):
        eval_set_inputs([str(tmp_path / "gone.txt")])


def test_switched_off() -> None:
    assert build(Pair(), None) is None


#: Runs in a process of its own: the client reads its settings when it is imported.
_CLIENT = """
import json, sys
from drift_data.errors import DriftError
from drift_data.pairing.eval_sets import eval_set_inputs, read_eval_set
try:
    print(json.dumps([[eval_set_inputs([name])[0], sorted(read_eval_set(name))] for name in sys.argv[1:]]))
except DriftError as error:
    print(json.dumps(error.what))
"""


def test_sets_of_the_hub(tmp_path: Path) -> None:
    def read(*names: str) -> Any:
        run = subprocess.run(
            [sys.executable, "-c", _CLIENT, *names],
            env={**os.environ, **hub.environment(tmp_path / "home"), "HF_HUB_OFFLINE": "0"},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert run.returncode == 0, run.stderr
        return json.loads(run.stdout.splitlines()[-1])

    files = {
        # As on the Hub: a script, which `datasets` refuses, with its data beside it.
        "tatsu-lab/alpaca_eval": {
            "alpaca_eval.py": "raise SystemExit",
            "alpaca_eval.json": json.dumps([{"instruction": QUESTION, "output": "x"}]),
        },
        "allenai/WildBench": {
            "README.md": "---\nconfigs:\n"
            + "".join(f"- config_name: {name}\n  data_files: {name}.jsonl\n" for name in ("v1", "v2"))
            + "---\n",
            "v1.jsonl": json.dumps({"conversation_input": [user("old")]}) + "\n",
            "v2.jsonl": json.dumps({"conversation_input": [user("a"), reply("b"), user("c")]}) + "\n",
        },
        "owner/name": {"data.jsonl": json.dumps({"question": OTHER}) + "\n"},
    }
    for repo, contents in files.items():
        for name, text in contents.items():
            path = tmp_path / "repos" / repo / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    with HubServer(tmp_path / "repos") as hub:
        shas = [commit(hub.files(repo) or {}) for repo in files]
        names = ["alpaca_eval", "wildbench", "hf://owner/name"]
        assert read(*names) == [
            [[name, sha], texts] for name, sha, texts in zip(names, shas, [[QUESTION], ["a\nc"], [OTHER]], strict=True)
        ]
        assert "cannot be reached" in read("hf://owner/gone")
