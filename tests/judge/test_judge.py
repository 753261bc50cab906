"""Judging mined feedback, from logs to a new version."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import drift_data
from drift_data.errors import DriftError
from drift_data.judge.judge import Judged, Plan, judge, plan
from drift_data.judge.rubric import rubrics
from drift_data.judge.settings import Judge
from drift_data.judge.step import find_asked
from drift_data.project import Project, Thresholds
from drift_data.sample.settings import Engines
from drift_data.store import Store

EXAMPLES = Path(__file__).parents[2] / "examples"

Make = Callable[..., Judged]


@pytest.fixture(scope="module")
def mined(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the example logs, mined; not to be written."""
    root = tmp_path_factory.mktemp("mined") / "store"
    drift_data.mine(EXAMPLES / "logs", root, drift_data.load_project(EXAMPLES / "drift.yaml"))
    return root


@pytest.fixture
def store(mined: Path, tmp_path: Path) -> Store:
    return Store(shutil.copytree(mined, tmp_path / "store"))


@pytest.fixture
def prepare(store: Store, tiny_policy: Path, tmp_path: Path) -> Callable[..., Plan]:
    def prepare(reference: str = "feedback", context: int = 4096, **settings: Any) -> Plan:
        work = tmp_path / f"work{len(list(tmp_path.iterdir()))}"
        work.mkdir()
        project = Project(
            judge=Judge(model=str(tiny_policy), **settings), engine=Engines(name="transformers", context=context)
        )
        return plan(store, project, work, reference)

    return prepare


@pytest.fixture
def make(store: Store, prepare: Callable[..., Plan]) -> Make:
    return lambda *reference, **settings: judge(prepare(*reference, **settings), store)


def says(rubric: str) -> str:
    return json.dumps({"reason": f"It is {rubric}.", "rubric": rubric})


def by_text(data: dict[str, Any]) -> str:
    """Any rubric, the same one for the same reaction."""
    names = list(rubrics())
    return "?" if len(data["reaction"]) % 7 == 0 else says(names[len(data["reaction"]) % len(names)])


def rows(store: Store, reference: str = "feedback") -> pl.DataFrame:
    return drift_data.load(reference, store).collect()  # type: ignore[no-any-return]


def test_the_rows_of_mining_stay_as_they_were(store: Store, make: Make, scripted: Any) -> None:
    before = rows(store)
    scripted.rule = by_text
    judged = make()
    after = rows(store)
    assert judged.fresh == {"feedback": True, "seed": True}
    assert after.columns == [
        *before.columns,
        "judge_verdict",
        "judge_rubric",
        "judge_reason",
        "mined_dsat_score",
        "mined_sat_score",
    ]
    may_change = ["label", "prompt", "response", "dsat_score", "sat_score"]
    assert_frame_equal(after.select(before.columns).drop(may_change), before.drop(may_change))
    greater = pl.max_horizontal("dsat_score", "sat_score").is_between(0.2, 0.8)
    in_band = before.select((pl.col("kind") == "message") & (pl.col("feedback").str.strip_chars() != "") & greater)
    asked = after["judge_verdict"].is_not_null()
    assert asked.to_list() == in_band.to_series().to_list() and 0 < asked.sum() < len(before)
    assert_frame_equal(after.filter(~asked).select(before.columns), before.filter(~asked))


