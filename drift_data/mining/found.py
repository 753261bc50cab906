"""What a run of mining found, counted as it streams by."""

from __future__ import annotations

from collections import Counter

import pyarrow as pa
import pyarrow.compute as pc

from drift_data.arrow import array
from drift_data.mining.scorer import SIDES

LABELS = ("dsat", "sat", "mixed", "neutral")
#: The table of a version of feedback with what the probabilities say of it, a row a side: how many are called so, the
#: share of these that shall be it, and the share of all reactions that shall be it.
EXPECTED = "Expected"


class Found:
    """Sums over batches of `feedback`."""

    def __init__(self) -> None:
        self._labels: Counter[str] = Counter()
        self._signals: Counter[str] = Counter()
        self._probability = dict.fromkeys(SIDES, 0.0)
        self._called = dict.fromkeys(SIDES, (0, 0.0))

    def add(self, batch: pa.RecordBatch) -> None:
        """Count rows."""
        _count(batch["label"], self._labels)
        _count(batch["signals"].flatten().field("name"), self._signals)
        for side in SIDES:
            score = batch[f"{side}_score"]
            called = score.filter(pc.is_in(batch["label"], array([side, "mixed"], pa.string())))
            self._probability[side] += pc.sum(score).as_py() or 0.0
            number, probability = self._called[side]
            self._called[side] = (number + len(called), probability + (pc.sum(called).as_py() or 0.0))

    def counts(self) -> dict[str, int]:
        """Reactions by label, and by signal that fired."""
        labels = {f"label {label}": self._labels[label] for label in LABELS}
        return labels | {f"signal {name}": count for name, count in sorted(self._signals.items())}

    def expected(self) -> list[list[str | int]]:
        """The table EXPECTED."""
        rows: list[list[str | int]] = [["", "called", "expected precision", "expected share of all"]]
        for side in SIDES:
            number, probability = self._called[side]
            rows.append(
                [side, number, _share(probability, number), _share(self._probability[side], self._labels.total())]
            )
        return rows


def _share(part: float, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"


def _count(values: pa.Array, into: Counter[str]) -> None:
    for entry in pc.value_counts(values).to_pylist():
        into[entry["values"]] += entry["counts"]
