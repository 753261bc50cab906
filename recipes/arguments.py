"""A recipe in TRL's own words."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from drift_data.errors import DriftError
from drift_data.extras import need
from drift_recipes.names import name_faults, trainer_config
from drift_recipes.recipe import Recipe


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
    if faults := name_faults(recipe.model_dump()):
        raise DriftError(f"The recipe has {len(faults)} fault(s).", why="\n".join(faults))
    config = trainer_config(recipe.method)
    cpu = not torch.accelerator.is_available()
    if cpu and recipe.precision == "fp16":
        raise DriftError("There is no GPU, and fp16 needs one.", fix="precision=fp32, or precision=bf16.")
    if torch.cuda.device_count() > 1 and "WORLD_SIZE" not in os.environ:
        raise DriftError(
            f"One process sees {torch.cuda.device_count()} GPUs.",
            fix="Use them all: --accelerate multi_gpu\nOr one: CUDA_VISIBLE_DEVICES=0",
        )
    known = need("transformers.integrations", "train").get_available_reporting_integrations()
    if recipe.tracking != "none" and recipe.tracking not in known:
        raise DriftError(
            f"tracking={recipe.tracking} needs the package {recipe.tracking}.",
            fix=f"pip install {recipe.tracking}\nOr train without: tracking=none",
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
        "gradient_checkpointing_kwargs": _checkpointing(recipe),
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


def _checkpointing(recipe: Recipe) -> dict[str, Any] | None:
    """None where TRL has a way of its own: it warns when adapters under ZeRO-3 are told to do without reentry."""
    zero3 = os.environ.get("ACCELERATE_USE_DEEPSPEED") == "true" and (
        os.environ.get("ACCELERATE_DEEPSPEED_ZERO_STAGE") == "3"
    )
    return None if not recipe.gradient_checkpointing or (zero3 and recipe.lora) else {"use_reentrant": False}


def _loss(recipe: Recipe) -> dict[str, Any]:
    if recipe.method == "kto":
        return {"loss_type": recipe.loss.type}
    if recipe.loss.nll == 0:
        return {"loss_type": [recipe.loss.type]}
    return {"loss_type": [recipe.loss.type, "sft"], "loss_weights": [1.0, recipe.loss.nll]}
