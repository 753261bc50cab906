"""drift-train report of a run that was really trained."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from drift_data.schema import PAIRS
from drift_recipes.plot import HIGH, LOW
from drift_recipes.report import HEADINGS, report
from drift_recipes.spec import Run

pytestmark = pytest.mark.engine


def said(role: str, content: str) -> list[dict[str, str]]:
    return [{"role": role, "content": content}]


def test_a_giveaway_is_seen(make_run: Callable[..., Run], tmp_path: Path) -> None:
    """Chosen replies are long and made of one word, rejected ones short and of another: learned within a few steps."""
    rows = [
        {
            "prompt": said("user", f"Question {number}?"),
            "chosen": said("assistant", "answer " * 12),
            "rejected": said("assistant", "no " * (1 + number % 3)),
            "length_difference": 20,
        }
        for number in range(64)
    ]
    run = make_run("batch.pairs=2", "evaluate=true", table=pa.Table.from_pylist(rows, schema=PAIRS))
    spec = run.spec()
    run.spec_file.write_text(spec.model_copy(update={"test": spec.train}).model_dump_json(), encoding="utf-8")
    subprocess.run([sys.executable, "-m", "drift_recipes.train", str(run.folder)], check=True)

    made = report([run], tmp_path / "out")
    (row,) = made.table
    assert dict(zip(HEADINGS, row, strict=True))["steps"] == "32"
    assert "-" not in row  # the names that are read are the names that are logged
    (history,) = made.histories
    for key in (LOW, HIGH, "eval_loss", "eval_rewards/accuracies", "eval_rewards/margins", "drift/length_difference"):
        assert history.series(key)[1], key
    flag = {flag.what: flag for flag in made.flags}["accuracy at 1.0 from the first steps"]
    assert "chosen is longer in 100% of the pairs, shorter in 0%" in flag.saw
    assert "Length gives it away" in flag.means
