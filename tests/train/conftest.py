from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from toy_runs import Make, toy_feedback, toy_pairs

from drift_recipes.recipe import resolve
from drift_recipes.spec import Run, Spec


@pytest.fixture
def make_run(tmp_path: Path, tiny_policy: Path) -> Make:
    """A run folder: name of the recipe, then `key=value`."""

    def make(
        *overrides: str, recipe: str = "iter1", name: str = "run", table: pa.Table | None = None, **of: Any
    ) -> Run:
        rows = table if table is not None else (toy_feedback if recipe == "kto" else toy_pairs)(24)
        folder = tmp_path / name
        folder.mkdir()
        pq.write_table(rows, folder / "rows.parquet")
        shared = ("evaluate=false", "batch.pairs=4", "schedule.learning_rate=1e-3")
        given = {"test": [], "start": tiny_policy, "reference": tiny_policy, "cache": tmp_path / "reference", **of}
        spec = Spec(
            name=name,
            id="0123456789abcdef",
            recipe=resolve(recipe, "tiny", [f"base={tiny_policy}", *shared, *overrides]).recipe,
            train=[folder / "rows.parquet"],
            reference_identity=str(given["reference"]),
            **given,
        )
        (folder / "spec.json").write_text(spec.model_dump_json(), encoding="utf-8")
        (folder / "manifest.json").write_text(json.dumps({"id": spec.id}), encoding="utf-8")
        return Run(folder)

    return make
