"""The diagnostics against pairs worked out by hand."""

from __future__ import annotations

import math

import pytest

from drift_recipes.diagnostics import QUANTILES, Seen, measure

# beta 0.5: s = 0, 2, -2
PAIRS = [Seen(1.0, 1.0, 3), Seen(1.0, -3.0, 0), Seen(-5.0, -1.0, -9)]
LOW, HIGH = 1 / (1 + math.e**2), 1 / (1 + math.e**-2)


def test_by_hand() -> None:
    found = measure(PAIRS, beta=0.5, tau=0.5, gradient_norm=3.0)
    assert found["drift/sigma_q50"] == pytest.approx(0.5)
    assert found["drift/sigma_q05"] == pytest.approx(LOW + 0.1 * (0.5 - LOW))
    assert found["drift/sigma_q95"] == pytest.approx(0.5 + 0.9 * (HIGH - 0.5))
    assert found["drift/p0"] == pytest.approx(2 / 3)
    assert found["drift/delta"] == pytest.approx(3.0 / (0.5 * 0.5))  # the mean of sigma is 1/2
    assert found["drift/bound"] == pytest.approx(0.5 * 0.5 * 2 / 3 * 12)
    assert found["drift/chosen_logratio"] == pytest.approx(-1)
    assert found["drift/rejected_logratio"] == pytest.approx(-1)
    assert found["drift/length_difference"] == pytest.approx(-2)


def test_tau_counts_what_is_equal() -> None:
    assert measure([Seen(0, 0, 0)], 0.1, 0.5)["drift/p0"] == 1
    assert measure([Seen(0.001, 0, 0)], 0.1, 0.5)["drift/p0"] == 0


def test_the_bound_is_a_bound() -> None:
    """What Lemma 1 promises is never more than the gradient that was seen."""
    for tau in (0.05, 0.3, 0.5, 0.7, 0.88):
        assert measure(PAIRS, 0.5, tau, 3.0)["drift/bound"] <= 3.0


def test_without_a_gradient_there_is_no_bound() -> None:
    assert {"drift/delta", "drift/bound"}.isdisjoint(measure(PAIRS, 0.5, 0.5))


def test_one_pair_is_every_quantile_and_far_ones_do_not_overflow() -> None:
    found = measure([Seen(1e6, 0, 0)], 1.0, 0.5, 1.0)
    assert {found[name] for name in QUANTILES} == {0.0}
    assert "drift/bound" not in found  # no pair pulls, so nothing is said of |d|
    assert measure([Seen(-1e6, 0, 0)], 1.0, 0.5, 1.0)["drift/sigma_q05"] == 1.0