def test_the_verdict_is_merged_into_the_score(store: Store, make: Make, scripted: Any) -> None:
    """Bayes' rule, with the judge's recall and false alarms; labels follow the thresholds of mining."""
    before = rows(store)
    thresholds = store.find("feedback").manifest.parameters["thresholds"]
    scripted.rule = by_text
    rates = {"dsat": (0.9, 0.05), "sat": (0.8, 0.1)}
    settings = {f"{side}_recall": recall for side, (recall, _) in rates.items()}
    settings |= {f"{side}_false_alarm": alarm for side, (_, alarm) in rates.items()}
    judged = make(low=0.1, high=1.0, **settings)
    after = rows(store).with_columns(mined=before["label"])
    for side in rates:
        assert after[f"mined_{side}_score"].equals(before[f"{side}_score"])
    moved = set()
    for row in after.filter(pl.col("judge_verdict").is_not_null()).iter_rows(named=True):
        verdict = row["judge_verdict"]
        called = []
        for side, (recall, alarm) in rates.items():
            prior = min(max(row[f"mined_{side}_score"], 1e-4), 1 - 1e-4)
            so, other = (recall, alarm) if verdict == side else (1 - recall, 1 - alarm)
            posterior = prior * so / (prior * so + (1 - prior) * other)
            score = row[f"{side}_score"]
            if verdict == "unreadable":
                posterior = row[f"mined_{side}_score"]
            assert score == pytest.approx(posterior, abs=1e-4)
            called += [side] if score >= thresholds[side] else []
        if verdict == "unreadable":
            expected = row["mined"]
            assert row["judge_rubric"] is None and row["judge_reason"] == "no answer"
        else:
            expected = "mixed" if len(called) == 2 else called[0] if called else "neutral"
            assert row["judge_reason"] == f"It is {row['judge_rubric']}."
        assert row["label"] == expected
        assert (row["prompt"] is None) == (row["response"] is None) == (row["label"] == "neutral")
        moved.add((row["mined"], row["label"]))
    assert {("dsat", "neutral"), ("dsat", "dsat"), ("sat", "neutral"), ("neutral", "dsat")} <= moved
    counted = {f"{old} to {new}": 0 for old, new in moved if old != new}
    for old, new in after.select("mined", "label").iter_rows():
        if old != new:
            counted[f"{old} to {new}"] += 1
    assert judged.counts["changed"] == counted
    assert judged.counts["label"] == dict(after["label"].value_counts().iter_rows())
    assert sum(judged.counts["verdict"].values()) == judged.asked == after["judge_verdict"].count()


def test_what_is_asked_of_neutral_rows_is_what_mining_would_have_kept(
    store: Store, mined: Path, tmp_path: Path
) -> None:
    """The same logs, mined so that every reaction with any evidence is labelled, hold the text of each."""
    generous = tmp_path / "generous"
    project = drift_data.load_project(EXAMPLES / "drift.yaml")
    drift_data.mine(
        EXAMPLES / "logs", generous, project.model_copy(update={"thresholds": Thresholds(dsat=0.01, sat=0.01)})
    )
    band = Judge(low=0.01, high=1.0)
    asked = []
    for number, root in enumerate((store, Store(generous))):
        work = tmp_path / f"asked{number}"
        work.mkdir()
        assert find_asked(root.find("feedback"), root.find("conversations"), band, work) > 50
        asked.append(pl.read_parquet(work / "asked.parquet"))
    neutral = rows(store).with_row_index("row").filter(pl.col("label") == "neutral")["row"]
    assert asked[0]["row"].is_in(neutral.to_list()).sum() > 10
    assert asked[0]["response"].null_count() == 0
    assert_frame_equal(*asked)


def test_what_the_judge_reads(store: Store, make: Make, scripted: Any) -> None:
    make(low=0.5, high=1.0)
    mined = rows(store, str(store.find("feedback").manifest.parents["feedback"]))
    known = [(row["prompt"], row["response"], row["feedback"]) for row in mined.iter_rows(named=True)]
    assert len(scripted.asked) > 20
    for data in scripted.asked:
        assert (data["conversation"], data["reply"], data["reaction"]) in known


def test_a_neutral_row_that_becomes_dsat_gets_its_text(store: Store, make: Make, scripted: Any) -> None:
    scripted.rule = lambda data: says("revision")
    before = rows(store)["label"]
    make(low=0.3, high=0.49)
    found = rows(store).filter(before == "neutral", pl.col("label") == "dsat")
    asked = [(data["conversation"], data["reply"], data["reaction"]) for data in scripted.asked]
    assert len(found) > 0
    for row in found.iter_rows(named=True):
        assert (row["prompt"], row["response"], row["feedback"]) in asked


def test_the_same_again_asks_nothing(store: Store, prepare: Callable[..., Plan], scripted: Any) -> None:
    scripted.rule = by_text
    first = judge(prepare(), store)
    again = prepare()  # `feedback` is the judged version by now
    assert again.cost is None and again.version == first.versions["feedback"]
    done = judge(again, store)
    assert done.fresh == {"feedback": False, "seed": False} and done.tokens == 0 and scripted.opened == 1


