"""From what a judge wrote to a verdict.

Guided decoding gives one JSON object; without it there may be prose around. A text with two answers that differ counts
as none: one of them may be quoted from the log.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ValidationError, field_validator

from drift_data.judge.rubric import REASON, rubrics
from drift_data.sample.engine import Sample

#: A verdict is short; what follows after so many characters is not looked at.
_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Reaction:
    """What a reaction says about a reply.

    Attributes:
        verdict: dsat, sat or neutral.
        rubric: one of `rubrics()`.
        reason: one line, in the judge's words.
    """

    verdict: str
    rubric: str
    reason: str


@dataclass(frozen=True, slots=True)
class Preference:
    """Which of two replies is better, and why."""

    better: Literal["a", "b", "tie"]
    reason: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """There is no verdict.

    Attributes:
        why: "too long" (for the context), "cut" (at max_tokens), "no answer", or "two answers".
    """

    why: str


class _Answer(BaseModel):
    reason: str = ""

    @field_validator("reason", mode="before")
    @classmethod
    def _one_line(cls, value: Any) -> str:
        # A JSON escape can spell half a surrogate pair, which is no text.
        return " ".join(str(value).encode("utf-8", "replace").decode().split())[:REASON]


class _ReactionAnswer(_Answer):
    rubric: str

    @field_validator("rubric")
    @classmethod
    def _known(cls, name: str) -> str:
        name = name.strip().lower().replace("_", " ")
        if name not in rubrics():
            raise ValueError("no such rubric")
        return name


class _PreferenceAnswer(_Answer):
    better: Literal["a", "b", "tie"]

    @field_validator("better", mode="before")
    @classmethod
    def _plain(cls, value: Any) -> Any:
        return value.strip().lower() if isinstance(value, str) else value


def read_reaction(sample: Sample) -> Reaction | Unreadable:
    """The answer to `ask_reaction`."""
    answer = _only(sample, _ReactionAnswer, "rubric")
    if isinstance(answer, Unreadable):
        return answer
    return Reaction(rubrics()[answer.rubric], answer.rubric, answer.reason)


def read_preference(sample: Sample) -> Preference | Unreadable:
    """The answer to `ask_preference`."""
    answer = _only(sample, _PreferenceAnswer, "better")
    return answer if isinstance(answer, Unreadable) else Preference(answer.better, answer.reason)


_A = TypeVar("_A", bound=_Answer)


def _only(sample: Sample, model: type[_A], choice: str) -> _A | Unreadable:
    answers = list(_answers(sample.text[:_MOST], model))
    if len({getattr(answer, choice) for answer in answers}) > 1:
        return Unreadable("two answers")
    if answers:
        return answers[0]
    return Unreadable("cut" if sample.finish_reason == "length" else "no answer")


def _answers(text: str, model: type[_A]) -> Iterator[_A]:
    """Every JSON object in the text that is an answer, from the left, none inside another."""
    decoder = json.JSONDecoder()
    at = text.find("{")
    while at >= 0:
        end = at + 1
        try:
            value, after = decoder.raw_decode(text, at)
            yield model.model_validate(value)
            end = after
        except (ValidationError, ValueError, RecursionError):
            pass  # it may begin further on
        at = text.find("{", end)
