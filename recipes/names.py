"""Names that a recipe passes on: options and losses of TRL, optimizers and schedulers of Transformers."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from drift_data.extras import need

#: What a run relies on: where things are, what is kept, the order of the rows, each step logged with its own pairs.
_OURS = (
    *("output_dir", "save_total_limit", "push_to_hub", "load_best_model_at_end", "train_sampling_strategy"),
    *("logging_steps", "logging_strategy"),
)
#: What drift's own recipes say. Who passes on nothing else does not wait for TRL, which takes seconds to import.
_SHIPPED: dict[str, dict[str, tuple[str, ...]]] = {
    "loss.type": {"dpo": ("sigmoid",), "kto": ("kto",)},
    "schedule.optimizer": dict.fromkeys(("dpo", "kto"), ("rmsprop", "adamw_torch")),
    "schedule.scheduler": dict.fromkeys(("dpo", "kto"), ("linear",)),
}


def trainer_config(method: str) -> Any:
    """DPOConfig or KTOConfig."""
    trl = need("trl", "train")
    return trl.KTOConfig if method == "kto" else trl.DPOConfig


def name_faults(values: Mapping[str, Any]) -> list[str]:
    """A line for each name in a recipe that TRL or Transformers does not know, or that drift sets itself.

    Args:
        values: of the recipe, perhaps with other faults; what is no name is passed over.

    Raises:
        DriftError: the recipe passes on what drift's own do not, and TRL is not installed.
    """
    method = "kto" if values.get("method") == "kto" else "dpo"
    return [*_options(values.get("trl"), method), *_choices(values, method)]


def _options(given: Any, method: str) -> Iterator[str]:
    if not isinstance(given, dict) or not given:
        return
    config = trainer_config(method)
    known = [field.name for field in dataclasses.fields(config) if field.init]
    for key in map(str, given):
        if key in _OURS:
            yield f"trl.{key}: is set by drift; take it out"
        elif key not in known:
            yield f"trl.{key}: {config.__name__} of TRL {need('trl', 'train').__version__} has no such option" + _near(
                key, known
            )


def _choices(values: Mapping[str, Any], method: str) -> Iterator[str]:
    for path, shipped in _SHIPPED.items():
        section, _, key = path.partition(".")
        inner = values.get(section)
        given = inner.get(key) if isinstance(inner, dict) else None
        if not isinstance(given, str) or given in shipped[method]:
            continue
        known = _known(path, method)
        if known and given not in known:
            yield f"{path}: {given!r} is not allowed{_near(given, known)}; allowed: {', '.join(known)}"


def _known(path: str, method: str) -> list[str]:
    if path == "loss.type":
        # TRL has no list of the losses of DPO but in the help of the option.
        field = next(field for field in dataclasses.fields(trainer_config(method)) if field.name == "loss_type")
        return list(field.metadata.get("choices") or re.findall(r"`'(\w+)'`", field.metadata.get("help", "")))
    transformers = need("transformers", "train")
    if path == "schedule.optimizer":
        return [one.value for one in transformers.training_args.OptimizerNames]
    return [one.value for one in transformers.SchedulerType]


def _near(word: str, known: list[str]) -> str:
    close = get_close_matches(word, known, 1)
    return f" (did you mean {close[0]}?)" if close else ""
