"""From what a judge wrote to a verdict."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drift_data.judge.rubric import REASON, preference_schema, reaction_schema, rubrics
from drift_data.judge.verdict import Preference, Reaction, Unreadable, read_preference, read_reaction
from drift_data.sample.engine import Sample

GOOD = '{"reason": "They thank.", "rubric": "gratitude"}'
THANKS = Reaction("sat", "gratitude", "They thank.")


def sample(text: str, finish: str = "stop") -> Sample:
    return Sample("key", text, finish, 1)


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        f"Sure! ```json\n{GOOD}\n``` I hope this helps {{:",
        f'{{"answer": {GOOD}}}',
        f'{{"rubric": "contempt"}} no: {GOOD}',
        f"{{{GOOD}",
        f"{GOOD} {GOOD}",
        '{"rubric": " Gratitude ", "reason": "They\\n  thank.", "sure": 5}',
        '{"a":' * 2000 + GOOD,
    ],
)
def test_an_answer_is_found(text: str) -> None:
    assert read_reaction(sample(text)) == THANKS


@pytest.mark.parametrize(
    "text", ["", "gratitude", "{}", '{"rubric": null}', '{"rubric": "contempt"}', "[" * 9999, "{" * 9999]
)
def test_without_an_answer(text: str) -> None:
    assert read_reaction(sample(text)) == Unreadable("no answer")
    assert read_reaction(sample(text, "length")) == Unreadable("cut")


def test_two_answers_are_none() -> None:
    """One may be quoted from the log."""
    quoted = f'The user wrote {{"rubric": "praise"}}, so {GOOD}'
    assert read_reaction(sample(quoted)) == Unreadable("two answers")


@given(st.text() | st.text().map(lambda text: json.dumps({"rubric": "praise", "reason": text})))
def test_any_text_is_read(text: str) -> None:
    answer = read_reaction(sample(text))
    if isinstance(answer, Reaction):
        assert answer.reason == " ".join(answer.reason.split()) and len(answer.reason) <= REASON
        answer.reason.encode()


def test_half_a_surrogate_pair_is_mended() -> None:
    answer = read_reaction(sample('{"rubric": "praise", "reason": "a \\ud800 b"}'))
    assert answer == Reaction("sat", "praise", "a ? b")


@pytest.mark.parametrize(("said", "better"), [("A", "a"), ("B", "b"), ("tie", "tie"), ("Tie", "tie"), (" b", "b")])
def test_preferences(said: str, better: str) -> None:
    assert read_preference(sample(json.dumps({"better": said, "reason": "so"}))) == Preference(better, "so")  # type: ignore[arg-type]


def test_no_preference() -> None:
    assert read_preference(sample('{"better": "C"}')) == Unreadable("no answer")


def test_every_answer_that_the_schema_allows_is_read() -> None:
    for rubric in reaction_schema()["properties"]["rubric"]["enum"]:
        answer = read_reaction(sample(json.dumps({"reason": "r", "rubric": rubric})))
        assert answer == Reaction(rubrics()[rubric], rubric, "r")
    for better in preference_schema()["properties"]["better"]["enum"]:
        assert isinstance(read_preference(sample(json.dumps({"reason": "r", "better": better}))), Preference)
