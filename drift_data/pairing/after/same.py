"""Leaves out pairs whose two replies are the same, or nearly."""

from __future__ import annotations

from collections import Counter

import polars as pl

from drift_data.pairing.screen import Screen
from drift_data.pairing.settings import Pair
from drift_data.pairing.words import words
from drift_data.sample.policy import Policy

ORDER = 40


def build(pair: Pair, policy: Policy | None) -> Screen | None:
    least = pair.filters.same
    if least is None:
        return None

    def leave_out(rows: pl.DataFrame) -> pl.DataFrame:
        pairs = zip(rows["chosen"], rows["rejected"], strict=True)
        found = [_verdict(chosen, rejected, least) for chosen, rejected in pairs]
        return rows.with_columns(
            pl.Series("reason", [reason for reason, _ in found], pl.String),
            pl.Series("detail", [detail for _, detail in found], pl.String),
        )

    return leave_out


def _verdict(chosen: str | None, rejected: str | None, least: float) -> tuple[str | None, str | None]:
    if chosen is None or rejected is None:
        return None, None
    alike = likeness(chosen, rejected)
    if alike == 1:
        return "same as rejected", None
    return ("nearly the same as rejected", f"{alike:.2f} of the words") if alike >= least else (None, None)


def likeness(one: str, other: str) -> float:
    """Share of words that two texts have in common, each counted as often as it stands there: Jaccard of multisets.

    1 only where they are the same words in the same order, whatever case, punctuation and spacing; texts without any
    word are compared as they are.
    """
    first, second = words(one), words(other)
    if not first and not second:
        first, second = one.split(), other.split()
    if first == second:
        return 1.0
    common = (Counter(first) & Counter(second)).total()
    return min(common / (len(first) + len(second) - common), 0.999)
