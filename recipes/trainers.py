"""TRL's trainers with what a run of drift adds. Imports TRL, so import this inside a function.

Added are: nothing is cut, the order of the rows depends on the seed and the epoch alone, log-probabilities of the
reference are kept on disk, a checkpoint is whole or does not count, diagnostics, metrics.jsonl, no telemetry.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from datasets import Dataset, concatenate_datasets
from transformers import ProgressCallback, Trainer, TrainerCallback
from transformers.trainer_pt_utils import get_length_grouped_indices
from trl import DPOTrainer, KTOTrainer

from drift_data.errors import DriftError
from drift_data.store.fingerprint import fingerprint
from drift_recipes.diagnostics import Seen, measure
from drift_recipes.metrics import append
from drift_recipes.recipe import Recipe
from drift_recipes.rows import lengths
from drift_recipes.spec import WHOLE


class _Run(Trainer):
    """What both trainers do alike.

    Args:
        recipe: of the run.
        cache: where log-probabilities of the reference are kept.
        reference: what identifies the reference model.
    """

    _total_train_tokens: float

    def __init__(self, *args: Any, recipe: Recipe, cache: Path, reference: str, **kwargs: Any) -> None:
        self.recipe, self.cache, self.reference = recipe, cache, reference
        #: While training, and while evaluating, since the last log.
        self.seen: dict[bool, list[Seen]] = {True: [], False: []}
        super().__init__(*args, **kwargs)

    def _send_telemetry(self) -> None:
        """Nothing about a run leaves the machine."""

    def _prepare_dataset(self, dataset: Dataset, processing_class: Any, args: Any, dataset_name: str) -> Dataset:
        # TRL leaves out, or cuts, what is longer than max_length, and says nothing. So it is not told.
        limit, args.max_length = args.max_length, None
        try:
            rows = super()._prepare_dataset(dataset, processing_class, args, dataset_name)
        finally:
            args.max_length = limit
        over = [length for length in lengths(rows) if limit is not None and length > limit]
        if over:
            raise DriftError(
                f"{len(over)} of {len(rows)} rows of the {dataset_name} split do not fit into {limit} tokens.",
                why=f"The longest has {max(over)} with its reply. Nothing is cut in training.",
                fix=f"budget.max_length={max(over)}, or make the pairs with pair.budget.total: {limit}",
            )
        return rows

    def _precompute_ref_logps(self, dataset: Dataset, name: str, batch_size: int) -> Dataset:
        kept = self.cache / f"{self._reference_key(dataset)}.parquet"
        if not kept.is_file():
            if name == "train" and self.ref_model is None and not (self.is_deepspeed_enabled or self.is_fsdp_enabled):
                self._try_longest()
            whole = super()._precompute_ref_logps(dataset, name, batch_size)
            if self.accelerator.is_main_process:
                self.cache.mkdir(parents=True, exist_ok=True)
                aside = kept.with_suffix(".new")
                whole.remove_columns(dataset.column_names).to_parquet(aside)
                aside.replace(kept)
            self.accelerator.wait_for_everyone()
        # Read back, so that the first run and later ones see the same.
        found = Dataset.from_parquet(str(kept), keep_in_memory=True, cache_dir=str(Path(self.args.output_dir) / "rows"))
        return concatenate_datasets([dataset, found], axis=1)

    def _reference_key(self, dataset: Dataset) -> str:
        """16 hex digits of the reference, the tokens, and how it computes: the same in every process of a run.

        With adapters the reference is the start model without them, held in 4 bits where they train on that.
        """
        tokens = hashlib.sha256()
        for name in sorted(column for column in dataset.column_names if column.endswith("_ids")):
            for ids in dataset.select_columns([name]).with_format("arrow").iter(1000):
                tokens.update(ids[name].combine_chunks().flatten().to_numpy(zero_copy_only=False).tobytes())
                tokens.update(ids[name].combine_chunks().value_lengths().to_numpy(zero_copy_only=False).tobytes())
        return fingerprint(
            [
                *(self.reference, tokens.hexdigest(), self.args.max_length, self.recipe.precision),
                getattr(self.args, "ld_alpha", None),
                self.recipe.lora and self.recipe.lora.quantize,
                # Not `args.model_init_kwargs`: its values need not be JSON.
                self.recipe.trl.get("model_init_kwargs"),
            ]
        )

    def _save_checkpoint(self, model: Any, trial: Any) -> None:
        Trainer._save_checkpoint(self, model, trial)  # TRL's writes a model card too
        self.accelerator.wait_for_everyone()
        if self.args.should_save:
            newest = Path(self.args.output_dir) / f"checkpoint-{self.state.global_step}"
            (newest / WHOLE).touch()
            for folder in Path(self.args.output_dir).glob("checkpoint-*"):
                if folder != newest:
                    shutil.rmtree(folder)

    def _try_longest(self) -> None:
        """Computes the gradient of the longest batch: the pass over all rows may take hours, and this may not fit.

        It is thrown away, so zeros do for the reference. Only where the model is on its device already, and no other
        one beside it that is gone in training.
        """
        count = min(self.args.per_device_train_batch_size, len(self.train_dataset))
        batch = self.longest(count)
        zeros = torch.zeros(count, device=self.args.device)
        batch |= dict.fromkeys(("ref_chosen_logps", "ref_rejected_logps", "ref_logps", "ref_KL_logps"), zeros)
        training = [module for module in self.model.modules() if module.training]
        if self.args.gradient_checkpointing:
            self.model.gradient_checkpointing_enable(self.args.gradient_checkpointing_kwargs)
        self.model.train()
        with self.thrown_away(), self.accelerator.autocast():
            self._compute_loss(self.model, batch, return_outputs=False).backward()
        if self.args.gradient_checkpointing:
            self.model.gradient_checkpointing_disable()
        self.model.eval()
        for module in training:
            module.training = True

    @contextmanager
    def thrown_away(self) -> Iterator[None]:
        """What is computed within changes no random number and no metric, and its gradients go."""
        metrics = {name: list(values) for name, values in self._metrics["train"].items()}
        tokens, seen = self._total_train_tokens, list(self.seen[True])
        devices = [torch.cuda.current_device()] if torch.cuda.is_available() else []
        with torch.random.fork_rng(devices=devices):
            yield
        self.model_wrapped.zero_grad()
        self._metrics["train"].clear()
        self._metrics["train"].update(metrics)
        self._total_train_tokens = tokens
        self.seen[True] = seen

    def longest(self, count: int) -> dict[str, Any]:
        """The batch that takes most memory."""
        rows = self.train_dataset
        size = lengths(rows)
        numbers = sorted(range(len(rows)), key=size.__getitem__, reverse=True)[:count]
        rows = self._remove_unused_columns(rows.select(numbers), "longest")
        batch: dict[str, Any] = self._prepare_inputs(self.data_collator([rows[number] for number in range(len(rows))]))
        return batch


class _Order(torch.utils.data.Sampler[int]):
    """The rows of an epoch in an order that depends on seed and epoch alone, so that a resumed run takes the same."""

    def __init__(self, size: list[int], group: int | None, seed: int, epoch: Callable[[], int]) -> None:
        self.size, self.group, self.seed, self.epoch = size, group, seed, epoch

    def __len__(self) -> int:
        return len(self.size)

    def __iter__(self) -> Iterator[int]:
        generator = torch.Generator().manual_seed(self.seed + self.epoch())
        if self.group is None:
            return iter(torch.randperm(len(self.size), generator=generator).tolist())
        return iter(get_length_grouped_indices(self.size, self.group, generator=generator))


class DPO(_Run, DPOTrainer):
    """DPOTrainer that sees each pair."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Where TRL has not computed them before training, `_compute_loss` below puts them into each batch.
        self.precompute_ref_logps: bool = True

    def _get_train_sampler(self, train_dataset: Dataset | None = None) -> _Order:
        group = self.args.train_batch_size * self.args.gradient_accumulation_steps * self.args.world_size
        return _Order(
            lengths(self.train_dataset),
            group if self.recipe.batch.group_by_length else None,
            self.args.seed,
            lambda: int(self.state.epoch or 0),
        )

    def _compute_loss(self, model: Any, inputs: dict[str, Any], return_outputs: bool) -> Any:
        if "ref_chosen_logps" not in inputs:
            chosen, rejected = self.compute_ref_log_probs(self.ref_model or self.model, inputs)
            inputs = inputs | {"ref_chosen_logps": chosen, "ref_rejected_logps": rejected}
        logps: list[torch.Tensor] = []
        weights = self._token_weights(inputs["completion_mask"])

        def watched(*args: Any, **kwargs: Any) -> Any:
            outputs = model(*args, **kwargs)
            found = outputs.log_probs.detach().float()  # 0 outside the replies
            logps.append((found if weights is None else found[:, -weights.shape[1] :] * weights).sum(dim=1))
            return outputs

        loss = super()._compute_loss(watched, inputs, return_outputs)
        chosen, rejected = logps[0].chunk(2)
        tokens_of_chosen, tokens_of_rejected = inputs["completion_mask"].sum(dim=1).chunk(2)
        seen = torch.stack(
            [
                chosen - inputs["ref_chosen_logps"],
                rejected - inputs["ref_rejected_logps"],
                (tokens_of_chosen - tokens_of_rejected).float(),
            ],
            dim=1,
        )
        self.seen[self.model.training] += [Seen(*pair) for pair in self.accelerator.gather(seen).tolist()]
        return loss

    def _token_weights(self, replies: torch.Tensor) -> torch.Tensor | None:
        """With `ld_alpha`: 1 for as many tokens as the shorter reply of a pair has, `ld_alpha` for those after them."""
        if self.ld_alpha is None:
            return None
        mask = replies[:, 1:]
        shorter = torch.minimum(*mask.sum(dim=1).chunk(2)).repeat(2).unsqueeze(1)
        return torch.where(mask.cumsum(dim=1) > shorter, self.ld_alpha, 1.0)

    def log(self, logs: dict[str, float], start_time: float | None = None) -> None:
        training = self.model.training
        if self.seen[training]:
            found = measure(self.seen[training], self.beta, self.recipe.tau, logs.get("grad_norm"))
            logs |= found if training else {f"eval_{name}": value for name, value in found.items()}
            self.seen[training].clear()
        super().log(logs, start_time)


