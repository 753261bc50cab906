"""Leaves out pairs with a side that says nothing."""

from __future__ import annotations

import polars as pl

from drift_data.pairing.screen import Screen, dropped
from drift_data.pairing.settings import Pair
from drift_data.sample.policy import Policy

ORDER = 10


def build(pair: Pair, policy: Policy | None) -> Screen | None:
    return leave_out_empty if pair.filters.empty else None


def leave_out_empty(rows: pl.DataFrame) -> pl.DataFrame:
    """A reply of white space and invisible characters is empty; so is one that is not there."""
    empty = {side: ~pl.col(side).fill_null("").str.contains(r"[^\p{Z}\p{C}]") for side in ("chosen", "rejected")}
    return dropped(rows, empty["chosen"] | empty["rejected"], "empty reply")
