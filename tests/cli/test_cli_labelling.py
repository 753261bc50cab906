"""drift-data label, fit and evaluate, as they are typed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from typer.testing import Result

Run = Callable[..., Result]
Golden = Callable[[str, Result], None]


def test_evaluate(run: Run, store: Path, tmp_path: Path, golden: Golden) -> None:
    labels = [("rail", 2, "dsat"), ("rail", 4, "sat"), ("soup", 2, "dsat"), ("soup", 4, "sat"), ("tram", 2, "dsat")]
    with (tmp_path / "labels.jsonl").open("w") as file:
        for conversation, turn, label in labels:
            row = {"conversation_id": conversation, "turn": turn, "label": label}
            file.write(json.dumps(row) + "\n")
        file.write(json.dumps({**row, "turn": 9, "confidence": "contested"}) + "\n")
    golden("evaluate", run("evaluate", "--labels", "labels.jsonl", "--examples", "1", "--store", store))
