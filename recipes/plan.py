"""What a run would be, before any model is loaded: steps, tokens, and an estimate of the memory."""

from __future__ import annotations

import json
import math
import struct
from dataclasses import dataclass
from functools import reduce
from operator import mul
from pathlib import Path
from typing import Any, Literal

import polars as pl

from drift_recipes.chain import Link
from drift_recipes.recipe import Recipe

#: What an optimizer keeps per trained weight, in numbers of the weight's own type; AdamW's two where it is another.
_STATES = {"rmsprop": 1.0, "sgd": 0.0, "adagrad": 1.0, "adafactor": 0.0, "lion_32bit": 1.0}
_BYTES = {"bf16": 2, "fp16": 2, "fp32": 4}
_SHORT = {"bfloat16": "bf16", "float16": "fp16"}

#: What splits a model over devices.
Split = Literal["fsdp", "zero3"]


@dataclass(frozen=True)
class Memory:
    """An estimate, in bytes per device.

    P weights, of which T are trained, are held in float32, or in `trl.model_init_kwargs.dtype`: m bytes each (frozen
    ones of QLoRA 0.5). They are computed with in w bytes (2 for bf16 and fp16, 4 for fp32). n tokens are in the
    longest batch that can come: two sequences for each pair.

        weights      P m, with T w more where w is not m (autocast's copies), and P m more for a reference in memory
        gradients    T m
        optimizer    T m times 2 for AdamW, 1 for RMSprop
        activations  n h w (layers + 17) with checkpointing, else 17 n h w layers (Korthikanti et al. 2022, arXiv
                     2205.05198, equation 1 without the attention scores); and 3 * 4 n vocabulary, three copies of
                     the logits

    The first three are split over the devices by fsdp2 and zero3. What the framework itself takes (about 1 GB on a GPU)
    comes on top.
    """

    weights: int
    gradients: int
    optimizer: int
    activations: int

    @property
    def total(self) -> int:
        return self.weights + self.gradients + self.optimizer + self.activations


@dataclass(frozen=True)
class Plan:
    """
    Attributes:
        rows: of the train split.
        test_rows: of the test split.
        batch: rows per update, of all devices together.
        steps: updates.
        tokens: of one epoch, the prompt once for each reply; None where the data does not count them.
        longest: tokens of the longest sequence; `budget.max_length` where the data does not count them.
        too_long: rows that do not fit into `budget.max_length`; training refuses them.
        dropped: reason -> rows that were left out when the pairs were made.
        devices: how many.
        precomputed: log-probabilities of the reference are computed once, before training; else at each step.
        memory: None where the model's files do not tell.
    """

    rows: int
    test_rows: int
    batch: int
    steps: int
    tokens: int | None
    longest: int
    too_long: int
    dropped: dict[str, int]
    devices: int
    precomputed: bool
    memory: Memory | None


def plan(found: Link, devices: int = 1, split: Split | None = None) -> Plan:
    """What the run would be; reads no weights and none of the texts.

    Args:
        devices: that train.
        split: what splits weights, gradients and optimizer over them.
    """
    recipe, data = found.resolved.recipe, found.data
    lengths = _lengths(data.files("train"), recipe)
    rows = lengths.height
    # As Transformers counts: batches of each device, the last one perhaps short, then updates of so many batches.
    batches = math.ceil(rows / (recipe.batch.pairs * devices))
    per_epoch = max(1, math.ceil(batches / recipe.batch.accumulate)) if rows else 0
    counted = "longest" in lengths.columns and rows > 0
    longest = int(lengths["longest"].max() or 0) if counted else recipe.budget.max_length  # type: ignore[arg-type]
    longest = min(longest, recipe.budget.max_length)
    return Plan(
        rows=rows,
        test_rows=_lengths(data.files("test"), recipe).height if recipe.evaluate else 0,
        batch=recipe.batch.pairs * recipe.batch.accumulate * devices,
        steps=int(recipe.trl.get("max_steps", 0)) or math.ceil(recipe.schedule.epochs * per_epoch),
        tokens=int(lengths["both"].sum()) if counted else None,
        longest=longest,
        too_long=lengths.filter(pl.col("longest") > recipe.budget.max_length).height if counted else 0,
        dropped=dict(data.manifest.dropped),
        devices=devices,
        precomputed=recipe.precomputes(split == "fsdp", same=found.reference.folder == found.start.folder),
        memory=_memory(found, longest, devices if split else 1),
    )


