"""What is left of a reply when the thoughts before it are gone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drift_data.sample.thoughts import without_thoughts


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("<think>The user is cross.</think>In 1869.", "In 1869."),
        ("\n<think>\n\n</think>\n\nIn 1869.", "\n\nIn 1869."),
        ("The user is cross.\n</think>\nIn 1869.", "\nIn 1869."),  # opened by the chat template
        ("<think>It says </think> ends it</think>In 1869.", " ends it</think>In 1869."),
        ("Close it with </think> and go on.\n1. a", "Close it with </think> and go on.\n1. a"),
        ("<think>The user is", None),
        ("In 1869.", "In 1869."),
        ("Write <think>...</think> around it.", "Write <think>...</think> around it."),
        ("", ""),
    ],
)
def test_thoughts(text: str, reply: str | None) -> None:
    assert without_thoughts(text) == reply


@given(st.text())
def test_a_reply_without_thoughts_is_left_alone(text: str) -> None:
    if "think>" not in text:
        assert without_thoughts(text) == text