class KTO(_Run, KTOTrainer):
    """KTOTrainer."""


class LongestBatch(TrainerCallback):
    """Computes the gradient of the longest batch once, and throws it away: if memory does not do, it is known now.

    After the first update, since only then the optimizer has its state, which is memory too. No weight, no random
    number and no metric is changed.
    """

    def __init__(self, trainer: Any) -> None:
        self.trainer, self.done = trainer, False

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        # DeepSpeed updates the weights within the backward pass.
        if self.done or self.trainer.is_deepspeed_enabled:
            return
        self.done = True
        with self.trainer.thrown_away():
            batch = self.trainer.longest(args.per_device_train_batch_size)
            self.trainer.training_step(self.trainer.model_wrapped, batch)


class MetricsFile(TrainerCallback):
    """Writes what is logged into metrics.jsonl."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def on_log(self, args: Any, state: Any, control: Any, logs: dict[str, Any] | None = None, **kwargs: Any) -> None:
        if state.is_world_process_zero and logs:
            append(self.path, state.global_step, logs)


class Progress(ProgressCallback):
    """A bar; what is logged is in metrics.jsonl."""

    def on_log(self, args: Any, state: Any, control: Any, logs: dict[str, Any] | None = None, **kwargs: Any) -> None:
        if self.training_bar is not None and logs and "loss" in logs:
            self.training_bar.set_postfix(loss=f"{logs['loss']:.3f}")
