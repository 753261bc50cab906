"""Measures, beside those of scikit-learn."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics

from drift_data.mining import measures as m

#: (truth, called, score) of one to fifty rows; few distinct scores, so that there are ties.
ROWS = st.lists(st.tuples(st.booleans(), st.booleans(), st.integers(0, 8)), min_size=1, max_size=50)


def arrays(rows: list[tuple[bool, bool, int]]) -> tuple[m.Flags, m.Flags, m.Floats]:
    truth, called, score = (np.array(column) for column in zip(*rows, strict=True))
    return truth, called, score / 8


@settings(deadline=None, max_examples=200)
@given(ROWS)
def test_they_are_those_of_scikit_learn(rows: list[tuple[bool, bool, int]]) -> None:
    truth, called, score = arrays(rows)
    nan = float("nan")
    both = ((m.precision, "precision_score"), (m.recall, "recall_score"), (m.f1, "f1_score"))
    for ours, theirs in both:
        expected = getattr(metrics, theirs)(truth, called, zero_division=nan)
        assert ours(truth, called) == pytest.approx(expected, nan_ok=True)
    assert m.brier(truth, score) == pytest.approx(metrics.brier_score_loss(truth, score, pos_label=True))
    if not truth.any():
        assert math.isnan(m.average_precision(truth, score))
        return
    assert m.average_precision(truth, score) == pytest.approx(metrics.average_precision_score(truth, score))
    precision, recall, _ = metrics.precision_recall_curve(truth, score)
    reached = np.flatnonzero(recall >= 0.5)[-1]
    assert m.precision_at_recall(truth, score, 0.5) == pytest.approx(precision[reached])


@settings(deadline=None)
@given(ROWS, st.integers(1, 12))
def test_reliability_counts_every_row_once(rows: list[tuple[bool, bool, int]], bins: int) -> None:
    truth, _, score = arrays(rows)
    table = m.reliability(truth, score, bins)
    assert [bin_.low for bin_ in table] == [number / bins for number in range(bins)]
    assert sum(bin_.rows for bin_ in table) == len(rows)
    assert sum(bin_.rows * (bin_.share or 0) for bin_ in table) == pytest.approx(truth.sum())
    assert sum(bin_.rows * (bin_.score or 0) for bin_ in table) == pytest.approx(score.sum())


def test_whole_groups_are_drawn() -> None:
    """Rows of one group are all alike, so drawing rows would give a mean near 1/2 every time; groups do not."""
    groups = np.repeat(np.arange(4), 500)
    truth = groups < 2
    (low,), (high,) = m.bootstrap(lambda rows: [truth[rows].mean()], groups, rounds=200)
    assert low == 0 and high == 1
    (low,), (high,) = m.bootstrap(lambda rows: [truth[rows].mean()], range(2000), rounds=200)
    assert 0.45 < low < 0.5 < high < 0.55


def test_intervals_are_the_same_each_time_and_follow_the_seed() -> None:
    values = np.random.default_rng(1).random(60)

    def ends(seed: int) -> list[float]:
        return list(m.bootstrap(lambda rows: [values[rows].mean(), np.nan], range(60), 100, seed)[:, 0])

    assert ends(3) == ends(3) != ends(4)
    assert np.isnan(m.bootstrap(lambda rows: [np.nan], range(3), 10)).all()
