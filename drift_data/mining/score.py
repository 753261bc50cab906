"""From the signals that fired to scores in [0, 1].

The hand-set rule of the first version: signals count as independent pieces of evidence, so
score = 1 - prod(1 - strength) over the signals of the polarity that fired (noisy-or).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from drift_data.mining.catalogue import Signal


def score_sql(signals: Sequence[Signal], polarity: Literal["dsat", "sat"], fired: Mapping[str, str]) -> str:
    """The score as a SQL expression.

    Args:
        signals: the catalogue in use.
        polarity: whose score.
        fired: for each signal's name the SQL expression that is not NULL where it fired.
    """
    factors = [
        f"CASE WHEN {fired[signal.name]} IS NULL THEN 1e0 ELSE {1 - signal.strength:.6e} END"
        for signal in signals
        if signal.polarity == polarity
    ]
    return f"round(1 - ({' * '.join(factors) or '1'}), 4)::DOUBLE"
