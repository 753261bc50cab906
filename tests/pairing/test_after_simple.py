"""Empty, cut, same, refusal, length."""

from __future__ import annotations

import pytest
from after_rows import pairs, reason
from hypothesis import given
from hypothesis import strategies as st

from drift_data.pairing.after import cut, empty, length, refusal, same
from drift_data.pairing.after.same import likeness
from drift_data.pairing.settings import Filters, Pair
from drift_data.pairing.words import words


@pytest.mark.parametrize("nothing", ["", "  \n\t", "\u200b\ufeff", "\u00a0\u3000", None])
def test_empty(nothing: str | None) -> None:
    screen = empty.build(Pair(), None)
    assert reason(screen, chosen=nothing) == "empty reply"
    assert reason(screen, rejected=nothing) == "empty reply"


@pytest.mark.parametrize("something", ["0", "?", "🙂", "。", "\u200bok"])
def test_not_empty(something: str) -> None:
    assert reason(empty.build(Pair(), None), chosen=something, rejected=something) is None


def test_cut_looks_at_both_sides() -> None:
    screen = cut.build(Pair(), None)
    assert reason(screen, chosen_finish="length") == "cut at the length limit"
    assert reason(screen, chosen_finish=None, rejected_finish="length") == "cut at the length limit"
    assert reason(screen, chosen_finish="stop", rejected_finish="stop") is None


def test_cut_can_be_switched_off() -> None:
    assert cut.build(Pair(filters=Filters(cut=False)), None) is None


@given(st.text(max_size=200))
def test_a_text_is_the_same_as_itself(text: str) -> None:
    assert likeness(text, text) == 1


@given(st.text(max_size=100), st.text(max_size=100))
def test_likeness_is_symmetric_and_a_share(one: str, other: str) -> None:
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 1


@given(st.lists(st.text("abc日本", min_size=1, max_size=4), min_size=1))
def test_only_the_same_words_in_order_are_the_same(said: list[str]) -> None:
    text = " ".join(said)
    assert likeness(text, text.upper() + "!!") == 1
    assert likeness(text, text + " other") < 1


def test_same() -> None:
    screen = same.build(Pair(), None)
    assert reason(screen, chosen="In 1911!", rejected="in  1911") == "same as rejected"
    assert reason(screen, chosen="?!", rejected="!?") is None
    long = " ".join(f"word{number}" for number in range(60))
    assert reason(screen, chosen=long + " more", rejected=long) == "nearly the same as rejected"
    assert screen is not None
    assert screen(pairs({"chosen": long + " more", "rejected": long}))["detail"].item() == "0.98 of the words"
    assert reason(screen, chosen=long, rejected=" ".join(reversed(long.split()))) == "nearly the same as rejected"
    assert reason(screen, chosen=long, rejected=long[: len(long) // 2]) is None


def test_same_where_words_have_no_spaces() -> None:
    screen = same.build(Pair(), None)
    assert words("東京タワー tall") == ["東京", "京タ", "タワ", "ワー", "tall"]
    text = "这座大桥在一八六九年由铁路公司修建完成并且正式开通"
    assert reason(screen, chosen=text + "。", rejected=text) == "same as rejected"
    assert reason(screen, chosen=text, rejected="桥" + text) == "nearly the same as rejected"
    assert reason(screen, chosen=text, rejected="".join(reversed(text))) is None


REFUSALS = [
    "I'm sorry, but I can't help with that.",
    "I’m sorry, I cannot provide that.",
    "As an AI language model, I cannot have opinions.",
    "抱歉，我无法提供这些信息。",
    "К сожалению, я не могу помочь.",
    "Lo siento, pero no puedo ayudar con eso.",
    "Ich kann Ihnen leider nicht helfen.",
]
ANSWERS = [
    "You can't refuse a summons; you must appear.",
    "Sorry seems to be the hardest word was written by Elton John.",
    "It opened in 1869.",
    "Here is a letter that declines: Dear Sir, I regret that I cannot attend.",
]


@pytest.mark.parametrize("text", REFUSALS)
def test_refusals(text: str) -> None:
    assert reason(refusal.build(Pair(), None), chosen=text) == "refusal"
    assert reason(refusal.build(Pair(), None), rejected=text) is None


@pytest.mark.parametrize("text", ANSWERS)
def test_no_refusals(text: str) -> None:
    assert reason(refusal.build(Pair(), None), chosen=text) is None


def test_length() -> None:
    screen = length.build(Pair(), None)
    assert reason(screen, chosen="x" * 1601, rejected="y" * 400) == "much longer than rejected"
    assert reason(screen, chosen="x" * 1600, rejected="y" * 400) is None
    assert reason(screen, chosen="x" * 400, rejected="y" * 1601) == "much shorter than rejected"
    assert reason(screen, chosen="x" * 400, rejected="y" * 1600) is None


def test_short_replies_count_as_a_paragraph() -> None:
    screen = length.build(Pair(), None)
    assert reason(screen, chosen="x" * 4 * length.FLOOR, rejected="No.") is None
    assert reason(screen, chosen="x" * (4 * length.FLOOR + 1), rejected="No.") == "much longer than rejected"
    assert reason(screen, chosen="1869.", rejected="y" * 4 * length.FLOOR) is None


def test_one_ratio_switched_off() -> None:
    screen = length.build(Pair(filters=Filters(longer=None)), None)
    assert reason(screen, chosen="x" * 9999) is None
    assert reason(screen, rejected="x" * 9999) == "much shorter than rejected"
