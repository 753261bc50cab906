"""Judge mined feedback: the plan with its cost, and its run."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from drift_data.errors import DriftError
from drift_data.judge.ask import Juror
from drift_data.judge.merge import ratios
from drift_data.judge.rubric import reaction_schema
from drift_data.judge.settings import Judge
from drift_data.judge.step import find_asked, judge_step, questions
from drift_data.mining.scorer import SIDES
from drift_data.mining.steps import Progress, seed_step, unheard
from drift_data.project import Project
from drift_data.sample.journal import Report
from drift_data.sample.policy import asked_model
from drift_data.sample.sampler import Sampler
from drift_data.sample.settings import Engines
from drift_data.store import Step, Store, Version


@dataclass(frozen=True)
class Cost:
    """What judging takes, known beforehand.

    Attributes:
        reactions: rows of feedback.
        asked: those in the band (and within the limit).
        too_long: of these, how many do not fit into the context; they are not sent.
        requests: how many are sent; equal questions are one. Those that were answered before cost nothing.
        prompt_tokens: of all requests together.
        new_tokens: how many the answers have at most.
    """

    reactions: int
    asked: int
    too_long: int
    requests: int
    prompt_tokens: int
    new_tokens: int


@dataclass(frozen=True)
class Plan:
    """What judging would do.

    Attributes:
        feedback: the version that is judged, as it was mined.
        version: what it makes.
        cost: None where the version is there already.
        settings, engines: as the project has them.
        step: the step, from what asks (None: it will not be run) and what is told how far it is.
    """

    feedback: Version
    version: Version
    cost: Cost | None
    settings: Judge
    engines: Engines
    step: Callable[[Sampler | None, Report], Step]


@dataclass(frozen=True)
class Judged:
    """What judging made.

    Attributes:
        versions: feedback, and the seed pairs that follow from its labels.
        fresh: for each of them, whether it was made just now.
        counts: rows by `verdict`, `rubric`, `unreadable` (why), `changed` (label before to label after) and `label`.
        asked: rows that were in the band.
        seed_pairs: rows of seed.
        tokens: how many were sampled just now.
        seconds: wall time.
    """

    versions: dict[str, Version]
    fresh: dict[str, bool]
    counts: dict[str, dict[str, int]]
    asked: int
    seed_pairs: int
    tokens: int
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """The summary as `--json` prints it: counts and ids, no text of a log."""
        return {
            "asked": self.asked,
            **self.counts,
            "seed_pairs": self.seed_pairs,
            "tokens": self.tokens,
            "versions": {name: str(version) for name, version in self.versions.items()},
            "paths": {name: str(version.path) for name, version in self.versions.items()},
            "fresh": self.fresh,
            "seconds": round(self.seconds, 3),
        }


def plan(store: Store, project: Project, work: Path, reference: str = "feedback", weights: bool = True) -> Plan:
    """What `judge` would do, and what it costs; asks nothing, and writes nothing but into `work`.

    Args:
        work: an empty folder that stays until the plan has been run.
        reference: a version of feedback. Of one that was judged before, what it was judged from is judged anew.
        weights: False: it will not be run, so that no weights need be downloaded.

    Raises:
        DriftError: no model is named, it cannot be had, or there is no such version.
    """
    settings, engines = project.judge, project.engine
    if settings.model is None:
        raise DriftError(
            "No judge is named.", fix="drift-data judge --model MODEL, or in drift.yaml: judge: {model: MODEL}"
        )
    if settings.low > settings.high:
        raise DriftError(
            f"The band from {settings.low:g} to {settings.high:g} is empty.", fix="Let `low` be at most `high`."
        )
    for side in SIDES:
        named, unnamed = ratios(side, settings)
        if named <= unnamed:
            raise DriftError(
                f"A judge that calls {side} what is {side} no more often than what is not tells nothing.",
                fix=f"In drift.yaml, under judge: let {side}_recall be greater than {side}_false_alarm.",
            )
    feedback = store.find(reference)
    if feedback.dataset != "feedback":
        raise DriftError(f"{feedback} holds no reactions.", fix="Name a version of feedback.")
    while feedback.manifest.step == "judge":
        feedback = store.find(feedback.manifest.parents["feedback"])
    conversations = store.find(feedback.manifest.parents["conversations"])
    policy = asked_model(settings.model, settings.revision, engines, weights)
    step = partial(judge_step, feedback, conversations, settings, policy, engines, work)
    target = step(None, lambda done, tokens: None)
    cost = None
    if not store.plan(target):
        find_asked(feedback, conversations, settings, work)
        cost = _cost(feedback, Juror(policy, engines.context, settings.max_tokens), work, settings.max_tokens)
    return Plan(feedback, store.target(target), cost, settings, engines, step)


def _cost(feedback: Version, juror: Juror, work: Path, max_tokens: int) -> Cost:
    asked = too_long = prompt_tokens = 0
    seen: set[str] = set()
    for _, request in juror.requests(questions(juror, work), reaction_schema()):
        asked += 1
        if request is None:
            too_long += 1
        elif request.key not in seen:
            seen.add(request.key)
            prompt_tokens += len(request.prompt_ids)
    return Cost(feedback.manifest.rows, asked, too_long, len(seen), prompt_tokens, len(seen) * max_tokens)


def judge(
    planned: Plan,
    store: Store,
    progress: Progress = unheard,
    waits: Callable[[str], None] = lambda who: None,
    api_key: str | None = None,
) -> Judged:
    """Ask the judge, and make `feedback` with its verdicts and `seed` anew.

    Args:
        progress: told the step and how many answers there are.
        waits: told who does the same already, before this waits for them.
        api_key: for the engine server, where it wants one.

    Raises:
        DriftError: the engine cannot run, or died; what was answered by then is not asked again.
    """
    begin = time.perf_counter()
    with Sampler(store.root, planned.engines, waits, api_key) as sampler:
        step = planned.step(sampler, lambda done, tokens: progress("judge", done))
        feedback = store.make(step, waits)
    seed = store.make(seed_step(feedback.version), waits)
    found = feedback.version.manifest.counts
    return Judged(
        versions={"feedback": feedback.version, "seed": seed.version},
        fresh={"feedback": feedback.fresh, "seed": seed.fresh},
        counts={kind: _counts(found, kind) for kind in ("verdict", "rubric", "unreadable", "changed", "label")},
        asked=found["asked"],
        seed_pairs=seed.version.manifest.rows,
        tokens=sampler.tokens,
        seconds=time.perf_counter() - begin,
    )


def _counts(found: dict[str, int], kind: str) -> dict[str, int]:
    return {name.partition(" ")[2]: count for name, count in found.items() if name.startswith(f"{kind} ")}
