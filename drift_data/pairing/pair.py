"""Make the preference pairs of an iteration: the plan, and its run."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from drift_data import duck, mining
from drift_data.errors import DriftError
from drift_data.pairing.ask import kinds
from drift_data.pairing.eval_sets import eval_set_inputs
from drift_data.pairing.rule import find_rule
from drift_data.pairing.run import Iteration, Progress, make_pairs, selection
from drift_data.pairing.settings import Pair
from drift_data.project import Project
from drift_data.sample.engines import describe_engine
from drift_data.sample.policy import asked_model, find_policy
from drift_data.sample.sampler import Sampler, about_model, about_policy
from drift_data.sample.settings import Engines
from drift_data.schema import PAIRS
from drift_data.store import Input, Step, StepResult, Store, Version, fingerprint, source_digest

#: What filters use of mining.
_MACROS = [Path(mining.__file__).with_name(name) for name in ("macros.sql", "said.sql")]
#: Settings that say where things are; what they lead to is in the manifest instead.
_PLACES = {"feedback", "seed", "policy", "revision", "judge", "reward"}


@dataclass(frozen=True)
class PairPlan:
    """What making the pairs of an iteration would do.

    Attributes:
        iteration: everything decided.
        engines: what samples.
        version: what would be made.
        up_to_date: it is there already.
        rows: candidates that the selection lets through, at most `limit`; the tests after it may drop more.
        requests: replies that would be sampled for them at most, by this run and the ones before it.
        tokens: that many at most.
    """

    iteration: Iteration
    engines: Engines
    version: Version
    up_to_date: bool
    rows: int
    requests: int
    tokens: int


@dataclass(frozen=True)
class Paired:
    """What was made.

    Attributes:
        version: the pairs.
        fresh: made just now.
        tokens: sampled just now, by all models together.
        sampling_seconds: wall time of that, the engine's start included.
        spoiled: lines of the journal that hold no sample, which was asked for again; 0 where nothing was made.
        seconds: wall time of all.
    """

    version: Version
    fresh: bool
    tokens: int
    sampling_seconds: float
    spoiled: int
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """The summary as `--json` prints it: counts, reasons and ids, no text of a log."""
        about = self.version.manifest
        rate = self.tokens / self.sampling_seconds if self.tokens else None
        return {
            "version": str(self.version),
            "path": str(self.version.path),
            "fresh": self.fresh,
            "pairs": about.rows,
            "splits": about.splits,
            "funnel": [
                {"stage": stage, "left": left, "dropped": gone} for stage, left, gone in about.tables["Funnel"][1:]
            ],
            "dropped": about.dropped,
            "counts": about.counts,
            "spoiled_samples": self.spoiled,
            "tokens_sampled": self.tokens,
            "tokens_per_second": None if rate is None else round(rate, 1),
            "seconds": round(self.seconds, 3),
        }


def plan_pair(name: str, store: Store, project: Project) -> PairPlan:
    """What `pair` would do; reads the selection, samples nothing, writes nothing.

    Raises:
        DriftError: no policy, no feedback, no such rule, or settings that contradict each other.
    """
    iteration = _decide(name, store, project.iteration(name), project.engine, weights=False)
    step = _step(iteration, project.engine, lambda folder: StepResult(0))
    with duck.connect() as connection:
        query = f"SELECT count(*) FROM ({selection(connection, iteration)}) WHERE reason IS NULL"
        ((rows,),) = connection.execute(query, iteration.pair.select.parameters).fetchall()
    rows = min(rows, iteration.pair.limit or rows)
    requests = rows * len(kinds(iteration.rule, iteration.pair))
    tokens = requests * iteration.pair.sampling.max_tokens
    return PairPlan(iteration, project.engine, store.target(step), store.plan(step), rows, requests, tokens)


def pair(
    name: str,
    store: Store | str | Path = "drift-store",
    project: Project | None = None,
    progress: Progress = lambda stage, rows: None,
    waits: Callable[[str], object] = lambda holder: None,
    api_key: str | None = None,
) -> Paired:
    """Make the dataset `pairs-<name>`, unless it is there. Every sample is kept as it comes: a run that was stopped
    goes on where it was, and a changed filter samples nothing again.

    Args:
        name: of the iteration, such as iter1.
        store: a store or its folder.
        project: what is declared; the defaults when None.
        progress: told the stage and the rows that are through it.
        waits: told who is at the same work, before this waits for them.
        api_key: for the engine server, where it wants one.

    Raises:
        DriftError: no policy, no feedback, no such rule, an engine that cannot run, and the like.
    """
    begin = time.perf_counter()
    store = store if isinstance(store, Store) else Store(store)
    project = project or Project()
    iteration = _decide(name, store, project.iteration(name), project.engine)
    sampler = Sampler(store.root, project.engine, waits, api_key)

    def run(folder: Path) -> StepResult:
        with sampler:
            return make_pairs(iteration, folder, sampler, progress)

    made = store.make(_step(iteration, project.engine, run), waits)
    return Paired(
        made.version, made.fresh, sampler.tokens, sampler.seconds, sampler.spoiled, time.perf_counter() - begin
    )


def _decide(name: str, store: Store, pair: Pair, engines: Engines, weights: bool = True) -> Iteration:
    """
    Args:
        weights: False: nothing will be sampled, so that no weights need be downloaded.
    """
    rule = find_rule(pair.rule)
    wanted = kinds(rule, pair)
    _check(pair, wanted)
    if pair.policy is None:
        raise DriftError(
            f"Which model is the policy of {name}?",
            why="Its tokens are what the budget counts; its samples, if the rule has any, become replies to train on.",
            fix=f"drift-data pair {name} --rule {pair.rule} --policy MODEL, or `pair: {{policy: MODEL}}` in "
            "drift.yaml.",
        )
    judged = pair.verify or (len(wanted) > 1 and pair.ranker == "judge")
    asked = bool(wanted) or (judged and pair.judge is None)
    policy = asked_model(pair.policy, pair.revision, engines, weights and asked)
    judge = None
    if judged:
        judge = policy if pair.judge is None else asked_model(pair.judge, None, engines, weights)
        if wanted and judge.identity != policy.identity and engines.name == "server":
            raise DriftError(
                "A server answers as the model that it has, so policy and judge would be one.",
                fix="Leave out `judge`, or use --engine vllm or transformers.",
            )
    reward = None
    if len(wanted) > 1 and pair.ranker == "reward":
        assert pair.reward is not None
        reward = find_policy(pair.reward, None, engines.trust_remote_code, weights=weights)
    source = store.find(pair.feedback) if rule.reads == "feedback" else _seed(store, pair)
    return Iteration(name=name, pair=pair, rule=rule, source=source, policy=policy, judge=judge, reward=reward)


def _seed(store: Store, pair: Pair) -> Version:
    """The seed pairs: those that are named, or those of the feedback that is named."""
    unnamed = Pair()
    if pair.seed != unnamed.seed or pair.feedback == unnamed.feedback:
        return store.find(pair.seed)
    feedback = store.find(pair.feedback)
    made = [one for one in store.versions("seed") if one.manifest.parents.get("feedback") == str(feedback)]
    if not made:
        raise DriftError(
            f"There are no seed pairs of {feedback}.", fix="Name a version of seed: `pair: {seed: seed@ID}`."
        )
    return made[-1]


def _check(pair: Pair, wanted: list[str]) -> None:
    if len(wanted) > 1 and pair.ranker is None:
        raise DriftError(
            f"{len(wanted)} samples per row, but nothing picks among them.",
            fix="Set `pair: {ranker: judge}`, reward or (with the rule iterdpo) guided.",
        )
    if pair.ranker == "guided" and wanted and len(set(wanted)) < 2:
        raise DriftError(
            "The ranker guided needs guided and plain samples of each row.",
            fix="Use it with `rule: iterdpo`, or set `ranker: judge` or reward.",
        )
    if pair.ranker == "reward" and len(wanted) > 1 and pair.reward is None:
        raise DriftError("The ranker reward needs a reward model.", fix="Set `pair: {reward: MODEL}`.")
    if pair.budget.prompt >= pair.budget.total:
        raise DriftError(
            f"A prompt of {pair.budget.prompt} tokens leaves no room for a reply within {pair.budget.total}.",
            fix="Set `pair: {budget: {prompt: 1024, total: 2048}}` or the like.",
        )


def _step(iteration: Iteration, engines: Engines, run: Callable[[Path], StepResult]) -> Step:
    pair = iteration.pair
    parameters: dict[str, Any] = {
        "iteration": iteration.name,
        "pair": pair.model_dump(mode="json", exclude={**dict.fromkeys(_PLACES, True), "decontaminate": {"against"}}),
        "rule": fingerprint(iteration.rule.model_dump(mode="json")),
        "policy": about_policy(iteration.policy),
        "samples": kinds(iteration.rule, pair),
    }
    if parameters["samples"] or iteration.judge is not None:
        context = min(engines.context, iteration.policy.context)
        parameters["engine"] = {**describe_engine(engines), "context": context}
    for name, model in (("judge", iteration.judge), ("reward", iteration.reward)):
        if model is not None:
            parameters[name] = about_model(model)
    return Step(
        name="pair",
        dataset=f"pairs-{iteration.name}",
        code=source_digest("drift_data.pairing", "drift_data.judge", "drift_data.sample", *_MACROS),
        inputs=tuple(
            Input(name=name, sha256=sha256, bytes=0) for name, sha256 in eval_set_inputs(pair.decontaminate.against)
        ),
        parents={iteration.rule.reads: iteration.source},
        parameters=parameters,
        schema=PAIRS,
        run=run,
        packages=("duckdb", "polars", "pyarrow", "transformers"),
    )
