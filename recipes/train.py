"""The training process: trains what a run folder says, or goes on with it where it was cut off.

python -m drift_recipes.train RUN_FOLDER
accelerate launch -m drift_recipes.train RUN_FOLDER
"""

from __future__ import annotations

import math
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from drift_data.errors import DriftError
from drift_data.extras import need
from drift_data.starter import end_with_starter
from drift_recipes import metrics, rows
from drift_recipes.arguments import arguments
from drift_recipes.finish import mark_done, write_model
from drift_recipes.recipe import Lora, Recipe
from drift_recipes.spec import WHOLE, Run, Spec


def train(folder: Path) -> None:
    """Train the run in a folder: model/ is there afterwards, and the manifest says `done`. A run that is done stays.

    Killed at any moment and called again, it goes on from the last whole checkpoint and reaches the same weights (bit
    for bit on a processor with as many threads).

    Raises:
        DriftError: the folder is no run, the data are empty or do not fit, TRL refuses an option, memory does not do.
    """
    run = Run(folder)
    if run.done:
        return
    spec = run.spec()
    _quiet()
    # Transformers fills the weights with zeros in all processes but one, for FSDP to send them there. TRL splits the
    # reference without sending, so its log-probabilities would be those of zeros. `accelerate config` asks for this.
    os.environ["FSDP_CPU_RAM_EFFICIENT_LOADING"] = "false"
    try:
        trainer = _trainer(run, spec)
        checkpoint = _resume(run, trainer)
        # Computing log-probabilities of the reference draws random numbers, reading them does not.
        need("transformers", "train").set_seed(spec.recipe.schedule.seed)
        trainer.train(resume_from_checkpoint=str(checkpoint) if checkpoint else None)
    except RuntimeError as error:
        if not _out_of_memory(error):
            raise
        raise DriftError(
            "Memory does not do for the longest batch.", why=str(error).split("\n")[0], fix=_advice(spec.recipe)
        ) from error
    trained = run.checkpoints / "trained"
    trainer.save_model(str(trained), _internal_call=True)
    trainer.accelerator.wait_for_everyone()
    if trainer.is_world_process_zero():
        write_model(run, spec, trained)
        mark_done(run, rows.left_out(run.checkpoints / "rows"))
        shutil.rmtree(run.checkpoints)
    trainer.accelerator.wait_for_everyone()


def _trainer(run: Run, spec: Spec) -> Any:
    for package in ("torch", "trl", "datasets", "accelerate"):
        need(package, "train")
    from drift_recipes import trainers

    recipe, terminal = spec.recipe, sys.stderr.isatty()
    options = arguments(recipe, run.checkpoints, spec.name, terminal, spec.trust_remote_code)
    options.model_init_kwargs = {"dtype": "float32", **(options.model_init_kwargs or {})}
    transformers = need("transformers", "train")
    # Below the checkpoints: the rows hold text of the logs, and go with them.
    scratch = run.checkpoints / "rows"
    with options.main_process_first():
        data = _rows(spec, spec.train, scratch)
        test = _rows(spec, spec.test, scratch) if recipe.evaluate and spec.test else None
    reference = _reference(spec, options)
    fsdp = os.environ.get("ACCELERATE_USE_FSDP", "").lower() == "true"
    options.precompute_ref_log_probs = recipe.precomputes(fsdp, same=reference is None)
    if recipe.method == "kto":
        # TRL takes the rows as they lie, since it pairs neighbours for the KL term; in the log they lie by time.
        data = data.shuffle(seed=recipe.schedule.seed, keep_in_memory=True)
        _balance(options, recipe, data)
    trainer = (trainers.DPO if recipe.method == "dpo" else trainers.KTO)(
        model=str(spec.start),
        ref_model=reference,
        args=options,
        train_dataset=data,
        eval_dataset=test,
        processing_class=transformers.AutoTokenizer.from_pretrained(
            spec.start, trust_remote_code=spec.trust_remote_code
        ),
        recipe=recipe,
        cache=spec.cache,
        reference=spec.reference_identity,
        **_adapters(recipe.lora),
    )
    if options.precompute_ref_log_probs:
        trainer.ref_model = None  # its log-probabilities are known: its memory is free
    _strategy(options, recipe, len(trainer.train_dataset), test is not None)
    trainer.remove_callback(transformers.PrinterCallback)
    trainer.remove_callback(transformers.ProgressCallback)
    for callback in trainer.callback_handler.callbacks:
        if isinstance(callback, transformers.integrations.TensorBoardCallback) and callback.logging_dir is None:
            callback.logging_dir = str(run.tensorboard)  # else in the checkpoints, which go when the run is done
    trainer.add_callback(trainers.MetricsFile(run.metrics))
    trainer.add_callback(trainers.LongestBatch(trainer))
    if terminal:
        trainer.add_callback(trainers.Progress())
    return trainer


def _rows(spec: Spec, files: Sequence[Path], scratch: Path) -> Any:
    if spec.recipe.method == "dpo":
        return rows.pairs(files, scratch)
    return rows.reactions(files, scratch, spec.start, spec.recipe.budget.max_length)


