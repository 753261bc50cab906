"""Evaluation: labels from files, figures beside scikit-learn's, and what is counted when labels and log differ."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sklearn import metrics

import drift_data
from drift_data.errors import DriftError
from drift_data.mining.evaluate import LEAST_ROWS, Estimate, evaluate
from drift_data.mining.labels import read_labels
from drift_data.store import Store

SAID = {
    "dsat": ["No, that's wrong.", "That is not what I asked for!", "and again"],
    "sat": ["Thank you so much!", "Perfect, thanks", "ok then"],
    "mixed": ["Thanks, but that's wrong.", "Great, but you ignored half of what I asked."],
    "neutral": ["Who built it?", "And in which year, thanks in advance?", "No, that's wrong, said the captain. Go on."],
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, pl.DataFrame]:
    """A mined log in two languages, and a label for each of its reactions."""
    folder = tmp_path_factory.mktemp("evaluated")
    rows = []
    with (folder / "log.jsonl").open("w", encoding="utf-8") as file:
        for number in range(2 * LEAST_ROWS):
            language = "German" if number % 2 else "English"
            messages = []
            for label, said in SAID.items():
                turn = said[(number // 2) % len(said)]
                messages += [{"role": "assistant", "content": f"It was built in {number}."}]
                rows.append((str(number), len(messages) + 1, label))
                messages += [{"role": "user", "content": f"{turn} ({number})"}]
            messages = [{"role": "user", "content": "When was it built?"}, *messages]
            file.write(json.dumps({"id": str(number), "language": language, "messages": messages}) + "\n")
    drift_data.mine(folder / "log.jsonl", folder / "store")
    return Store(folder / "store"), pl.DataFrame(rows, ["conversation_id", "turn", "label"], orient="row")


def written(rows: pl.DataFrame, path: Path) -> str:
    rows.write_ndjson(path)
    return str(path)


def test_the_figures_are_those_of_scikit_learn(made: tuple[Store, pl.DataFrame], tmp_path: Path) -> None:
    store, labels = made
    found = evaluate(store, read_labels(store, written(labels, tmp_path / "labels.jsonl")))
    mined = drift_data.load("feedback", store.root).collect()
    both = labels.with_columns(pl.col("turn").cast(pl.Int32)).join(
        mined, on=["conversation_id", "turn"], suffix="_mined"
    )
    assert found.rows == len(both) == len(labels) and not found.left_out and not found.unseen
    for side, measured in found.sides.items():
        truth = both["label"].is_in([side, "mixed"]).to_numpy()
        called = both["label_mined"].is_in([side, "mixed"]).to_numpy()
        score = both[f"{side}_score"].to_numpy()
        assert (measured.labelled, measured.called) == (truth.sum(), called.sum())
        expected = {
            "precision": metrics.precision_score(truth, called),
            "recall": metrics.recall_score(truth, called),
            "f1": metrics.f1_score(truth, called),
            "average_precision": metrics.average_precision_score(truth, score),
            "brier": metrics.brier_score_loss(truth, score),
        }
        for name, value in expected.items():
            estimate = measured.measures[name]
            assert estimate.value == pytest.approx(value, abs=1e-4)
            assert estimate.low is not None and estimate.high is not None
            assert estimate.low <= value + 1e-4 and value - 1e-4 <= estimate.high
        assert sum(bin_.rows for bin_ in found.reliability[side]) == len(both)
    matrix = metrics.confusion_matrix(both["label"], both["label_mined"], labels=list(found.confusion))
    assert [list(row.values()) for row in found.confusion.values()] == matrix.tolist()


def test_by_language(made: tuple[Store, pl.DataFrame], tmp_path: Path) -> None:
    store, labels = made
    path = written(labels, tmp_path / "labels.jsonl")
    whole = evaluate(store, read_labels(store, path))
    assert set(whole.groups["language"]) == {"English", "German"} and whole.groups["source"] == {}
    one = labels.filter(pl.col("conversation_id").cast(pl.Int32) % 2 == 1)
    german = evaluate(store, read_labels(store, written(one, tmp_path / "german.jsonl")))
    assert whole.groups["language"]["German"] == (len(one), german.sides)
    assert evaluate(store, read_labels(store, path)).as_json() == whole.as_json()


def test_what_is_left_out_is_counted(made: tuple[Store, pl.DataFrame], tmp_path: Path) -> None:
    store, labels = made
    more: list[dict[str, Any]] = [
        {"conversation_id": "0", "turn": 2, "label": "sat", "confidence": "agreed"},  # labelled above
        {"conversation_id": "0", "turn": 0, "label": "dsat", "confidence": "single"},  # no reaction
        {"conversation_id": "elsewhere", "turn": 2, "label": "dsat", "confidence": "single"},
        {"conversation_id": "1", "turn": 2, "label": "sat", "confidence": "contested"},
    ]
    rows = pl.concat([labels.with_columns(confidence=pl.lit("agreed")), pl.DataFrame(more)])
    rows.write_parquet(tmp_path / "labels.parquet")
    found = evaluate(store, read_labels(store, str(tmp_path / "labels.parquet")))
    assert found.left_out == {"contested": 1, "labelled before": 1, "of conversations that were not mined": 1}
    assert (found.rows, found.unseen) == (len(labels) + 1, 1)
    assert found.confusion["dsat"]["neutral"] > 0


def test_text_is_given_only_when_asked(made: tuple[Store, pl.DataFrame], tmp_path: Path) -> None:
    store, labels = made
    read = read_labels(store, written(labels, tmp_path / "labels.jsonl"))
    assert "captain" not in json.dumps(evaluate(store, read).as_json())
    examples = evaluate(store, read, examples=2).examples
    assert examples and all(row["label"] != row["mined"] for row in examples)
    kinds = [(row["label"], row["mined"]) for row in examples]
    assert max(kinds.count(kind) for kind in kinds) == 2
    assert any("captain" in row["feedback"] for row in examples)


def test_nothing_to_divide_by_is_none(made: tuple[Store, pl.DataFrame], tmp_path: Path) -> None:
    store, labels = made
    neutral = labels.filter(pl.col("label") == "neutral").head(1)
    found = evaluate(store, read_labels(store, written(neutral, tmp_path / "one.jsonl")))
    assert found.sides["sat"].measures["average_precision"] == Estimate(None, None, None)


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ('{"conversation_id": "0", "label": "dsat"}\n', "has no column turn"),
        ('{"conversation_id": "0", "turn": 2, "label": "bad"}\n', "rows that are no labels"),
        ('{"conversation_id": null, "turn": 2, "label": "dsat"}\n', "rows that are no labels"),
        ('{"conversation_id": "0", "turn": "x", "label": "dsat"}\n', "no whole number"),
        ("{oops\n", "cannot be read"),
        ('{"conversation_id": "9999", "turn": 2, "label": "dsat"}\n', "None of the 1 labels"),
    ],
)
def test_faults(made: tuple[Store, pl.DataFrame], tmp_path: Path, lines: str, fault: str) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text(lines)
    with pytest.raises(DriftError, match=fault) as raised:
        evaluate(made[0], read_labels(made[0], str(path)))
    assert raised.value.fix
