"""What a run logged, read from its metrics.jsonl."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from drift_data.errors import DriftError
from drift_recipes.spec import Run

#: Begin and end of a run are means over this share of what it logged: one batch says little.
_TENTH = 0.1


class Ends(NamedTuple):
    """Means over the first and the last tenth of the logged steps."""

    first: float
    last: float


@dataclass(frozen=True)
class History:
    """
    Attributes:
        name: what the run is called in tables and figures.
        rows: one mapping of numbers per logged step, in order.
    """

    name: str
    run: Run
    rows: Sequence[dict[str, float]]

    @property
    def steps(self) -> int:
        """The last step that was logged."""
        return int(max(row["step"] for row in self.rows))

    def series(self, key: str) -> tuple[list[float], list[float]]:
        """(steps, values) of one metric, NaN included; empty where it was not logged."""
        found = [(row["step"], row[key]) for row in self.rows if key in row]
        return [step for step, _ in found], [value for _, value in found]

    def ends(self, key: str) -> Ends | None:
        """Begin and end of one metric; None where it was not logged, or was no number all the time."""
        values = [value for value in self.series(key)[1] if math.isfinite(value)]
        if not values:
            return None
        some = max(1, round(_TENTH * len(values)))
        return Ends(sum(values[:some]) / some, sum(values[-some:]) / some)


def read_history(run: Run, name: str) -> History:
    """The metrics of a run, finished or not. A last line that was half written is passed over.

    Raises:
        DriftError: there are none, or the file is damaged.
    """
    try:
        lines = run.metrics.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DriftError(
            f"{run.folder} has no metrics.",
            why=f"{run.metrics.name} is missing or cannot be read.",
            fix=f"drift-train resume {run.folder}" if run.spec_file.is_file() else "`drift-train ls` lists the runs.",
        ) from error
    rows = []
    for number, line in enumerate(lines, 1):
        row = _row(line)
        if row is not None:
            rows.append(row)
        elif number < len(lines):
            raise DriftError(
                f"{run.metrics} is damaged.", why=f"Line {number} is no step.", fix="Remove that line, or train again."
            )
    if not any("loss" in row for row in rows):
        raise DriftError(
            f"{run.folder} has no metrics yet.",
            why="No training step was logged.",
            fix=f"drift-train resume {run.folder}",
        )
    return History(name, run, rows)


def _row(line: str) -> dict[str, float] | None:
    """The numbers of a line; null is NaN. None where it is no step."""
    try:
        found = json.loads(line)
    except ValueError:
        return None
    if not isinstance(found, dict) or not isinstance(found.get("step"), int | float):
        return None
    numbers = {key: math.nan if value is None else value for key, value in found.items()}
    return {key: float(value) for key, value in numbers.items() if isinstance(value, int | float)}
