"""A recipe in TRL's own words."""

from __future__ import annotations

import dataclasses
import os
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from drift_data.errors import DriftError
from drift_data.extras import need
from drift_recipes.recipe import Recipe

#: What a run relies on: where things are, what is kept, the order of the rows.
_OURS = ("output_dir", "save_total_limit", "push_to_hub", "load_best_model_at_end", "train_sampling_strategy")


def arguments(recipe: Recipe, output: Path, name: str, terminal: bool, trust_remote_code: bool = False) -> Any:
    """DPOConfig or KTOConfig of a recipe; `trl` of the recipe is laid over all else.

    Args:
        output: where checkpoints go.
        name: of the run, for a tracker.
        terminal: somebody is watching.

    Raises:
        DriftError: TRL knows no such option, or refuses its value; this machine cannot run it.
    """
    torch = need("torch", "train")
    check_names(recipe)
    config = _config(recipe)
    cpu = not torch.accelerator.is_available()
    if cpu and recipe.precision == "fp16":
        raise DriftError("There is no GPU, and fp16 needs one.", fix="precision=fp32, or precision=bf16.")
    if torch.cuda.device_count() > 1 and "WORLD_SIZE" not in os.environ:
        raise DriftError(
            f"One process sees {torch.cuda.device_count()} GPUs.",
            fix="Use them all: --accelerate multi_gpu\nOr one: CUDA_VISIBLE_DEVICES=0",
        )
    values: dict[str, Any] = {
        "output_dir": str(output),
        "run_name": name,
        "beta": recipe.loss.beta,
        **_loss(recipe),
        "num_train_epochs": recipe.schedule.epochs,
        "learning_rate": recipe.schedule.learning_rate,
        "lr_scheduler_type": recipe.schedule.scheduler,
        "warmup_steps": recipe.schedule.warmup,  # below 1 it is a share of the steps
        "optim": recipe.schedule.optimizer,
        "seed": recipe.schedule.seed,
        "per_device_train_batch_size": recipe.batch.pairs,
        "per_device_eval_batch_size": recipe.batch.pairs,
        "gradient_accumulation_steps": recipe.batch.accumulate,
        "max_length": recipe.budget.max_length,
        "bf16": recipe.precision == "bf16",
        "fp16": recipe.precision == "fp16",
        "use_cpu": cpu,
        "gradient_checkpointing": recipe.gradient_checkpointing,
        "gradient_checkpointing_kwargs": {"use_reentrant": False} if recipe.gradient_checkpointing else None,
        # TRL switches all dropout off, that of the adapters too.
        "disable_dropout": recipe.lora is None or recipe.lora.dropout == 0,
        "precompute_ref_log_probs": recipe.precompute_reference,
        "trust_remote_code": trust_remote_code,
        "report_to": recipe.tracking,
        "logging_steps": 1,  # so that the gradient norm that is logged is that of the pairs that are logged
        "logging_nan_inf_filter": False,  # a loss that is NaN is to be seen
        "save_strategy": "steps" if recipe.checkpoints else "no",
        "eval_strategy": "no",
        "disable_tqdm": not terminal,
        "dataloader_pin_memory": not cpu,  # without a GPU torch warns of it
        "ddp_find_unused_parameters": False,  # every weight has a gradient; torch warns of looking for others
    }
    try:
        return config(**(values | recipe.trl))
    except (ValueError, TypeError, ImportError) as error:
        raise DriftError("TRL refuses the recipe.", why=str(error).split("\n")[0]) from error


def check_names(recipe: Recipe) -> None:
    """Whether TRL knows what the recipe passes through.

    Raises:
        DriftError: all that it does not know, or that drift sets itself.
    """
    if not recipe.trl:
        return  # TRL takes seconds to import
    config = _config(recipe)
    known = {field.name for field in dataclasses.fields(config) if field.init}
    faults, fixes = [], []
    for key in recipe.trl:
        nearest = get_close_matches(key, known, 1)
        if key in _OURS:
            faults.append(f"trl.{key} is set by drift.")
            fixes.append(f"Take trl.{key} out of the recipe.")
        elif key not in known:
            faults.append(f"{config.__name__} of TRL {need('trl', 'train').__version__} has no option {key!r}.")
            fixes.append(f"Did you mean trl.{nearest[0]}?" if nearest else f"Take trl.{key} out of the recipe.")
    if faults:
        raise DriftError(" ".join(faults), fix="\n".join(fixes))


def _config(recipe: Recipe) -> Any:
    trl = need("trl", "train")
    return trl.DPOConfig if recipe.method == "dpo" else trl.KTOConfig


def _loss(recipe: Recipe) -> dict[str, Any]:
    if recipe.method == "kto":
        return {"loss_type": recipe.loss.type}
    if recipe.loss.nll == 0:
        return {"loss_type": [recipe.loss.type]}
    return {"loss_type": [recipe.loss.type, "sft"], "loss_weights": [1.0, recipe.loss.nll]}
