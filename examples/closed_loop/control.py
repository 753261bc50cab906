"""Pairs that teach the wrong thing or nothing, to see that the experiment notices."""

from __future__ import annotations

import random
from pathlib import Path

import polars as pl

from drift_data.schema import PAIRS
from drift_data.store import ParquetSink, Step, StepResult, Store, load


def make_control(folder: Path, name: str, kind: str, seed: int) -> None:
    """The dataset pairs-KIND-NAME in the store of a folder.

    Args:
        name: of the iteration whose pairs are taken.
        kind: swapped, or random (each pair is swapped or not by the toss of a coin).
    """
    store = Store(folder / "drift-store")
    pairs = store.find(f"pairs-{name}")

    def run(made: Path) -> StepResult:
        rows = load(pairs).collect()
        coin = random.Random(seed)
        swap = pl.Series([kind == "swapped" or coin.random() < 0.5 for _ in range(len(rows))], dtype=pl.Boolean)
        rows = rows.with_columns(
            chosen=pl.when(swap).then("rejected").otherwise("chosen"),
            rejected=pl.when(swap).then("chosen").otherwise("rejected"),
        )
        with ParquetSink(made, PAIRS) as sink:
            sink.write(rows.to_arrow())
        return StepResult(len(rows), splits={"train": len(rows)})

    store.make(
        Step(
            name="control",
            dataset=f"pairs-{kind}-{name}",
            code="1",
            inputs=(),
            parents={"pairs": pairs},
            parameters={"kind": kind, "seed": seed},
            schema=PAIRS,
            run=run,
        )
    )
