"""What a recipe goes on from: its data, the model at the start of the round, and the reference."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from drift_data.errors import DriftError
from drift_data.sample.policy import Policy, find_policy
from drift_data.store import Store, Version, fingerprint, source_digest
from drift_recipes.recipe import Resolved
from drift_recipes.spec import Run, Spec

#: Code that decides the weights.
_CODE = tuple(f"drift_recipes.{module}" for module in ("train", "trainers", "arguments", "rows", "finish"))
#: Pairs that a recipe of drift's asks for: if they are missing they are not made yet.
_ROUND = re.compile(r"pairs-(seed|([a-z]+-)?iter\d+)")


@dataclass(frozen=True)
class Link:
    """A recipe with everything found that it names.

    Attributes:
        data: the pairs.
        start: the model at the start of the round.
        reference: the reference model.
        run: where it is, or will be.
        stale: why the pairs do not belong to this model; empty where they do.
    """

    resolved: Resolved
    data: Version
    start: Policy
    reference: Policy
    run: Run
    stale: str

    @property
    def id(self) -> str:
        """16 hex digits of all that goes in."""
        return fingerprint(self.inputs)

    @property
    def inputs(self) -> dict[str, Any]:
        """What goes in, for the manifest: no path of the machine."""
        return {
            "recipe": self.resolved.recipe.model_dump(mode="json", exclude={"base", "start", "reference", "tracking"}),
            "data": str(self.data),
            "start": {"model": self.start.label, "identity": self.start.identity, "chat_template": self.start.template},
            "reference": {"model": self.reference.label, "identity": self.reference.identity},
            "code": source_digest(*_CODE),
        }

    def spec(self, cache: Path) -> Spec:
        """What the training process reads."""
        return Spec(
            name=self.resolved.name,
            id=self.id,
            recipe=self.resolved.recipe,
            train=self.data.files("train"),
            test=self.data.files("test"),
            start=self.start.folder,
            reference=self.reference.folder,
            reference_identity=self.reference.identity,
            cache=cache,
            trust_remote_code=self.start.trust_remote_code,
        )


def link(
    resolved: Resolved,
    store: Store,
    runs: Path,
    trust_remote_code: bool = False,
    tell: Callable[[str], object] = lambda _: None,
) -> Link:
    """Find what the recipe names; data on the Hub is brought into the store.

    Args:
        tell: told of waits for the Hub.

    Raises:
        DriftError: something is missing; says the command that makes it.
    """
    recipe = resolved.recipe
    start = _model(recipe.start, "start", resolved, runs, trust_remote_code)
    reference = (
        start
        if recipe.reference == "start"
        else _model(recipe.reference, "reference", resolved, runs, trust_remote_code)
    )
    data = _data(resolved, store, start, tell)
    return Link(resolved, data, start, reference, Run(runs / resolved.name), _stale(data, start))


def _model(
    name: str, key: Literal["start", "reference"], resolved: Resolved, runs: Path, trust_remote_code: bool
) -> Policy:
    recipe = resolved.recipe
    if name == "base":
        if recipe.base is None:
            raise DriftError(
                f"Which base model does {resolved.name} start from?",
                why="The recipe names none. It can be a folder, or a Hub id.",
                fix=f"drift-train recipe {resolved.name} base=MODEL",
            )
        return find_policy(recipe.base, recipe.revision, trust_remote_code)
    run = find_run_of(name, runs)
    if run is not None:
        if not run.done:
            raise DriftError(
                f"The {key} of {resolved.name} is {name}, and that run is not done.",
                fix=f"drift-train resume {run.folder}",
            )
        return find_policy(str(run.model), None, trust_remote_code)
    if "/" in name or Path(name).is_dir():
        return find_policy(name, None, trust_remote_code)
    known = name in ("seed", "kto") or "iter" in name
    other = "base" if key == "start" else "start"
    raise DriftError(
        f"The {key} of {resolved.name} is the run {name}, which is not in {runs}.",
        fix=(f"drift-train recipe {name}\n" if known else "")
        + f"{'Or another' if known else 'Another'} one: drift-train recipe {resolved.name} {key}={other}",
    )


def find_run_of(name: str, runs: Path) -> Run | None:
    """The run that a recipe names as its start or reference; None where it names something else, such as a path."""
    run = Run(runs / name)
    return run if "/" not in name and (run.folder / "manifest.json").is_file() else None


def _data(resolved: Resolved, store: Store, start: Policy, tell: Callable[[str], object]) -> Version:
    if resolved.recipe.data.startswith("hf://"):
        from drift_recipes.hub_data import hub_data

        data = hub_data(resolved.recipe.data, resolved.name, store, tell)
    else:
        data = _find(resolved, store, start)
    if not data.files("train"):
        raise DriftError(
            f"{data} has no split train.",
            why=f"Its splits: {', '.join(data.manifest.splits)}.",
            fix="Name a dataset that has one.",
        )
    return data


def _find(resolved: Resolved, store: Store, start: Policy) -> Version:
    try:
        return store.find(resolved.recipe.data)
    except DriftError as error:
        wanted = resolved.recipe.data.partition("@")[0]
        if not wanted.startswith("pairs-"):
            raise
        there = sorted({version.dataset for version in store.versions() if version.dataset.startswith("pairs-")})
        nearest = get_close_matches(wanted, there, 1, cutoff=0)
        mistyped = nearest and (resolved.origins.get("data") == "command line" or not _ROUND.fullmatch(wanted))
        raise DriftError(
            f"{resolved.name} trains on {resolved.recipe.data}, which is not in {store.root}.",
            why=error.what + (f" Pairs that are there: {', '.join(there)}." if there else ""),
            fix=(f"Did you mean data={nearest[0]}? Or make it:\n" if mistyped else "") + _pair_command(wanted, start),
        ) from error


def _stale(data: Version, start: Policy) -> str:
    """Pairs teach the model that they were sampled from; of another one their chosen replies are not its own."""
    parameters = data.manifest.parameters
    if not parameters.get("samples"):  # nothing was sampled for them
        return ""
    sampled = parameters["policy"]
    if sampled["identity"] == start.identity:
        return ""
    source = f"{sampled['model']} ({sampled['identity']})"
    return f"{data} was sampled from {source}, not from {start.label} ({start.identity})."


def _pair_command(dataset: str, start: Policy) -> str:
    name = dataset.removeprefix("pairs-")
    rule = name.partition("-iter")[0]
    rules = ["--rule", rule] if rule in ("seed", "spin", "iterdpo") else []
    command = shlex.join(["drift-data", "pair", name, *rules, "--policy", start.name])
    if rule != "iterdpo":
        return command
    return f"In drift.yaml, unless it names a ranker: `pair: {{ranker: judge}}`, and then:\n{command}"


def check_stale(found: Link, allow: bool) -> None:
    """
    Raises:
        DriftError: the pairs were sampled from another model, and that was not allowed.
    """
    if found.stale and not allow:
        raise DriftError(
            f"The pairs of {found.resolved.name} are stale.",
            why=found.stale,
            fix=f"{_pair_command(found.data.dataset, found.start)}\nOr train on them all the same: --allow-stale",
        )
