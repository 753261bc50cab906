"""Mining end to end, on logs of a few lines in drift's own shape."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import drift_data
from drift_data.mining.catalogue import load_catalogue
from drift_data.mining.query import Query, parquet
from drift_data.mining.scorer import load_scorer
from drift_data.store import Store

LONG = "The bridge was opened in 1869 and rebuilt in 1911 after the flood. " * 3
NO, THANKS = "No, that's wrong.", "Thank you so much, that is perfect!"


def user(text: str) -> dict[str, Any]:
    return {"role": "user", "content": text}


def reply(text: str, **more: Any) -> dict[str, Any]:
    return {"role": "assistant", "content": text, **more}


def log(folder: Path, *conversations: dict[str, Any]) -> Path:
    path = folder / "log.jsonl"
    path.write_text("".join(json.dumps({"drift": 1, "discarded": []} | c) + "\n" for c in conversations))
    return path


def mined(folder: Path, *conversations: dict[str, Any]) -> tuple[drift_data.Mined, pl.DataFrame, pl.DataFrame]:
    store = folder / "store"
    summary = drift_data.mine(log(folder, *conversations), store)
    return summary, *(drift_data.load(name, store).collect() for name in ("feedback", "seed"))


def test_a_run_of_dislikes_ended_by_thanks_gives_a_pair_each(tmp_path: Path) -> None:
    messages = [user("When?"), reply("In 1911."), user(NO), reply("In 1900."), user(NO), reply(LONG), user(THANKS)]
    _, feedback, seed = mined(tmp_path, {"id": "a", "messages": messages})
    assert feedback["turn"].to_list() == [2, 4, 6]
    assert feedback["label"].to_list() == ["dsat", "dsat", "sat"]
    assert [row[0]["content"] for row in seed["rejected"].to_list()] == ["In 1911.", "In 1900."]
    assert {row[0]["content"] for row in seed["chosen"].to_list()} == {LONG}
    assert seed["prompt"].list.len().to_list() == [1, 3]


def test_a_neutral_turn_ends_the_run_without_a_pair(tmp_path: Path) -> None:
    messages = [user("When?"), reply("In 1911."), user(NO), reply("In 1869."), user("Who built it?"), reply(LONG)]
    _, feedback, seed = mined(tmp_path, {"id": "a", "messages": [*messages, user(THANKS)]})
    assert feedback["label"].to_list() == ["dsat", "neutral", "sat"]
    assert seed.height == 0


def test_regenerated_then_rated_up_is_a_pair(tmp_path: Path) -> None:
    discarded = [{"turn": 1, "kind": "regenerate", "messages": [reply("In 1911.")]}]
    messages = [user("When?"), reply(LONG, rating=1)]
    _, feedback, seed = mined(tmp_path, {"id": "a", "messages": messages, "discarded": discarded})
    assert sorted(feedback["kind"].to_list()) == ["rating", "regenerate"]
    assert seed.select("turn", "chosen_turn").rows() == [(1, 1)]


def test_the_rating_of_a_discarded_reply_counts(tmp_path: Path) -> None:
    messages = [user("When was it built?"), reply("In 1899."), user("And by whom?")]
    branch = {"turn": 1, "kind": "regenerate", "messages": [reply("In 1911.")], "rating": -3, "comment": "no source"}
    _, feedback, _ = mined(tmp_path, {"id": "a", "messages": messages, "discarded": [branch]})
    (row,) = (row for row in feedback.to_dicts() if row["kind"] == "regenerate")
    assert (row["label"], row["response"]) == ("dsat", "In 1911.")
    evidence = {signal["name"]: signal["evidence"] for signal in row["signals"]}
    assert evidence["thumbs_down"] == "rated -1: no source"


def test_the_rating_of_a_reply_side_by_side_counts(tmp_path: Path) -> None:
    branch = {"turn": 1, "kind": "rating", "messages": [reply("In 1911.")], "rating": -1, "comment": "no source"}
    messages = [user("When was it?"), reply(LONG), user(THANKS)]
    _, feedback, seed = mined(tmp_path, {"id": "a", "messages": messages, "discarded": [branch]})
    (row,) = (row for row in feedback.to_dicts() if row["kind"] == "rating")
    assert [message["content"] for message in row["prompt"]] == ["When was it?"]
    assert (row["turn"], row["label"], row["response"]) == (1, "dsat", "In 1911.")
    assert [signal["name"] for signal in row["signals"]] == ["thumbs_down"]
    assert seed["rejected"].to_list()[0][0]["content"] == "In 1911."


def test_equal_discarded_replies_are_one_reaction(tmp_path: Path) -> None:
    branch = {"turn": 1, "kind": "regenerate", "messages": [reply("Sorry, no.")]}
    messages = [user("When?"), reply(LONG), user(THANKS)]
    _, feedback, seed = mined(tmp_path, {"id": "a", "messages": messages, "discarded": [branch, branch]})
    assert feedback["reaction_id"].n_unique() == feedback.height == 2
    assert seed.height == 1


def test_conversations_of_one_id_do_not_mix(tmp_path: Path) -> None:
    tail = [reply("In 1911."), user(NO), reply(LONG), user(THANKS)]
    first, second = ({"id": "1", "messages": [user(text), *tail]} for text in ("The bridge?", "The tower?"))
    _, feedback, seed = mined(tmp_path, first, second)
    assert feedback["reaction_id"].n_unique() == 4
    assert seed["pair_id"].n_unique() == seed.height == 2
    assert sorted(row[0]["content"] for row in seed["prompt"].to_list()) == ["The bridge?", "The tower?"]


def test_what_copies_share_is_counted_once(tmp_path: Path) -> None:
    begin = [user("When?"), reply("In 1911."), user(NO), reply(LONG)]
    branch = {"turn": 1, "kind": "regenerate", "messages": [reply("Sorry, no.")]}
    one = {"id": "a", "messages": [*begin, user("Who built it?"), reply(LONG)], "discarded": [branch]}
    other = {"id": "a", "messages": [*begin, user("And the tower?"), reply("In 1800.")], "discarded": [branch]}
    summary, feedback, _ = mined(tmp_path, one, other)
    assert summary.conversations == 2
    assert sorted(feedback["kind"].to_list()) == ["message", "message", "message", "regenerate"]


def test_a_copy_that_was_rated_stays(tmp_path: Path) -> None:
    messages = [user("When?"), reply("In 1911.")]
    rated = [user("When?"), reply("In 1911.", rating=-1)]
    summary, feedback, _ = mined(tmp_path, {"id": "a", "messages": messages}, {"id": "a", "messages": rated})
    assert summary.dropped == {"copy of another conversation": 1}
    assert feedback["label"].to_list() == ["dsat"]


@pytest.mark.parametrize("between", [0, 1, 3])
def test_system_messages_do_not_hide_a_reaction(tmp_path: Path, between: int) -> None:
    system = [{"role": "system", "content": "Be brief."}] * between
    messages = [user("When?"), reply("In 1911."), *system, user(NO), reply(LONG)]
    _, feedback, _ = mined(tmp_path, {"id": "a", "messages": messages})
    assert feedback.select("turn", "label", "response").rows() == [(2 + between, "dsat", "In 1911.")]


@pytest.mark.parametrize("time", ["infinity", "-infinity", "12000-01-01", "yesterday", "1e30", "-5e11"])
def test_times_that_are_none_stop_nothing(tmp_path: Path, time: str) -> None:
    good = [user("When?"), reply("In 1911."), user(NO), reply(LONG)]
    bad = {"id": "b", "time": time, "messages": [user("Hello"), user("Hello?")]}
    summary, feedback, _ = mined(tmp_path, {"id": "a", "time": time, "messages": good}, bad)
    assert (summary.conversations, summary.rejected) == (1, {"roles out of order": 1})
    assert feedback.height == 1


def test_the_same_logs_give_the_same_bytes(tmp_path: Path) -> None:
    messages = [user("When?"), reply("In 1911."), user(NO), reply(LONG), user(THANKS)]
    path = log(tmp_path, *({"id": str(number), "messages": messages} for number in range(3000)))
    one, two = (drift_data.mine(path, tmp_path / name) for name in ("one", "two"))
    assert one.as_json()["versions"] == two.as_json()["versions"]
    for name, version in one.versions.items():
        assert version.manifest.files == two.versions[name].manifest.files
    again = drift_data.mine(path, tmp_path / "one")
    assert not any(again.fresh.values())


def test_the_gate_lets_every_signal_through(tmp_path: Path) -> None:
    """The examples of the whole catalogue, with the gate and with all of its bits set, give the same evidence."""
    signals = load_catalogue()
    turns = [e.get("user") or "" for signal in signals for e in [*signal.positive, *signal.negative]]
    turns += [f"{turn} 😀" for turn in turns]
    conversations = (
        {"id": str(n), "messages": [user("Tell me about it"), reply(LONG), user(turn), reply("Sure.")]}
        for n, turn in enumerate(turns)
    )
    drift_data.mine(log(tmp_path, *conversations), tmp_path / "store")
    version = Store(tmp_path / "store").find("conversations")

    def evidence(query: Query) -> list[Any]:
        work = tmp_path / "work"
        work.mkdir(exist_ok=True)
        return [row for batch in query.rows(parquet(version), work) for row in batch["signals"].to_pylist()]

    gated = Query(signals, load_scorer(), 0.5, 0.5)
    open_ = Query(signals, load_scorer(), 0.5, 0.5)
    open_._gate.always[:] = [(1 << 62) - 1] * len(open_._gate.always)
    found = evidence(gated)
    assert found == evidence(open_)
    assert sum(map(len, found)) > 300