def _lengths(files: list[Path], recipe: Recipe) -> pl.DataFrame:
    """A row for each that is trained on: tokens of its longer sequence, and of both together."""
    if not files:
        return pl.DataFrame()
    data = pl.scan_parquet(files)
    if recipe.method == "kto":
        return data.filter(pl.col("label").is_in(["dsat", "sat"])).select("label").collect()
    names = data.collect_schema().names()
    if "prompt_tokens" not in names:  # a dataset from elsewhere
        return data.select(names[0]).collect()
    prompt, chosen, rejected = (pl.col(f"{side}_tokens") for side in ("prompt", "chosen", "rejected"))
    longer = pl.max_horizontal(chosen, rejected)
    return data.select(longest=prompt + longer, both=2 * prompt + chosen + rejected).collect()


def _memory(found: Link, longest: int, shards: int) -> Memory | None:
    recipe = found.resolved.recipe
    config = json.loads((found.start.folder / "config.json").read_text(encoding="utf-8"))
    config = config.get("text_config", config)
    weights = count_weights(found.start.folder)
    needed = ("hidden_size", "num_hidden_layers", "vocab_size")
    if weights is None or any(key not in config for key in needed):
        return None
    hidden, layers, vocabulary = (int(config[key]) for key in needed)
    width = _BYTES[recipe.precision]
    own = _BYTES[_SHORT.get(str((recipe.trl.get("model_init_kwargs") or {}).get("dtype")), "fp32")]
    trained, frozen = (_adapter_weights(config, recipe), weights) if recipe.lora else (weights, 0)
    held = trained * own + frozen * (0.5 if recipe.lora and recipe.lora.quantize else own)
    if width != own:
        held += trained * width
    if not recipe.precompute_reference and not recipe.lora:  # with adapters the reference is the model without them
        held += weights * own
    tokens = longest * recipe.batch.pairs * (1 if recipe.method == "kto" else 2)
    kept = layers + 17 if recipe.gradient_checkpointing else 17 * layers
    states = _STATES.get(recipe.schedule.optimizer, 2.0)
    return Memory(
        weights=round(held / shards),
        gradients=round(trained * own / shards),
        optimizer=round(trained * own * states / shards),
        activations=tokens * (hidden * width * kept + 3 * 4 * vocabulary),
    )


def _adapter_weights(config: dict[str, Any], recipe: Recipe) -> int:
    """Weights of the adapters on all linear layers of a Llama-like model, or a share of it for fewer targets."""
    assert recipe.lora is not None
    hidden, inner = int(config["hidden_size"]), int(config.get("intermediate_size", 4 * config["hidden_size"]))
    heads = int(config.get("num_attention_heads", 1))
    head = int(config.get("head_dim") or hidden // heads)
    keys = head * int(config.get("num_key_value_heads", heads))
    linear = {
        "q_proj": hidden + heads * head,
        "k_proj": hidden + keys,
        "v_proj": hidden + keys,
        "o_proj": heads * head + hidden,
        "gate_proj": hidden + inner,
        "up_proj": hidden + inner,
        "down_proj": inner + hidden,
    }
    targets = recipe.lora.targets
    wanted = linear if isinstance(targets, str) else {name: linear.get(name, 0) for name in targets}
    return recipe.lora.rank * sum(wanted.values()) * int(config["num_hidden_layers"])


def count_weights(folder: Path) -> int | None:
    """How many weights a model has, from the headers of its safetensors files; None where there is none of them."""
    files = sorted(folder.glob("*.safetensors"))
    return sum(map(_count, files)) if files else None


def _count(file: Path) -> int:
    # The format: 8 bytes with the length of the header, little-endian, then the header as JSON.
    with file.open("rb") as opened:
        (length,) = struct.unpack("<Q", opened.read(8))
        header = json.loads(opened.read(length))
    return sum(reduce(mul, about["shape"], 1) for name, about in header.items() if name != "__metadata__")
