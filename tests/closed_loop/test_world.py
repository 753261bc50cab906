"""The world judges what it makes itself, and nothing else is right."""

from __future__ import annotations

import random

import pytest
from closed_loop import world
from closed_loop.users import COMPLAINS, THANKS, mood, phrases, say

from drift_data.mining.catalogue import load_catalogue


@pytest.mark.parametrize("kind", world.KINDS)
def test_right_answers_are_right_and_typical_mistakes_are_not(kind: str) -> None:
    rng = random.Random(kind)
    for _ in range(500):
        task = world.task(rng, kind=kind)
        right, wrong = world.answer(task, True, rng), world.answer(task, False, rng)
        assert task.right(right), (task, right)
        assert not task.right(wrong), (task, wrong)
        assert not task.right("")
        assert not task.right(f"{right} zebra {right}"), (task, right)


@pytest.mark.parametrize("kind", world.KINDS)
def test_there_are_many_right_answers(kind: str) -> None:
    rng = random.Random(kind)
    for _ in range(20):
        task = world.task(rng, kind=kind)
        assert len({world.answer(task, True, rng) for _ in range(200)}) >= 4


def test_style_does_not_decide() -> None:
    task = world.Task("reverse", ("ant", "Paris", "fig"))
    for reply in ("fig, Paris, ant", "Sure: fig, Paris and ant", "1. fig 2. Paris 3. ant", "- fig\n- Paris\n- ant"):
        assert task.right(reply), reply
    for reply in (
        "ant, Paris, fig",
        "fig, Paris",
        "fig, Paris, ant, ant",
        "2. fig 1. Paris 3. ant",
        "fig Paris ant ok",
    ):
        assert not task.right(reply), reply


def test_held_out_tasks_are_never_asked() -> None:
    rng = random.Random(0)
    asked = {world.task(rng) for _ in range(3000)}
    assert not any(task.held_out for task in asked)
    assert all(world.task(rng, held_out=True).held_out for _ in range(50))


def test_users_show_what_they_feel_as_often_as_planned() -> None:
    rng = random.Random(0)
    unhappy = sum(mood(False, rng) == "dsat" for _ in range(5000)) / 5000
    happy = sum(mood(True, rng) == "sat" for _ in range(5000)) / 5000
    assert abs(unhappy - COMPLAINS) < 0.02 and abs(happy - THANKS) < 0.02
    assert not any(mood(True, rng) == "dsat" or mood(False, rng) == "sat" for _ in range(1000))


def test_every_phrase_can_be_said() -> None:
    rng = random.Random(0)
    task = world.task(rng)
    for label in ("dsat", "sat"):
        for _ in range(500):
            said = say(label, task, "Sort: b, a", "{not a slot}", rng)
            assert said.text.strip() and said.label == label and said.rubric in phrases()[label]


def test_no_phrase_was_taken_from_the_signals() -> None:
    """What users say was written without the miner's examples; else its recall here would say nothing."""
    examples = {str(example.get("user")).lower() for signal in load_catalogue() for example in signal.positive}
    ours = {line.lower() for bank in phrases().values() for lines in bank.values() for line in lines}
    assert len(ours & examples) <= 0.1 * len(ours), sorted(ours & examples)
