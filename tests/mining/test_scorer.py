"""The scorer: numbers of words, the formula in SQL, thresholds, and what a fit learns."""

from __future__ import annotations

import json
import math
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import drift_data
from drift_data.errors import DriftError
from drift_data.mining.atoms import searchable
from drift_data.mining.catalogue import load_catalogue
from drift_data.mining.fit import fit
from drift_data.mining.scorer import LEAST_THRESHOLD, SHIPPED, SIDES, load_scorer, read_scorer
from drift_data.mining.shares import shares
from drift_data.mining.words import MOST, spelled, terms, weigh
from drift_data.store import Store

TEXTS = st.lists(st.text(st.sampled_from("ab ж你!\n?"), max_size=30), max_size=6)
REPLY = "The bridge was opened in 1869 and rebuilt in 1911 after the flood. " * 3


def dump(path: Path, turns: list[str]) -> Path:
    """A conversation for each user turn, all reacting to one reply."""
    with path.open("w", encoding="utf-8") as file:
        for number, turn in enumerate(turns):
            said = [("user", "When was it built?"), ("assistant", REPLY), ("user", turn), ("assistant", "In 1911.")]
            messages = [{"role": role, "content": content} for role, content in said]
            file.write(json.dumps({"id": str(number), "messages": messages}) + "\n")
    return path


def test_words_keep_their_numbers() -> None:
    """Weights are kept by these numbers, so they are the same for ever."""
    assert dict(spelled(" not what ")) == {
        "not": 3317730365854813954,
        "what": 11685792141682474177,
        "not what": 13025732130510931891,
    }


def test_a_word_is_cut_to_16_bytes() -> None:
    (one, *_), (other, *_) = spelled(" неправильно "), spelled(" неправильный ")
    assert one[1] == other[1]
    assert spelled(" неправда ")[0][1] != one[1]


@settings(deadline=None)
@given(TEXTS)
def test_terms_are_each_once_with_values_of_length_one_where_none_is_repeated(texts: list[str]) -> None:
    found = terms(searchable(pl.Series(texts, dtype=pl.String)))
    assert found.select("row", "term").is_duplicated().sum() == 0
    lengths = found.group_by("row").agg((pl.col("value") ** 2).sum())["value"]
    assert all(length <= 1 + 1e-9 for length in lengths)
    assert [*terms(pl.Series([" not what "]))["value"]] == [pytest.approx(3**-0.5)] * 3
    assert [*terms(pl.Series([" no no "]))["value"]] == [pytest.approx(3**-0.5)] * 2


@settings(deadline=None)
@given(TEXTS)
def test_terms_that_are_known_are_those_of_all_terms(texts: list[str]) -> None:
    series = searchable(pl.Series(texts, dtype=pl.String))
    every = terms(series)
    known = every["term"].unique().sort()[::2]
    expected = every.filter(pl.col("term").is_in(known.implode()))
    assert terms(series, known).sort("row", "term").equals(expected.sort("row", "term"))


@settings(deadline=None)
@given(TEXTS)
def test_each_text_is_weighed_by_itself(texts: list[str]) -> None:
    series = searchable(pl.Series(texts, dtype=pl.String))
    known = terms(series).select("term").unique().sort("term").with_row_index("n")
    weights = known.select("term", dsat=pl.col("n") * 0.5 - 1, sat=pl.col("n") * -0.25)
    together = weigh(series, weights).rows()
    assert len(together) == len(texts)
    for row, text in zip(together, texts, strict=True):
        table = {term: (dsat, sat) for term, dsat, sat in weights.rows()}
        spoken = searchable(pl.Series([text]))[0]
        found = [table[term] for _, term in spelled(spoken)]
        root = math.sqrt(max(1, 2 * len(spoken[:MOST].split()) - 1))
        assert row == pytest.approx(tuple(sum(pair[at] for pair in found) / root for at in (0, 1)))


def test_the_shares_add_up_to_the_score(tmp_path: Path) -> None:
    turns = ["No, that's wrong.", "Thank you so much!", "and who built it?", "不对", "Нет, это неправильно", "ok", "?"]
    mined = drift_data.mine(dump(tmp_path / "log.jsonl", turns), tmp_path / "store")
    rows = drift_data.load("feedback", tmp_path / "store").collect().to_dicts()
    assert len(rows) == len(turns)
    signals, scorer = load_catalogue(), load_scorer()
    strength = {signal.name: (signal.polarity, signal.strength) for signal in signals}
    for row in rows:
        added = shares(scorer, signals, mined.versions["conversations"], row)
        for side in SIDES:
            doubt = 1 - 1 / (1 + math.exp(-sum(getattr(share, side) for share in added)))
            for signal in row["signals"]:
                polarity, its = strength[signal["name"]]
                doubt *= 1 - its if polarity == side and signal["name"] not in scorer.signals else 1
            assert row[f"{side}_score"] == pytest.approx(1 - doubt, abs=1e-4)


