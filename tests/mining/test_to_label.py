"""Which reactions are shown, and what becomes of the answers."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

import drift_data
from drift_data.errors import DriftError
from drift_data.mining.answers import SKIPPED, keep_labels, labelled, latest_labels, open_answers
from drift_data.mining.to_label import Shown, to_label
from drift_data.store import Store

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def mined(tmp_path_factory: pytest.TempPathFactory) -> Store:
    root = tmp_path_factory.mktemp("to-label") / "store"
    drift_data.mine(EXAMPLES / "logs", root, drift_data.load_project(EXAMPLES / "drift.yaml"))
    return Store(root)


def show(store: Store, limit: int, seed: int = 0, fair: bool = False, known: pl.DataFrame | None = None) -> list[Shown]:
    feedback = store.find("feedback")
    known = labelled(None) if known is None else known
    return to_label(feedback, store.find("conversations"), known, limit, seed, fair)


def test_what_was_said_around(mined: Store) -> None:
    rows = {row["reaction_id"]: row for row in drift_data.load("feedback", mined.root).collect().to_dicts()}
    shown = show(mined, 60)
    assert len({one.reaction_id for one in shown}) == len(shown) == 60
    for one in shown:
        row = rows[one.reaction_id]
        assert (one.reaction, one.turn, one.line) == (row["feedback"], row["turn"], row["line"])
        if row["label"] != "neutral":
            asked = [message["content"] for message in row["prompt"] if message["role"] == "user"]
            assert (one.request, one.reply) == (asked[-1] if asked else None, row["response"])
    assert any(one.next_reply for one in shown)


def test_first_come_the_unsure_and_the_various(mined: Store) -> None:
    rows = {row["reaction_id"]: row for row in drift_data.load("feedback", mined.root).collect().to_dicts()}

    def unsure(shown: list[Shown]) -> int:
        return sum(
            0.3 <= max(rows[one.reaction_id][f"{side}_score"] for side in ("dsat", "sat")) <= 0.7 for one in shown
        )

    first, fair = show(mined, 20), show(mined, 20, fair=True)
    assert unsure(first) > unsure(fair)
    said = [frozenset(one.reaction.lower().split()) for one in first]
    assert not any(len(a & b) >= 0.6 * len(a | b) for at, a in enumerate(said) for b in said[:at])
    assert max(Counter(one.conversation_id for one in first).values()) <= 2
    assert len({one.language for one in first}) >= 3


def test_the_order_follows_the_seed(mined: Store) -> None:
    assert show(mined, 30) == show(mined, 30)
    assert show(mined, 30)[:20] == show(mined, 20)
    assert show(mined, 30) != show(mined, 30, seed=1)
    assert show(mined, 30, fair=True) != show(mined, 30, seed=1, fair=True)


def test_what_has_a_label_is_not_shown_again(mined: Store) -> None:
    first = show(mined, 10)
    known = pl.DataFrame(
        {"conversation_id": [one.conversation_id for one in first], "turn": [one.turn for one in first]},
        {"conversation_id": pl.String, "turn": pl.Int32},
    )
    assert not {one.reaction_id for one in show(mined, 50, known=known)} & {one.reaction_id for one in first}


def shown(name: str) -> Shown:
    return Shown(name, f"conversation {name}", 2, "log", 1, None, "?", "!", "no", None)


def test_answers_last_and_half_a_line_does_not(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    with open_answers(store) as answers:
        for name, label in (("a", "dsat"), ("b", "sat"), ("c", SKIPPED), ("a", "neutral")):
            answers.give(shown(name), label)
        assert answers.take_back() == "a"
        answers.give(shown("d"), "mixed")
        kept = answers.rows()
    assert kept["reaction_id"].to_list() == ["b", "d"]
    path = store.root / "labelling" / "answers.jsonl"
    with path.open("a") as file:
        file.write('{"reaction_id": "e", "la')
    with open_answers(store) as answers:
        assert answers.resumed == 3 and "c" in answers and "a" not in answers and "e" not in answers
        assert answers.rows().equals(kept)
        answers.give(shown("f"), "sat")
    assert [json.loads(line)["reaction_id"] for line in path.read_text().splitlines()][-2:] == ["d", "f"]


def test_one_person_at_a_time(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    with open_answers(store), pytest.raises(DriftError, match="already"), open_answers(store):
        pass


def test_the_same_answers_are_the_same_version(tmp_path: Path) -> None:
    """In one run or in two, in any order; the later answer to a reaction counts."""
    whole, parts = Store(tmp_path / "whole"), Store(tmp_path / "parts")
    names = {"a": "dsat", "b": "sat", "c": "neutral"}

    def rows(labels: dict[str, str]) -> pl.DataFrame:
        given = [(name, f"conversation {name}", 2, label) for name, label in labels.items()]
        return pl.DataFrame(given, labelled(None).schema, orient="row")

    made = keep_labels(whole, None, rows(names))
    keep_labels(parts, None, rows({"c": "dsat", "b": "sat"}))
    again = keep_labels(parts, latest_labels(parts), rows({"c": "neutral", "a": "dsat"}))
    assert str(again.version) == str(made.version)
    assert again.version.manifest.counts == {"label dsat": 1, "label neutral": 1, "label sat": 1}
    assert parts.verify(again.version) == []
    unrelated = keep_labels(parts, None, rows({"d": "dsat"}))  # as if another version had become the latest
    assert labelled(unrelated.version)["reaction_id"].to_list() == ["a", "b", "c", "d"]
