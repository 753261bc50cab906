"""What DRIFT's theory says to watch, from the log-ratios of each pair.

With log-ratio log pi(y|x) - log ref(y|x) and s = beta * (log-ratio of chosen - log-ratio of rejected), the gradient of
a pair's DPO loss is -beta * sigma(-s) * d, where d = grad log pi(chosen) - grad log pi(rejected). Lemma 1 (DRIFT, arXiv
2510.02341): where P(sigma(-s) >= tau) >= p0 and the mean of |d| over such pairs is at least Delta, the mean norm of the
gradient is at least beta * tau * p0 * Delta.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

#: Metric -> the quantile of sigma(-s) that it is.
QUANTILES = {"drift/sigma_q05": 0.05, "drift/sigma_q25": 0.25, "drift/sigma_q50": 0.5, "drift/sigma_q75": 0.75,
             "drift/sigma_q95": 0.95}  # fmt: skip


class Seen(NamedTuple):
    """What one pair was in one step.

    Attributes:
        chosen, rejected: log-ratio to the reference, in nats, of the whole reply.
        length_difference: tokens of chosen minus tokens of rejected, the end of turn included.
    """

    chosen: float
    rejected: float
    length_difference: float


def measure(pairs: Sequence[Seen], beta: float, tau: float, gradient_norm: float | None = None) -> dict[str, float]:
    """The diagnostics of the pairs of one logged step.

    Delta is not computed pair by pair, which would take a backward pass for each. It is estimated as
    |grad| / (beta * mean sigma(-s)). By the triangle inequality that is at most the mean of |d| weighted by sigma(-s),
    so the estimate errs on the low side; it takes the gradient of the other terms of the loss (`nll`) for part of it,
    and |d| of all pairs for that of the pairs above tau.

    Args:
        pairs: at least one.
        beta: of the loss.
        tau: threshold of p0.
        gradient_norm: of the step, before clipping; without it there are neither Delta nor bound.

    Returns:
        Metric -> value: quantiles of sigma(-s), linear between two pairs; `drift/p0`; `drift/delta` and `drift/bound`;
        means of the log-ratios and of the difference of lengths.
    """
    sigma = sorted(_sigmoid(-beta * (pair.chosen - pair.rejected)) for pair in pairs)
    found = {name: _quantile(sigma, at) for name, at in QUANTILES.items()}
    p0 = sum(value >= tau for value in sigma) / len(sigma)
    found["drift/p0"] = p0
    weight = beta * sum(sigma) / len(sigma)
    if gradient_norm is not None and weight > 0:
        delta = gradient_norm / weight
        found |= {"drift/delta": delta, "drift/bound": beta * tau * p0 * delta}
    return found | {
        "drift/chosen_logratio": sum(pair.chosen for pair in pairs) / len(pairs),
        "drift/rejected_logratio": sum(pair.rejected for pair in pairs) / len(pairs),
        "drift/length_difference": sum(pair.length_difference for pair in pairs) / len(pairs),
    }


def _sigmoid(value: float) -> float:
    # exp of a large number overflows; of a small one it is 0.
    return 1 / (1 + math.exp(-value)) if value >= 0 else math.exp(value) / (1 + math.exp(value))


def _quantile(ordered: Sequence[float], at: float) -> float:
    place = at * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])