def test_precision_sets_the_thresholds(tmp_path: Path) -> None:
    scorer = load_scorer()
    wanted = [scorer.threshold("dsat", precision) for precision in (0.5, 0.6, 0.7, 0.8, 0.9, 0.97)]
    assert wanted == sorted(wanted)
    assert wanted[0] == LEAST_THRESHOLD
    log = dump(tmp_path / "log.jsonl", ["No, that's wrong."])
    (tmp_path / "drift.yaml").write_text("thresholds: {precision: 0.9, sat: 0.7}\n")
    mined = drift_data.mine(log, tmp_path / "store", drift_data.load_project(tmp_path / "drift.yaml"))
    assert mined.versions["feedback"].manifest.parameters["thresholds"] == {
        "dsat": scorer.threshold("dsat", 0.9),
        "sat": 0.7,
        "precision": 0.9,
    }


def test_what_is_expected_are_the_means_of_the_probabilities(tmp_path: Path) -> None:
    mined = drift_data.mine(
        dump(tmp_path / "log.jsonl", ["No, that's wrong.", "thanks", "next"] * 5), tmp_path / "store"
    )
    rows = drift_data.load("feedback", tmp_path / "store").collect()
    for side in SIDES:
        called = rows.filter(pl.col("label").is_in([side, "mixed"]))[f"{side}_score"].mean()
        assert mined.expected[side] == {
            "precision": pytest.approx(called, abs=1e-3),
            "share": pytest.approx(rows[f"{side}_score"].mean(), abs=1e-3),
        }


def test_the_shipped_scorer_holds_no_word() -> None:
    terms_of = pl.read_parquet(SHIPPED)["term"].str.split(" ").list
    for kind, names in pl.DataFrame({"kind": terms_of.get(0), "name": terms_of.get(1, null_on_oob=True)}).group_by(
        "kind"
    ):
        if kind[0] in ("said", "heard"):
            assert names["name"].str.contains(r"^\d+$").all()


def test_a_file_that_is_no_scorer_is_an_error(tmp_path: Path) -> None:
    pl.DataFrame({"a": [1]}).write_parquet(tmp_path / "x.parquet")
    with pytest.raises(DriftError, match="no scorer"):
        load_scorer(tmp_path / "x.parquet")


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory) -> tuple[pl.DataFrame, Store]:
    """Labels that follow words which no signal knows: blorp is dsat, fleem is sat."""
    folder = tmp_path_factory.mktemp("labelled")
    turns = [f"{word} about number {n}" for n in range(60) for word in ("blorp", "fleem", "what", "tell me")]
    drift_data.mine(dump(folder / "log.jsonl", turns), folder / "store")
    label = {"blorp": "dsat", "fleem": "sat"}
    rows = [(str(n), 2, label.get(turn.split(" ")[0], "neutral")) for n, turn in enumerate(turns)]
    return pl.DataFrame(rows, ["conversation_id", "turn", "label"], orient="row"), Store(folder / "store")


def test_a_fit_learns_what_tells_the_labels_apart(labelled: tuple[pl.DataFrame, Store]) -> None:
    labels, store = labelled
    fitted = fit(labels, store.find("conversations"), load_catalogue(), None)
    for side in SIDES:
        scores = fitted.held_out.group_by("label").agg(pl.col(f"{side}_score").mean())
        by = dict(scores.rows())
        assert by.pop(side) > 0.9
        assert max(by.values()) < 0.1
    again = fit(labels, store.find("conversations"), load_catalogue(), None)
    assert again.table.equals(fitted.table)
    assert read_scorer(fitted.table).threshold("dsat", 0.8) >= LEAST_THRESHOLD


def test_few_labels_move_a_scorer_little_and_many_more(labelled: tuple[pl.DataFrame, Store]) -> None:
    labels, store = labelled
    start = load_scorer()

    def moved(some: pl.DataFrame) -> float:
        weights = dict(
            fit(some, store.find("conversations"), load_catalogue(), start).table.select("term", "dsat").rows()
        )
        return max(abs(weights[f"feature {name}"] - dsat) for name, (dsat, _) in start.features.items())

    assert 0 < moved(labels.head(48)) < moved(labels)


def test_too_few_labels_are_an_error(labelled: tuple[pl.DataFrame, Store]) -> None:
    labels, store = labelled
    with pytest.raises(DriftError, match="Only 3 of"):
        fit(labels.head(12), store.find("conversations"), load_catalogue(), None)
