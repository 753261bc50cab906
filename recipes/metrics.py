"""metrics.jsonl: one JSON object per logged step, written as it comes."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def append(path: Path, step: int, logs: Mapping[str, Any]) -> None:
    """Add a line. What is no finite number is null: JSON has no NaN."""
    row = {"step": step} | {
        key: None if isinstance(value, float) and not math.isfinite(value) else value for key, value in logs.items()
    }
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(row, allow_nan=False) + "\n")


def cut(path: Path, step: int) -> dict[str, Any]:
    """Leave what was logged up to a step: the steps after it are gone through again.

    Returns:
        The last line that is left; empty where there is none.
    """
    kept = [row for row in _rows(path) if row["step"] <= step and "train_runtime" not in row]
    aside = path.with_name(f"{path.name}.new")
    aside.write_text("".join(json.dumps(row) + "\n" for row in kept), encoding="utf-8")
    aside.replace(path)
    # An evaluation logs less than a step.
    return next((row for row in reversed(kept) if "loss" in row), {})


def _rows(path: Path) -> list[dict[str, Any]]:
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
        try:
            rows.append(json.loads(line))
        except ValueError:  # killed while it was written
            break
    return rows
