"""Comparing and ranking replies."""

from __future__ import annotations

import json
from itertools import permutations
from typing import Any

import pytest

from drift_data.judge.ask import Juror
from drift_data.judge.compare import Compared, Comparison, Contest, Ranked, compare, rank
from drift_data.sample.sampler import Sampler

QUESTION = [{"role": "user", "content": "When?"}]


def say(better: str) -> str:
    return json.dumps({"reason": "r", "better": better})


def longer(data: dict[str, Any]) -> str:
    a, b = len(data["A"]), len(data["B"])
    return say("tie" if a == b else "A" if a > b else "B")


def unheard(done: int, tokens: int) -> None:
    pass


def test_both_orders_are_asked_at_once_and_answers_keep_the_order(
    scripted: Any, sampler: Sampler, juror: Juror
) -> None:
    scripted.rule = longer
    pairs = [("x", "aa", "a"), ("y", "b", "bb"), ("z", "cc", "dd"), ("x", "e", "eee")]
    compared = list(compare(sampler, juror, (Comparison(key, QUESTION, a, b) for key, a, b in pairs), unheard))
    assert compared == [
        Compared("x", "a", ""), Compared("y", "b", ""), Compared("z", "tie", ""), Compared("x", "b", "")
    ]  # fmt: skip
    asked = {(data["A"], data["B"]) for data in scripted.asked}
    assert asked == {pair for _, a, b in pairs for pair in ((a, b), (b, a))}
    assert scripted.opened == 1


@pytest.mark.parametrize("place", ["A", "B"])
def test_a_judge_that_favours_a_place_prefers_nothing(
    place: str, scripted: Any, sampler: Sampler, juror: Juror
) -> None:
    scripted.rule = lambda data: say(place)
    (one,) = compare(sampler, juror, [Comparison("x", QUESTION, "aa", "a")], unheard)
    assert one.verdict == "tie"


def test_unreadable_in_one_order_is_unreadable(scripted: Any, sampler: Sampler, juror: Juror) -> None:
    scripted.rule = lambda data: say("A") if data["A"] == "aa" else "Well..."
    (one,) = compare(sampler, juror, [Comparison("x", QUESTION, "aa", "a")], unheard)
    assert one == Compared("x", "unreadable", "no answer")


def test_what_is_too_long_is_not_sent(scripted: Any, sampler: Sampler, juror: Juror) -> None:
    scripted.rule = longer
    pairs = [Comparison("long", QUESTION, "word " * 4000, "a"), Comparison("short", QUESTION, "b", "bb")]
    assert list(compare(sampler, juror, pairs, unheard)) == [
        Compared("long", "unreadable", "too long"),
        Compared("short", "b", ""),
    ]
    assert len(scripted.asked) == 2


def test_what_was_answered_is_not_asked_again(scripted: Any, sampler: Sampler, juror: Juror) -> None:
    scripted.rule = longer
    pairs = [Comparison(str(number), QUESTION, "a" * number, "aaa") for number in range(1, 6)]
    scripted.dies_after = 4
    with pytest.raises(KeyboardInterrupt):
        list(compare(sampler, juror, pairs, unheard))
    scripted.dies_after = None
    verdicts = [one.verdict for one in compare(sampler, juror, pairs, unheard)]
    assert verdicts == ["b", "b", "tie", "a", "a"]
    assert len(scripted.asked) == len({(data["A"], data["B"]) for data in scripted.asked}) == 9


@pytest.mark.parametrize("replies", list(permutations(["a", "aa", "aaa", "aaaa"])), ids="".join)
def test_rank_finds_best_and_worst(replies: tuple[str, ...], scripted: Any, sampler: Sampler, juror: Juror) -> None:
    scripted.rule = longer
    (ranked,) = rank(sampler, juror, [Contest("x", QUESTION, replies)], unheard)
    assert ranked == Ranked("x", replies.index("aaaa"), replies.index("a"), 0)
    assert len(scripted.asked) == 12


def test_rank_of_many(scripted: Any, sampler: Sampler, juror: Juror) -> None:
    """Few replies, equal ones, unreadable ones: every contest gets its own answer, in order, in one go."""
    scripted.rule = lambda data: "?" if "b" in data["A"] + data["B"] else longer(data)
    contests = [
        ("none", []),
        ("one", ["a"]),
        ("two", ["a", "aa"]),
        ("equal", ["a", "a", "a"]),
        ("unreadable", ["bb", "b"]),
        ("partly", ["aa", "b", "aaa"]),
        ("last", ["a"]),
    ]
    ranked = list(rank(sampler, juror, (Contest(key, QUESTION, replies) for key, replies in contests), unheard))
    assert ranked == [
        Ranked("none", None, None, 0),
        Ranked("one", None, None, 0),
        Ranked("two", 1, 0, 0),
        Ranked("equal", None, None, 0),
        Ranked("unreadable", None, None, 1),
        Ranked("partly", 2, 0, 2),
        Ranked("last", None, None, 0),
    ]
    assert scripted.opened == 1


def test_a_judge_that_contradicts_itself_ranks_all_the_same(scripted: Any, sampler: Sampler, juror: Juror) -> None:
    """Paper beats rock beats scissors beats paper: nothing is best."""
    beats = {("paper", "rock"), ("rock", "scissors"), ("scissors", "paper")}
    scripted.rule = lambda data: say("A" if (data["A"], data["B"]) in beats else "B")
    (ranked,) = rank(sampler, juror, [Contest("x", QUESTION, ["rock", "paper", "scissors"])], unheard)
    assert ranked == Ranked("x", None, None, 0)
