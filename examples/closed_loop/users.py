"""Simulated users: how they take an answer. Most of them say nothing about it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from closed_loop.world import answer

if TYPE_CHECKING:
    import random

    from closed_loop.world import Task

#: Chances, so that about 12% of the conversations with a policy that is right half of the time show dissatisfaction,
#: and about 5% satisfaction: the shares that the DRIFT paper (arXiv 2510.02341) reports of WildFeedback.
COMPLAINS, COMPLAINS_AGAIN, THANKS, THANKS_AFTER_RETRY, ASKS_ON = 0.22, 0.2, 0.065, 0.12, 0.25


@dataclass(frozen=True)
class Said:
    """What a user types after an answer.

    Attributes:
        label: what it shows: dsat, sat, or neutral for a new request.
        rubric: of the phrase; "" where neutral.
    """

    label: str
    rubric: str
    text: str


def mood(right: bool, rng: random.Random, again: bool = False) -> str:
    """dsat, sat, neutral (asks something new) or silent (leaves without a word).

    Args:
        right: whether the answer was.
        again: it is the second answer to the same request.
    """
    if rng.random() < _chance(right, again):
        return "sat" if right else "dsat"
    return "neutral" if not again and rng.random() < ASKS_ON else "silent"


def _chance(right: bool, again: bool) -> float:
    if right:
        return THANKS_AFTER_RETRY if again else THANKS
    return COMPLAINS_AGAIN if again else COMPLAINS


def say(label: str, task: Task, asked: str, reply: str, rng: random.Random) -> Said:
    """A phrase that shows it, drawn from the bank.

    Args:
        task, asked: what was wanted, and how that was put.
        reply: what came.
    """
    bank = phrases()[label]
    rubric = rng.choices(list(bank), weights=[len(lines) for lines in bank.values()])[0]
    text = rng.choice(bank[rubric]).format(
        right=_inline(answer(task, True, rng)),
        bad=_inline(reply) or "that",
        ask=asked,
        word=rng.choice(task.words),
    )
    return Said(label, rubric, _typed(text, rng))


def go_on(asked: str, rng: random.Random) -> Said:
    """A new request, as it follows on an answer."""
    return Said("neutral", "", rng.choice(_bank()["next"]).format(ask=asked))


@cache
def phrases() -> dict[str, dict[str, list[str]]]:
    """label -> rubric -> phrases with slots."""
    return {label: _bank()[label] for label in ("dsat", "sat")}


@cache
def _bank() -> dict:
    bank: dict = yaml.safe_load(Path(__file__).with_name("phrases.yaml").read_text(encoding="utf-8"))
    return bank


def _inline(reply: str) -> str:
    return " ".join(reply.split()).strip(".:")[:60]


def _typed(text: str, rng: random.Random) -> str:
    """As a person in a hurry types it, now and then."""
    if rng.random() < 0.15:
        text = text.lower()
    return text.rstrip(".!") if rng.random() < 0.15 else text
