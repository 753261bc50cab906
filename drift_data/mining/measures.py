"""How good labels and scores are, beside what people said: numbers between 0 and 1, nan where nothing is to be divided.

All take arrays of n rows: `truth` is what people said of one side (True: dsat, mixed ones counted with it), `called`
whether the label that was given says so, `score` the probability that was. numpy is in the extra `fit`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Rows = NDArray[np.intp]

#: What `measures` gives, in order.
MEASURES = ("precision", "recall", "f1", "average_precision", "precision_at_recall_0.5", "brier")
ROUNDS = 1000


@dataclass(frozen=True)
class Bin:
    """The rows whose score is from `low` to below `high` (the last bin holds 1, too).

    Attributes:
        rows: how many.
        score: mean score; None in an empty bin.
        share: share of them that are true; None in an empty bin.
    """

    low: float
    high: float
    rows: int
    score: float | None
    share: float | None


def measures(truth: Flags, called: Flags, score: Floats) -> Floats:
    """(6,) as named by `MEASURES`."""
    return np.array(
        [
            precision(truth, called),
            recall(truth, called),
            f1(truth, called),
            average_precision(truth, score),
            precision_at_recall(truth, score, 0.5),
            brier(truth, score),
        ]
    )


def precision(truth: Flags, called: Flags) -> float:
    """Share of those called so that are it."""
    return _ratio(np.sum(truth & called), np.sum(called))


def recall(truth: Flags, called: Flags) -> float:
    """Share of those that are it that are called so."""
    return _ratio(np.sum(truth & called), np.sum(truth))


def f1(truth: Flags, called: Flags) -> float:
    """Harmonic mean of precision and recall."""
    return _ratio(2 * np.sum(truth & called), np.sum(called) + np.sum(truth))


def average_precision(truth: Flags, score: Floats) -> float:
    """Area under precision over recall, in steps; rows of equal score are one step."""
    hits, rows = _steps(truth, score)
    if not len(hits) or hits[-1] == 0:
        return float("nan")
    return float(np.sum(np.diff(hits, prepend=0) * hits / rows) / hits[-1])


def precision_at_recall(truth: Flags, score: Floats, wanted: float) -> float:
    """Precision at the greatest threshold from which on at least so large a share of the true rows is found."""
    hits, rows = _steps(truth, score)
    if not len(hits) or hits[-1] == 0:
        return float("nan")
    at = int(np.searchsorted(hits, wanted * hits[-1] - 1e-9))
    return float(hits[at] / rows[at])


def brier(truth: Flags, score: Floats) -> float:
    """Mean squared distance of the probability from the truth; 0 is best."""
    return float(np.mean((score - truth) ** 2)) if len(truth) else float("nan")


def reliability(truth: Flags, score: Floats, bins: int = 10) -> list[Bin]:
    """Whether of the rows with a score of 0.7 seven in ten are true: bins of equal width."""
    place = np.minimum((score * bins).astype(np.intp), bins - 1)
    table = []
    for number in range(bins):
        inside = place == number
        rows = int(inside.sum())
        means = (float(score[inside].mean()), float(truth[inside].mean())) if rows else (None, None)
        table.append(Bin(number / bins, (number + 1) / bins, rows, *means))
    return table


def bootstrap(
    measure: Callable[[Rows], Any], groups: Iterable[Any], rounds: int = ROUNDS, seed: int = 0, level: float = 0.95
) -> Floats:
    """The interval of measures, by drawing whole groups, such as conversations, with replacement (Efron 1979).

    Args:
        measure: from the numbers of the rows drawn to k measures.
        groups: (n,) the group of each row.

    Returns:
        (2, k): lower and upper end; nan where a measure is nan in every draw.
    """
    numbers: dict[Any, list[int]] = {}
    for row, group in enumerate(groups):
        numbers.setdefault(group, []).append(row)
    rows = [np.array(group, dtype=np.intp) for group in numbers.values()]
    random = np.random.default_rng(seed)
    draws = (random.integers(len(rows), size=len(rows)) for _ in range(rounds))
    drawn = np.array([measure(np.concatenate([rows[place] for place in draw])) for draw in draws], dtype=np.float64)
    ends: Floats = np.full((2, drawn.shape[1]), np.nan)
    known = ~np.isnan(drawn).all(axis=0)
    ends[:, known] = np.nanpercentile(drawn[:, known], [50 * (1 - level), 50 * (1 + level)], axis=0)
    return ends


def _steps(truth: Flags, score: Floats) -> tuple[Rows, Rows]:
    """Down the scores: after each distinct score, how many true rows there were so far, and how many rows."""
    order = np.argsort(-score, kind="stable")
    ends: Rows = np.append(np.flatnonzero(np.diff(score[order])), len(order) - 1) if len(order) else order
    hits: Rows = np.cumsum(truth[order], dtype=np.intp)[ends]
    return hits, ends + 1


def _ratio(part: Any, whole: Any) -> float:
    return float(part / whole) if whole else float("nan")