def test_other_settings_judge_what_was_mined_and_ask_only_what_is_new(store: Store, make: Make, scripted: Any) -> None:
    scripted.rule = by_text
    narrow = make(low=0.5)
    asked = len(scripted.asked)
    wide = make(low=0.3)
    assert wide.versions["feedback"].manifest.parents == narrow.versions["feedback"].manifest.parents
    assert len(scripted.asked) - asked == wide.asked - narrow.asked > 0


def test_a_run_that_was_stopped_goes_on_and_ends_the_same(
    store: Store, make: Make, scripted: Any, tmp_path: Path
) -> None:
    scripted.rule = by_text
    before = store.find("feedback")
    scripted.dies_after = 7
    with pytest.raises(KeyboardInterrupt):
        make()
    assert store.find("feedback") == before
    scripted.dies_after = None
    stopped = make()
    assert len(scripted.asked) == stopped.asked
    assert sum(stopped.counts["verdict"].values()) == stopped.asked


def test_a_limit_takes_a_fair_sample(store: Store, make: Make, scripted: Any) -> None:
    scripted.rule = by_text
    assert make(limit=9).asked == 9
    asked = rows(store).filter(pl.col("judge_verdict").is_not_null())["reaction_id"].to_list()
    assert make().asked > 9
    everything = rows(store).filter(pl.col("judge_verdict").is_not_null())["reaction_id"].to_list()
    assert sorted(asked) == sorted(everything)[:9]


def test_the_cost_is_known_beforehand(store: Store, prepare: Callable[..., Plan], scripted: Any) -> None:
    planned = prepare(low=0.5, high=1.0, context=2300, max_tokens=50)
    cost = planned.cost
    assert cost is not None and scripted.opened == 0
    judged = judge(planned, store)
    assert cost.reactions == len(rows(store)) and cost.asked == judged.asked
    assert cost.requests == len(scripted.asked) > 0 and cost.new_tokens == 50 * cost.requests
    assert cost.too_long == judged.counts["unreadable"]["too long"] > 0
    assert cost.prompt_tokens > cost.requests * 1000


def test_nobody_in_the_band(store: Store, make: Make, scripted: Any) -> None:
    before = rows(store)
    judged = make(low=0.0001, high=0.0002)
    assert judged.asked == 0 and scripted.opened == 0
    assert_frame_equal(rows(store).select(before.columns), before)


def test_seed_pairs_follow_the_labels(store: Store, make: Make, scripted: Any) -> None:
    before = rows(store, "seed")
    scripted.rule = lambda data: says("none")
    judged = make(low=0.0, high=1.0, dsat_recall=0.999, sat_recall=0.999)
    assert len(before) > judged.seed_pairs == len(rows(store, "seed"))


def test_the_text_of_logs_stays_out_of_the_manifest(store: Store, make: Make, scripted: Any) -> None:
    scripted.rule = by_text
    judged = make()
    manifest = (judged.versions["feedback"].path / "manifest.json").read_text()
    assert [
        data["reaction"] for data in scripted.asked if len(data["reaction"]) > 9 and data["reaction"] in manifest
    ] == []
    assert "It is" not in manifest
    assert store.verify(judged.versions["feedback"]) == []


@pytest.mark.parametrize(
    ("settings", "reference", "fault"),
    [
        ({"model": None}, "feedback", "No judge is named"),
        ({"low": 0.9, "high": 0.1}, "feedback", "is empty"),
        ({"sat_recall": 0.1, "sat_false_alarm": 0.2}, "feedback", "tells nothing"),
        ({}, "seed", "holds no reactions"),
        ({"model": "./nothing"}, "feedback", "no model folder"),
    ],
)
def test_faults(
    settings: dict[str, Any], reference: str, fault: str, store: Store, tiny_policy: Path, tmp_path: Path
) -> None:
    project = Project(judge=Judge(**{"model": str(tiny_policy)} | settings), engine=Engines(name="transformers"))
    with pytest.raises(DriftError, match=fault) as raised:
        plan(store, project, tmp_path, reference)
    assert raised.value.fix
