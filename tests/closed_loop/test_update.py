"""The update that a round begins with: next to nothing where chosen and rejected have one law."""

from __future__ import annotations

import random
from pathlib import Path

import pyarrow as pa
import pytest
from closed_loop.update import first_update

from drift_data.schema import PAIRS
from drift_data.store import ParquetSink, Step, StepResult, Store

for package in ("torch", "transformers"):
    pytest.importorskip(package)

WORDS = ["ant", "bear", "cow", "deer", "eel", "fox"]


def write(store: Store, name: str, rejected: list[str]) -> None:
    """120 pairs, chosen any of the words, rejected any of those given."""
    rng = random.Random(1)
    rows = [
        {
            "pair_id": str(n),
            "prompt": [{"role": "user", "content": f"Name an animal, {n}."}],
            "chosen": [{"role": "assistant", "content": rng.choice(WORDS)}],
            "rejected": [{"role": "assistant", "content": rng.choice(rejected)}],
        }
        for n in range(120)
    ]

    def run(folder: Path) -> StepResult:
        with ParquetSink(folder, PAIRS) as sink:
            sink.write(pa.Table.from_pylist(rows, schema=PAIRS))
        return StepResult(len(rows), splits={"train": len(rows)})

    store.make(Step("toy", f"pairs-{name}", "1", (), {}, {"name": name}, PAIRS, run))


def test_one_law_gives_no_update(tmp_path: Path, tiny_policy: Path) -> None:
    store = Store(tmp_path)
    write(store, "alike", WORDS)
    write(store, "apart", ["zzz"])
    alike, apart = (first_update(tiny_policy, tmp_path, name) for name in ("alike", "apart"))
    assert apart["squared"] > 25 * abs(alike["squared"])
    assert apart["squared"] == pytest.approx(apart["plain"], rel=0.2)
    assert alike["plain"] > 4 * alike["squared"]  # what chance alone leaves
