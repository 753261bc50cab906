"""Recipes: YAML laid over YAML, checked, with where each value comes from.

defaults.yaml, then sizes/<size>.yaml, then the recipe, then `key=value` of the command line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Literal, Self

import yaml
from pydantic import Field, ValidationError, field_validator, model_validator

from drift_data.errors import DriftError
from drift_data.faults import explain
from drift_data.section import Section
from drift_recipes.names import name_faults

#: Names of recipes that count their rounds: iter.yaml is iter1, iter2, ...
_ROUND = re.compile(r"(?P<name>(?:[a-z]+-)?iter)(?P<n>[1-9]\d*)")
_SHARED = "defaults"


#: TRL's own names of what a recipe says in its own words.
_SAID = {
    "beta": "loss.beta",
    "loss_type": "loss.type",
    "loss_weights": "loss.nll",
    "num_train_epochs": "schedule.epochs",
    "learning_rate": "schedule.learning_rate",
    "lr_scheduler_type": "schedule.scheduler",
    "warmup_steps": "schedule.warmup",
    "optim": "schedule.optimizer",
    "seed": "schedule.seed",
    "per_device_train_batch_size": "batch.pairs",
    "gradient_accumulation_steps": "batch.accumulate",
    "max_length": "budget.max_length",
    "bf16": "precision",
    "fp16": "precision",
    "gradient_checkpointing": "gradient_checkpointing",
    "precompute_ref_log_probs": "precompute_reference",
    "report_to": "tracking",
}


class Loss(Section):
    type: str = Field(description="loss_type of TRL's trainer.")
    beta: float = Field(gt=0, description="How strongly the policy is held to the reference.")
    nll: float = Field(ge=0, description="Weight of the likelihood of `chosen`.")


class Schedule(Section):
    epochs: float = Field(gt=0, description="Passes over the pairs.")
    learning_rate: float = Field(gt=0, description="At its peak.")
    scheduler: str = Field(description="lr_scheduler_type of Transformers.")
    warmup: float = Field(ge=0, lt=1, description="Share of the steps in which the learning rate rises.")
    optimizer: str = Field(description="optim of Transformers.")
    seed: int = Field(ge=0, description="Of the order of the pairs, and of new weights.")


class Batch(Section):
    pairs: int = Field(ge=1, description="Pairs per device and step.")
    accumulate: int = Field(ge=1, description="Steps per update.")
    group_by_length: bool = Field(description="Pairs of like length together.")


class TokenBudget(Section):
    max_length: int = Field(ge=2, description="Tokens of prompt plus reply.")


class Lora(Section):
    """Train low-rank adapters; the result is merged into the model."""

    rank: int = Field(16, ge=1, description="Rank of the adapters.")
    alpha: int = Field(32, ge=1, description="Their scale, over the rank.")
    dropout: float = Field(0.0, ge=0, lt=1, description="Dropout in the adapters.")
    targets: str | list[str] = Field("all-linear", description="Modules that get adapters.")
    quantize: Literal["4bit"] | None = Field(None, description="Hold the model in 4 bits (QLoRA); needs a GPU.")


class Recipe(Section):
    """A run, declared."""

    method: Literal["dpo", "kto"] = Field(description="Which trainer of TRL.")
    data: str = Field(
        description="The version that is trained on: pairs-iter1, pairs-iter1@TAG, hf://OWNER/NAME@REVISION."
    )
    base: str | None = Field(description="The model that the chain starts from: a folder or a Hub id.")
    revision: str | None = Field(None, description="Commit, tag or branch of a Hub id.")
    start: str = Field(description="base, the name of the run whose model this one goes on with, or a path.")
    reference: str = Field(description="start (the model at the start of the round), base, or a path.")
    loss: Loss
    schedule: Schedule
    batch: Batch
    budget: TokenBudget
    precision: Literal["bf16", "fp16", "fp32"] = Field(description="Type of the computation.")
    gradient_checkpointing: bool = Field(description="Less memory, about a third more time.")
    precompute_reference: bool = Field(description="Log-probabilities of the reference once, before training.")
    checkpoints: int = Field(ge=0, description="Checkpoints per epoch; a killed run resumes from the last.")
    evaluate: bool = Field(description="On the test split, at each checkpoint.")
    lora: Lora | None = Field(None, description="Adapters instead of all weights.")
    tracking: Literal["none", "trackio", "tensorboard", "wandb"] = Field(
        "none", description="Where metrics go besides."
    )
    tau: float = Field(
        0.5, gt=0, lt=1, description="Threshold of the diagnostics: the share of pairs with sigma(-s) >= tau."
    )
    trl: dict[str, Any] = Field(default_factory=dict, description="Anything else, by TRL's own names.")

    def precomputes(self, fsdp: bool, same: bool) -> bool:
        """Whether log-probabilities of the reference are computed once, before training.

        FSDP has the model outside the GPUs until training starts (not one in 4 bits), and with adapters the start model
        is its own reference: without them it costs no memory, so it computes them step by step.

        Args:
            fsdp: the model is split by FSDP.
            same: the reference is the start model.
        """
        return self.precompute_reference and not (fsdp and same and self.lora and self.lora.quantize is None)

    @field_validator("trl")
    @classmethod
    def _not_said_twice(cls, trl: dict[str, Any]) -> dict[str, Any]:
        twice = [f"{key} is {_SAID[key]} here" for key in trl if key in _SAID]
        if twice:
            raise ValueError(", ".join(twice))
        return trl

    @model_validator(mode="after")
    def _fits_the_method(self) -> Self:
        if self.method == "dpo":
            return self
        faults = ["loss.nll must be 0 with the method kto"] if self.loss.nll > 0 else []
        if self.batch.pairs < self.least_pairs:
            faults.append(
                "batch.pairs must be 2 or more with the method kto: the others of a batch tell it the KL term"
            )
        if faults:
            raise ValueError("; ".join(faults))
        return self

    @property
    def least_pairs(self) -> int:
        """The smallest batch that the loss can be computed on."""
        return 2 if self.method == "kto" and self.loss.type != "apo_zero_unpaired" else 1


@dataclass(frozen=True)
class Resolved:
    """
    Attributes:
        name: of the run, such as iter2.
        recipe: every value.
        origins: "loss.beta" -> the file, or "command line", that it comes from.
    """

    name: str
    recipe: Recipe
    origins: dict[str, str]


def recipe_names() -> list[str]:
    """The recipes that are shipped: seed, iterN, spin-iterN, ..."""
    names = (entry.name.removesuffix(".yaml") for entry in _folder().iterdir() if entry.name.endswith(".yaml"))
    return sorted(f"{name}N" if name.endswith("iter") else name for name in names if name != _SHARED)


def recipe_about() -> dict[str, str]:
    """Each of `recipe_names` with the first line of its file."""
    return {
        name: (_folder() / f"{name.removesuffix('N')}.yaml").read_text(encoding="utf-8").split("\n")[0].lstrip("# ")
        for name in recipe_names()
    }


def sizes() -> list[str]:
    """The sizes of model that are shipped."""
    return sorted(entry.name.removesuffix(".yaml") for entry in (_folder() / "sizes").iterdir())


def recipe_text(name: str) -> tuple[str, Traversable | Path]:
    """(name of the run, its file) of a shipped recipe or a file of one's own.

    Raises:
        DriftError: there is none.
    """
    path = Path(name)
    if path.suffix in (".yaml", ".yml"):
        if not path.is_file():
            raise DriftError(f"There is no file {name}.", fix="`drift-train cp iter1 mine.yaml` writes one.")
        return path.stem, path
    found = _ROUND.fullmatch(name)
    file = _folder() / f"{found['name'] if found else name}.yaml"
    if name == _SHARED or not file.is_file():
        known = recipe_names()
        nearest = get_close_matches(name, known, 1)
        raise DriftError(
            f"There is no recipe {name!r}.",
            why=f"The recipes are {', '.join(known)} (N counts the rounds), or a file ending in .yaml.",
            fix=f"Did you mean {nearest[0]}?" if nearest else "`drift-train ls` lists them.",
        )
    return name, file


def own_text(name: str) -> str:
    """The YAML of a recipe alone, as it stands in its file, the round counted.

    Raises:
        DriftError: there is none.
    """
    run, file = recipe_text(name)
    return str(_counted({"text": file.read_text(encoding="utf-8")}, run)["text"])


def resolve(name: str, size: str = "7b", overrides: Sequence[str] = (), names: bool = False) -> Resolved:
    """A recipe with all that it takes from elsewhere.

    Args:
        name: of a shipped recipe, or the path of a file.
        size: which of the sizes.
        overrides: `key=value`, the key dotted, the value YAML: `loss.beta=0.2`.
        names: check those that are passed on to TRL and Transformers too.

    Raises:
        DriftError: no such recipe, or all its faults at once.
    """
    run, file = recipe_text(name)
    if size not in sizes():
        raise DriftError(f"There is no size {size!r}.", fix=f"Use {', '.join(sizes())}.")
    shared, of_size = _folder() / f"{_SHARED}.yaml", _folder() / "sizes" / f"{size}.yaml"
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for source, label in ((shared, shared.name), (of_size, f"sizes/{of_size.name}"), (file, file.name)):
        _lay(values, origins, _read(source, label), label)
    for override in overrides:
        key, equals, value = override.partition("=")
        if not equals or not all(key.split(".")):
            raise DriftError(f"{override!r} is not key=value.", fix="Write loss.beta=0.2, or trl.max_grad_norm=0.5.")
        _lay(values, origins, _nested(key.split("."), _value(override, value)), "command line")
    counted = _counted(values, run)
    told = f"{file.name} with what the command line lays over it" if overrides else file.name
    faults = name_faults(counted) if names else []
    try:
        recipe = Recipe.model_validate(counted)
    except ValidationError as error:
        faults = [*explain(error, Recipe).splitlines(), *faults]
        raise _faulty(told, faults) from error
    if faults:
        raise _faulty(told, faults)
    return Resolved(run, recipe, dict(sorted(origins.items())))


def _faulty(file: str, faults: list[str]) -> DriftError:
    return DriftError(
        f"{file} has {len(faults)} fault(s).",
        why="\n".join(faults),
        fix="`drift-train show iter1` lists every key, `drift-train cp iter1 mine.yaml` writes a recipe to change.",
    )


def _counted(values: dict[str, Any], run: str) -> dict[str, Any]:
    """`{n}` is the number of the round, `{before}` the run before it: seed before iter1, else base."""
    found = _ROUND.fullmatch(run)
    n = int(found["n"]) if found else None
    before = "base"
    if found and n is not None:
        first = "seed" if found["name"] == "iter" else "base"
        before = f"{found['name']}{n - 1}" if n > 1 else first

    def put(value: Any) -> Any:
        if not isinstance(value, str) or ("{n}" not in value and "{before}" not in value):
            return value
        if n is None:
            raise DriftError(
                f"{value!r} counts rounds, and {run!r} has no number.", fix="Call the file iter1.yaml or the like."
            )
        return value.replace("{n}", str(n)).replace("{before}", before)

    return {key: put(value) for key, value in values.items()}


def _folder() -> Traversable:
    return files("drift_recipes")


def _read(file: Traversable | Path, label: str) -> dict[str, Any]:
    try:
        values = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise DriftError(f"{label} is not YAML.", why=str(error)) from error
    if not isinstance(values, dict):
        raise DriftError(f"{label} is not a mapping of `key: value` lines.")
    return values


def _lay(values: dict[str, Any], origins: dict[str, str], above: dict[str, Any], origin: str) -> None:
    for path, value in leaves(above):
        at = values
        for key in path[:-1]:
            inner = at.get(key)
            at[key] = at = inner if isinstance(inner, dict) else {}
        at[path[-1]] = value
        origins[".".join(path)] = origin


def leaves(values: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """(key path, value) of every value that is no mapping, or an empty one."""
    for key, value in values.items():
        if isinstance(value, dict) and value:
            yield from leaves(value, (*path, str(key)))
        else:
            yield (*path, str(key)), value


def _nested(keys: list[str], value: Any) -> dict[str, Any]:
    for key in reversed(keys):
        value = {key: value}
    assert isinstance(value, dict)
    return value


def _value(override: str, text: str) -> Any:
    try:
        value = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise DriftError(f"The value of {override!r} is not YAML.", why=str(error).split("\n")[0]) from error
    # YAML 1.1 takes 1e-6 for a text.
    if isinstance(value, str) and re.fullmatch(r"[+-]?\d+(\.\d*)?[eE][+-]?\d+", value):
        return float(value)
    return value
