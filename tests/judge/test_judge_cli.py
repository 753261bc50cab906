"""drift-data judge, as it is typed, with real engines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from drift_cli.data import app
from typer.testing import CliRunner, Result

import drift_data
from drift_data.judge.ask import Juror, Question
from drift_data.judge.rubric import ask_preference, ask_reaction, preference_schema, reaction_schema
from drift_data.judge.verdict import Preference, Reaction, read_preference, read_reaction
from drift_data.sample.policy import Policy
from drift_data.sample.sampler import Sampler
from drift_data.sample.settings import Engines, Vllm
from drift_data.schema import FEEDBACK_JUDGED

EXAMPLES = Path(__file__).parents[2] / "examples"
DOCUMENT = Path(__file__).parents[2] / "docs" / "judge.md"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DRIFT_STORE", raising=False)
    drift_data.mine(EXAMPLES / "logs" / "sharegpt.json", "drift-store")
    return tmp_path / "drift-store"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["judge", *map(str, words)])


def test_the_cost_then_the_verdicts(store: Path, tiny_policy: Path) -> None:
    options = ("--model", tiny_policy, "--engine", "transformers", "--band", "0:1", "--limit", "3")
    planned = json.loads(run(*options, "--dry-run", "--json").stdout)
    assert planned["cost"]["asked"] == planned["cost"]["requests"] == 3 and not planned["up_to_date"]
    assert "3 requests" in run(*options, "--dry-run").stdout
    assert not (store / "samples").exists()

    done = run(*options, "--json")
    assert done.exit_code == 0, done.output
    judged = json.loads(done.stdout)
    assert judged["versions"]["feedback"] == planned["version"]
    assert judged["asked"] == sum(judged["verdict"].values()) == 3 and judged["tokens"] > 0
    tokens = f"{planned['cost']['prompt_tokens']:,} prompt tokens"
    assert done.stderr.index("3 requests") < done.stderr.index(tokens)
    # A model with random weights, not guided, gives no verdict.
    assert judged["unreadable"] and "100.0% of the verdicts are unreadable" in done.stderr

    again = run(*options)
    assert again.exit_code == 0 and "nothing to ask" in again.stderr and "up to date" in again.stdout
    explained = drift_data.load("feedback").collect()["reaction_id"][0]
    assert CliRunner().invoke(app, ["explain", explained]).exit_code == 0


@pytest.mark.parametrize("band", ["0.2", "a:b", "0.2:1.5", ":"])
def test_a_band_is_two_numbers(store: Path, band: str) -> None:
    done = run("--model", "x", "--band", band)
    assert done.exit_code == 2 and "such as 0.2:0.8" in done.stderr


def test_no_judge_is_named(store: Path) -> None:
    done = run()
    assert done.exit_code == 1
    assert "No judge is named" in done.stderr and "--model" in done.stderr


@pytest.mark.engine
def test_guided_decoding_always_gives_a_verdict(policy: Policy, tmp_path: Path) -> None:
    """vLLM keeps even a model with random weights to the schema."""
    pytest.importorskip("vllm")
    engines = Engines(context=4096, vllm=Vllm(cpu_cache_gib=1, dtype="float32", eager=True, max_num_seqs=8))
    juror = Juror(policy, engines.context, max_tokens=1100)
    prompt = [{"role": "user", "content": "When was the bridge built?"}]
    replies = ["In 1911.", "<|im_end|>", "I do not know."]

    def unheard(done: int, tokens: int) -> None:
        pass

    with Sampler(tmp_path / "store", engines, lambda who: None) as sampler:
        questions: list[Question[Any]] = [
            Question(reply, ask_reaction(juror.quote, prompt, reply, "No, that is wrong.")) for reply in replies
        ]
        reactions = list(juror.ask(sampler, questions, reaction_schema(), read_reaction, unheard))
        questions = [Question(reply, ask_preference(juror.quote, prompt, "In 1869.", reply)) for reply in replies]
        preferences = list(juror.ask(sampler, questions, preference_schema(), read_preference, unheard))
    assert [key for key, _ in reactions] == [key for key, _ in preferences] == replies
    assert [type(answer) for _, answer in reactions] == [Reaction] * 3
    assert [type(answer) for _, answer in preferences] == [Preference] * 3


def test_the_document_names_the_columns() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert [name for name in FEEDBACK_JUDGED.names if name.startswith("judge_") and f"`{name}`" not in text] == []
