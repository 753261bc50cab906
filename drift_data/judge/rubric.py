"""The two questions that a judge is asked: what a reaction says about a reply, and which of two replies is better."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from drift_data.sample.engine import Message

#: Spells data of a log so that it cannot be taken for anything else, see `quote.Quoter`.
Quote = Callable[[Any], str]

NONE = "none"
#: Longest reason, in characters.
REASON = 240


@cache
def _texts() -> dict[str, Any]:
    texts: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("rubric.yaml").read_text(encoding="utf-8"))
    return texts


@cache
def rubrics() -> dict[str, str]:
    """Name of each rubric -> the verdict it stands for: dsat, sat or neutral."""
    asked = _texts()["feedback"]
    return {name: verdict for verdict in ("dsat", "sat") for name in asked[verdict]} | {NONE: "neutral"}


def described() -> dict[str, dict[str, str]]:
    """Verdict (dsat, sat) -> name of each of its rubrics -> what the user does."""
    asked = _texts()["feedback"]
    return {verdict: dict(asked[verdict]) for verdict in ("dsat", "sat")}


def ask_reaction(quote: Quote, prompt: Sequence[Mapping[str, str]], reply: str, reaction: str) -> list[Message]:
    """What the user's next turn says about a reply. The verdict follows from the rubric, so only that is asked.

    Args:
        prompt: the messages before the reply.
    """
    asked = _texts()["feedback"]
    data = quote({"conversation": _plain(prompt), "reply": reply, "reaction": reaction})
    return _message(asked["ask"].format(data=data, dsat=_list(asked["dsat"]), sat=_list(asked["sat"])))


def ask_preference(quote: Quote, prompt: Sequence[Mapping[str, str]], a: str, b: str) -> list[Message]:
    """Which of two replies to a conversation is better."""
    data = quote({"conversation": _plain(prompt), "A": a, "B": b})
    return _message(_texts()["pair"]["ask"].format(data=data))


def reaction_schema() -> dict[str, Any]:
    """JSON schema of the answer to `ask_reaction`."""
    return _schema("rubric", list(rubrics()))


def preference_schema() -> dict[str, Any]:
    """JSON schema of the answer to `ask_preference`."""
    return _schema("better", ["A", "B", "tie"])


def _schema(choice: str, allowed: list[str]) -> dict[str, Any]:
    # The reason comes first, so that the choice follows from it and not the other way round.
    return {
        "type": "object",
        "properties": {
            "reason": {"type": "string", "maxLength": REASON},
            choice: {"type": "string", "enum": allowed},
        },
        "required": ["reason", choice],
        "additionalProperties": False,
    }


def _plain(messages: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    return [{"role": message["role"], "content": message["content"]} for message in messages]


def _message(text: str) -> list[Message]:
    # One user message: not every chat template knows a system role.
    return [{"role": "user", "content": text.strip()}]


def _list(sentences: Mapping[str, str]) -> str:
    return "\n".join(f"- {name}: {says}" for name, says in sentences.items())
