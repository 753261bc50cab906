"""metrics.jsonl after a kill."""

from __future__ import annotations

import json
from pathlib import Path

from drift_recipes.metrics import append, cut


def test_cut_leaves_what_was_before_the_checkpoint(tmp_path: Path) -> None:
    path = tmp_path / "metrics.jsonl"
    for step in range(1, 5):
        append(path, step, {"loss": float(step)})
    append(path, 2, {"eval_loss": 9.0})
    with path.open("a") as file:
        file.write('{"step": 5, "lo')
    assert cut(path, 2) == {"step": 2, "loss": 2.0}
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    assert rows == [{"step": 1, "loss": 1.0}, {"step": 2, "loss": 2.0}, {"step": 2, "eval_loss": 9.0}]


def test_the_first_start_has_an_empty_file(tmp_path: Path) -> None:
    assert cut(tmp_path / "metrics.jsonl", 0) == {}
    assert (tmp_path / "metrics.jsonl").read_text() == ""


def test_what_is_no_number_is_null(tmp_path: Path) -> None:
    append(tmp_path / "metrics.jsonl", 1, {"loss": float("nan"), "grad_norm": float("inf"), "lr": 0.5})
    assert json.loads((tmp_path / "metrics.jsonl").read_text()) == {
        "step": 1,
        "loss": None,
        "grad_norm": None,
        "lr": 0.5,
    }