def _reference(spec: Spec, options: Any) -> Any:
    """None where it is the start model: TRL has that."""
    if spec.reference.resolve() == spec.start.resolve():
        return None
    from trl.trainer.utils import create_model_from_path

    return create_model_from_path(
        str(spec.reference),
        trust_remote_code=spec.trust_remote_code,
        # Each of several processes has a GPU of its own; a model spread over all of them would be in the way.
        **({"device_map": None} if "WORLD_SIZE" in os.environ else {}),
        **options.model_init_kwargs,
    )


def _adapters(lora: Lora | None) -> dict[str, Any]:
    if lora is None:
        return {}
    config = need("peft", "train").LoraConfig(
        r=lora.rank,
        lora_alpha=lora.alpha,
        lora_dropout=lora.dropout,
        target_modules=lora.targets,
        task_type="CAUSAL_LM",
    )
    if lora.quantize is None:
        return {"peft_config": config}
    torch, transformers = need("torch", "train"), need("transformers", "train")
    if not torch.cuda.is_available():
        raise DriftError("lora.quantize needs a GPU.", fix="Take lora.quantize out of the recipe.")
    need("bitsandbytes", "train")
    bits = transformers.BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_compute_dtype=torch.bfloat16,
        bnb_4bit_use_double_quant=True,
    )
    return {"peft_config": config, "quantization_config": bits}


def _balance(options: Any, recipe: Recipe, data: Any) -> None:
    """Liked and disliked replies weigh the same in sum, unless the recipe says otherwise (arXiv 2402.01306, eq. 8)."""
    if {"desirable_weight", "undesirable_weight"} & set(recipe.trl):
        return
    liked = sum(data["label"])
    disliked = len(data) - liked
    options.desirable_weight = round(max(1.0, max(disliked, 1) / max(liked, 1)), 2)
    options.undesirable_weight = round(max(1.0, max(liked, 1) / max(disliked, 1)), 2)


def _strategy(options: Any, recipe: Recipe, count: int, evaluate: bool) -> None:
    """When to save and to evaluate: so often in each epoch."""
    batches = math.ceil(count / (options.train_batch_size * options.world_size))
    updates = math.ceil(batches / options.gradient_accumulation_steps)
    steps = math.ceil(updates / max(1, recipe.checkpoints))
    for key in ("save_steps", "eval_steps"):
        if key not in recipe.trl:
            setattr(options, key, steps)
    if evaluate and "eval_strategy" not in recipe.trl:
        options.eval_strategy = need("transformers", "train").trainer_utils.IntervalStrategy.STEPS


def _resume(run: Run, trainer: Any) -> Path | None:
    """The last whole checkpoint; what is no whole one is removed, and metrics after it."""
    with trainer.args.main_process_first():
        found = sorted(run.checkpoints.glob("checkpoint-*"), key=lambda folder: int(folder.name.rpartition("-")[2]))
        whole = [folder for folder in found if (folder / WHOLE).is_file()]
        if trainer.is_world_process_zero():
            for folder in set(found) - set(whole[-1:]):
                shutil.rmtree(folder)
            step = int(whole[-1].name.rpartition("-")[2]) if whole else 0
            last = metrics.cut(run.metrics, step)
            trainer._total_train_tokens = last.get("num_tokens", 0)
    return whole[-1] if whole else None


def _out_of_memory(error: RuntimeError) -> bool:
    torch = need("torch", "train")
    return isinstance(error, torch.OutOfMemoryError) or "can't allocate memory" in str(error)


def _advice(recipe: Recipe) -> str:
    """What takes less memory, the cheapest first."""
    batch, steps = recipe.batch, []
    for pairs in range(batch.pairs // 2, recipe.least_pairs - 1, -1):
        if batch.pairs % pairs == 0:
            more = batch.accumulate * batch.pairs // pairs
            steps.append(f"batch.pairs={pairs} batch.accumulate={more} (the same batch)")
            break
    if not recipe.gradient_checkpointing:
        steps.append("gradient_checkpointing=true")
    if not recipe.precompute_reference:
        steps.append("precompute_reference=true")
    if recipe.lora is None:
        steps.append("lora.rank=16 (adapters only)")
    return "\n".join([*steps, "--accelerate fsdp2 (over several GPUs)"])


def _quiet() -> None:
    """Bars only where somebody is watching."""
    if sys.stderr.isatty() and os.environ.get("LOCAL_RANK", "0") == "0":
        return
    os.environ["TQDM_DISABLE"] = "1"
    need("datasets", "train").disable_progress_bars()
    need("transformers", "train").utils.logging.disable_progress_bar()


def main() -> None:
    """Train the run named on the command line."""
    if len(sys.argv) != 2:
        sys.exit("usage: python -m drift_recipes.train RUN_FOLDER")
    end_with_starter()
    try:
        train(Path(sys.argv[1]))
    except KeyboardInterrupt:
        sys.exit(130)
    except DriftError as error:
        sys.exit(str(error) if os.environ.get("RANK", "0") == "0" else 1)


if __name__ == "__main__":
    main()
