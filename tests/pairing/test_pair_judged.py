"""Iterations that a judge or a reward model takes part in: a real policy, and a judge that answers by rule."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from drift_cli.data import app
from logged import log, project, rows
from typer.testing import CliRunner

import drift_data
from drift_data import DriftError, Project, Store
from drift_data.pairing.pair import pair
from drift_data.sample import sampler as sampler_module
from drift_data.sample.engine import Engine, Request, Sample
from drift_data.sample.engines import open_engine

pytestmark = pytest.mark.engine
pytest.importorskip("torch")

#: From the two replies of a comparison to the better one.
Rule = Callable[[str, str], str]


class Killed(BaseException):
    """Nothing catches it."""


def last(text: str) -> tuple[str, str]:
    """What the judge goes by: nothing that a sample has more of than a reply of the log."""
    return text[-1:], text


class Judged:
    """The real engine for replies; comparisons are answered by rule.

    Attributes:
        rule: says A, B or tie.
        fails: comparisons that the engine refuses.
        dies_after: killed after so many verdicts.
        verdicts: how many were given.
    """

    def __init__(self) -> None:
        self.rule: Rule = lambda a, b: "A" if last(a) > last(b) else "B"
        self.fails = False
        self.dies_after: int | None = None
        self.verdicts = 0

    @contextmanager
    def open(self, *given: Any) -> Iterator[Engine]:
        with open_engine(*given) as engine:
            self._engine = engine
            yield self

    def sample(self, requests: Iterable[Request]) -> Iterator[Sample]:
        asked = list(requests)
        yield from self._engine.sample([request for request in asked if request.schema is None])
        for request in asked:
            if request.schema is None:
                continue
            if self.verdicts == self.dies_after:
                raise Killed
            self.verdicts += 1
            data = json.loads(request.messages[0]["content"].split("\nDATA\n")[1].split("\nEND OF DATA\n")[0])
            verdict = json.dumps({"reason": "it is", "better": self.rule(data["A"], data["B"])})
            yield Sample(request.key, "" if self.fails else verdict, "error" if self.fails else "stop", 9)


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> Judged:
    judged = Judged()
    monkeypatch.setattr(sampler_module, "open_engine", judged.open)
    return judged


@pytest.fixture
def store(tmp_path: Path) -> Store:
    drift_data.mine(log(tmp_path / "log.jsonl"), tmp_path / "store")
    return Store(tmp_path / "store")


def sides(table: pl.DataFrame) -> list[tuple[str, str]]:
    return [(row["chosen"][0]["content"], row["rejected"][0]["content"]) for row in table.to_dicts()]


def test_only_pairs_that_the_judge_agrees_with_in_both_orders_stay(
    store: Store, tiny_policy: Path, judge: Judged
) -> None:
    everything = sides(rows(pair("iter1", store, project(tiny_policy))))
    agreed = [(chosen, rejected) for chosen, rejected in everything if last(chosen) > last(rejected)]
    assert 0 < len(agreed) < len(everything)
    paired = pair("iter1", store, project(tiny_policy, verify=True))
    assert sides(rows(paired)) == agreed
    assert paired.version.manifest.dropped["verify: the judge prefers rejected"] == len(everything) - len(agreed)
    judge.rule = lambda a, b: "A"
    favours = pair("iter2", store, project(tiny_policy, verify=True))
    assert favours.version.manifest.rows == 0
    assert set(favours.version.manifest.dropped) >= {"verify: the judge is undecided"}


def test_the_judge_picks_the_best_and_the_worst_of_several(store: Store, tiny_policy: Path, judge: Judged) -> None:
    table = rows(pair("dpo", store, project(tiny_policy, rule="iterdpo", n=2, ranker="judge")))
    assert all(last(chosen) > last(rejected) for chosen, rejected in sides(table))
    assert set(table["guidance"]) == {"feedback", "none"}  # the best is not always the guided one
    single = rows(pair("one", store, project(tiny_policy, n=3, ranker="judge", limit=5)))
    assert len(single) > 0 and set(single["guidance"]) == {"feedback"}


def test_a_reward_model_picks(store: Store, tiny_policy: Path, tmp_path: Path) -> None:
    import torch
    from transformers import AutoConfig, Qwen2ForSequenceClassification

    folder = tmp_path / "reward"
    shutil.copytree(tiny_policy, folder)
    (folder / "model.safetensors").unlink()
    torch.manual_seed(0)
    Qwen2ForSequenceClassification(AutoConfig.from_pretrained(folder, num_labels=1)).save_pretrained(folder)
    settings = {"rule": "iterdpo", "n": 2, "ranker": "reward", "reward": str(folder), "limit": 4}
    paired = pair("dpo", store, project(tiny_policy, **settings))
    assert paired.version.manifest.rows > 0 and paired.version.manifest.parameters["reward"]["model"] == "reward"


def test_killed_between_verdicts_it_asks_for_the_others_only(
    store: Store, tiny_policy: Path, tmp_path: Path, judge: Judged
) -> None:
    shutil.copytree(store.root, tmp_path / "calm")
    settings = project(tiny_policy, rule="iterdpo", n=2, ranker="judge", verify=True, limit=5)
    expected = pair("dpo", Store(tmp_path / "calm"), settings)
    whole, judge.verdicts = judge.verdicts, 0
    draw = random.Random(7)
    while True:
        judge.dies_after = judge.verdicts + draw.randint(1, 9)
        try:
            found = pair("dpo", store, settings)
            break
        except Killed:
            pass
    assert judge.verdicts == whole and found.version.id == expected.version.id
    files = [path.relative_to(found.version.path) for path in found.version.path.rglob("*") if path.is_file()]
    assert all(
        (found.version.path / file).read_bytes() == (expected.version.path / file).read_bytes() for file in files
    )


def test_a_comparison_that_the_engine_refuses_is_no_verdict_and_makes_no_version(
    store: Store, tiny_policy: Path, judge: Judged
) -> None:
    judge.fails = True
    with pytest.raises(DriftError, match="requests failed at the engine"):
        pair("iter1", store, project(tiny_policy, verify=True, limit=3))
    judge.fails = False
    assert pair("iter1", store, project(tiny_policy, verify=True, limit=3)).fresh


@pytest.mark.parametrize("ranker", ["guided", "judge", "reward"])
def test_a_ranker_is_nothing_to_a_rule_that_samples_nothing(
    store: Store, tiny_policy: Path, judge: Judged, ranker: str
) -> None:
    paired = pair("seed", store, project(tiny_policy, rule="seed", ranker=ranker, judge=str(tiny_policy)))
    assert paired.version.manifest.rows > 0 and judge.verdicts == 0
    assert not {"judge", "reward", "engine"} & set(paired.version.manifest.parameters)


def test_a_server_may_be_the_judge_of_pairs_that_nobody_sampled(
    store: Store, tiny_policy: Path, tmp_path: Path
) -> None:
    shutil.copytree(tiny_policy, tmp_path / "judge")
    (tmp_path / "judge" / "generation_config.json").write_text("{}")
    settings = project(tiny_policy, rule="seed", verify=True, judge=str(tmp_path / "judge"))
    engine = {"name": "server", "server": {"urls": ["http://127.0.0.1:9/v1"], "retries": 0}}
    asked = Project.model_validate(settings.model_dump(exclude_unset=True) | {"engine": engine})
    with pytest.raises(DriftError, match="No answer from"):  # it was asked, not refused
        pair("seed", store, asked)


def test_seed_pairs_are_those_of_the_feedback_that_is_named(store: Store, tiny_policy: Path, tmp_path: Path) -> None:
    first = store.find("feedback")
    store.tag(str(first), "before")
    drift_data.mine(log(tmp_path / "other.jsonl", first=20), store.root)
    assert store.find("feedback") != first
    named = pair("seed", store, project(tiny_policy, rule="seed", feedback="feedback@before"))
    assert store.find(named.version.manifest.parents["seed"]).manifest.parents["feedback"] == str(first)
    latest = pair("seed", store, project(tiny_policy, rule="seed"))
    assert latest.version != named.version


def test_seed_pairs_have_the_time_of_the_complaint(store: Store, tiny_policy: Path) -> None:
    late = project(tiny_policy, rule="seed", select={"since": "2024-05-01T00:00:00Z"})
    early = project(tiny_policy, rule="seed", select={"until": "2024-05-01T00:00:00Z"})
    assert (pair("late", store, late).version.manifest.rows, pair("early", store, early).version.manifest.rows) == (
        14,
        0,
    )


def test_a_reason_that_nothing_was_dropped_for_names_those_that_were(store: Store, tiny_policy: Path) -> None:
    pair("seed", store, project(tiny_policy, rule="seed", limit=3))

    def shown(reason: str) -> Any:
        words = ["show", "pairs-seed", "--dropped", "--reason", reason, "--store", str(store.root)]
        return CliRunner().invoke(app, words)

    assert shown("over the lim").exit_code == 0
    done = shown("ovr")
    assert done.exit_code == 1 and "These were: limit: over the limit." in done.stderr
