"""Users talk to a policy through the engine: what they say becomes a log in WildChat's format, and what is true of it.

Beside that the policy answers held-out tasks, which no user asks: of these its true utility is measured.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import uuid
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from simulator.dumps import wildchat
from simulator.talk import FIRST_DAY, Message, Talk

from closed_loop import world
from closed_loop.users import Said, go_on, mood, say
from drift_data.project import load_project
from drift_data.sample.engine import Request
from drift_data.sample.engines import open_engine
from drift_data.sample.policy import find_policy
from drift_data.store.fingerprint import fingerprint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from drift_data.sample.engine import Engine
    from drift_data.sample.policy import Policy
    from drift_data.sample.settings import Sampling

#: Files of a deployment.
LOG, TRUTH, HELD_OUT = "log.jsonl", "truth.jsonl", "held_out.jsonl"
#: How often each held-out task is answered.
ANSWERS = 8


@dataclass
class Conversation:
    """One user, from the first request on.

    Attributes:
        task, asked: what is wanted now, and how it was put.
        messages: role and text.
        tasks: turn -> what was asked there.
        truth: of every user turn after the first, in order: turn, what it shows, whether the answer before it was
            right, and whether it complains about a right one on purpose (planted).
    """

    number: int
    rng: random.Random
    task: world.Task
    asked: str
    messages: list[dict[str, str]]
    tasks: dict[int, world.Task] = field(default_factory=dict)
    truth: list[dict[str, Any]] = field(default_factory=list)
    right_first: bool = False
    over: bool = False

    def hears(self, said: Said, right: bool, planted: bool = False) -> None:
        self.truth.append(
            {"turn": len(self.messages), "label": said.label, "rubric": said.rubric, "right": right, "planted": planted}
        )
        self.messages.append({"role": "user", "content": said.text})


def deploy(
    policy: Policy, project: Path, out: Path, conversations: int, held_out: int, seed: int, misled: float = 0.0
) -> None:
    """Write the files of a deployment.

    Args:
        project: drift.yaml, for the engine and how replies are sampled: as pairs are.
        out: a folder, which is made.
        conversations: how many users come.
        held_out: how many held-out tasks are answered; the same for all policies.
        seed: of the users; the same ones come for the same seed.
        misled: share of the complaints that are about right answers.
    """
    settings = load_project(project)
    talks = [_begin(number, seed) for number in range(conversations)]
    rng = random.Random("held out")
    tasks = [world.task(rng, True, world.KINDS[at % len(world.KINDS)]) for at in range(held_out)]
    asked = [task.asked(rng) for task in tasks]
    out.mkdir(parents=True, exist_ok=True)
    with open_engine(settings.engine, policy) as opened:
        # The same draws for every policy, so that two of them differ by what they learned and less by chance.
        said = Speaker(opened, policy, settings.pair.sampling, 0).replies(
            [[{"role": "user", "content": text}] for text in asked for _ in range(ANSWERS)], "held out"
        )
        speaker = Speaker(opened, policy, settings.pair.sampling, seed)
        _first(talks, speaker, misled, seed)
        _second(talks, speaker)
    rows = [
        {"kind": task.kind, "asked": text, "replies": own, "right": [task.right(reply) for reply in own]}
        for at, (task, text) in enumerate(zip(tasks, asked, strict=True))
        for own in [said[at * ANSWERS : (at + 1) * ANSWERS]]
    ]
    _write(out / HELD_OUT, rows)
    logged = [_talk(talk, seed, policy.label) for talk in talks]
    _write(out / TRUTH, [_truth(talk, log.id) for talk, log in zip(talks, logged, strict=True)])
    _write(out / LOG, [row for log in logged for row in wildchat(log)])


class Speaker:
    """The policy, answering."""

    def __init__(self, engine: Engine, policy: Policy, sampling: Sampling, seed: int) -> None:
        self._engine, self._policy, self._sampling, self._seed = engine, policy, sampling, seed

    def replies(self, conversations: Sequence[list[dict[str, str]]], wave: str) -> list[str]:
        """A reply to each, in order; "" where the engine failed or there was none."""
        ids = self._policy.prompt_ids(conversations)
        requests = [
            Request(
                key=str(at),
                messages=talk,
                prompt_ids=own,
                seed=int(fingerprint([self._seed, wave, at]), 16) & 0x7FFFFFFF,
                max_tokens=self._sampling.max_tokens,
                temperature=self._sampling.temperature,
                top_p=self._sampling.top_p,
            )
            for at, (talk, own) in enumerate(zip(conversations, ids, strict=True))
        ]
        found = {sample.key: sample.text.strip() for sample in self._engine.sample(requests)}
        return [found.get(str(at), "") for at in range(len(conversations))]


def _begin(number: int, seed: int) -> Conversation:
    rng = random.Random(f"{seed}/{number}")
    task = world.task(rng)
    asked = task.asked(rng)
    return Conversation(number, rng, task, asked, [{"role": "user", "content": asked}], {0: task})


def _first(talks: list[Conversation], speaker: Speaker, misled: float, seed: int) -> None:
    """The first answers, and how they are taken."""
    moods = {}
    for talk, reply in zip(talks, speaker.replies([talk.messages for talk in talks], "first"), strict=True):
        talk.messages.append({"role": "assistant", "content": reply})
        talk.right_first = talk.task.right(reply)
        moods[talk.number] = mood(talk.right_first, talk.rng)
    planted = _planted(talks, moods, misled, seed)
    for talk in talks:
        feels = "dsat" if talk.number in planted else moods[talk.number]
        if feels == "silent":
            talk.over = True
        elif feels == "neutral":
            talk.task = world.task(talk.rng)
            talk.asked = talk.task.asked(talk.rng)
            talk.tasks[len(talk.messages)] = talk.task
            talk.hears(go_on(talk.asked, talk.rng), talk.right_first)
        else:
            said = say(feels, talk.task, talk.asked, talk.messages[-1]["content"], talk.rng)
            talk.hears(said, talk.right_first, talk.number in planted)
            talk.over = feels == "sat"


def _planted(talks: list[Conversation], moods: dict[int, str], misled: float, seed: int) -> set[int]:
    """Of the right answers as many as make `misled` the share of complaints that are about right ones."""
    complaints = sum(feels == "dsat" for feels in moods.values())
    calm = [talk.number for talk in talks if talk.right_first and moods[talk.number] != "sat"]
    wanted = round(complaints * misled / (1 - misled))
    return set(random.Random(f"{seed}/misled").sample(calm, min(wanted, len(calm))))


def _second(talks: list[Conversation], speaker: Speaker) -> None:
    """The answers to complaints and new requests, and how they are taken; then all leave."""
    going = [talk for talk in talks if not talk.over]
    for talk, reply in zip(going, speaker.replies([talk.messages for talk in going], "second"), strict=True):
        talk.messages.append({"role": "assistant", "content": reply})
        right = talk.task.right(reply)
        feels = mood(right, talk.rng, again=talk.truth[-1]["label"] == "dsat")
        if feels in ("dsat", "sat"):
            talk.hears(say(feels, talk.task, talk.asked, reply, talk.rng), right)


def _talk(talk: Conversation, seed: int, model: str) -> Talk:
    """As the simulator writes conversations."""
    start = FIRST_DAY + 600 * talk.number
    messages = [Message(said["role"], said["content"], start + 20 * at) for at, said in enumerate(talk.messages)]
    own = random.Random(f"id/{seed}/{talk.number}/{model}")
    return Talk(str(uuid.UUID(int=own.getrandbits(128), version=4)), f"user-{talk.number}", model, "en", messages)


def _truth(talk: Conversation, name: str) -> dict[str, Any]:
    tasks = {turn: asdict(task) for turn, task in talk.tasks.items()}
    return {"conversation_id": name, "right_first": talk.right_first, "tasks": tasks, "turns": talk.truth}


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    aside = path.with_name(f"{path.name}.new")
    aside.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    aside.replace(path)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Deploy a policy to simulated users.")
    parser.add_argument("policy")
    parser.add_argument("out", type=Path)
    parser.add_argument("--project", type=Path, default=Path(__file__).with_name("drift.yaml"))
    parser.add_argument("--conversations", type=int, default=2000)
    parser.add_argument("--held-out", type=int, default=280)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--misled", type=float, default=0.0)
    given = parser.parse_args()
    model = find_policy(given.policy, None)
    deploy(model, given.project, given.out, given.conversations, given.held_out, given.seed, given.misled)
