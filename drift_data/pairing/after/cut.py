"""Leaves out pairs with a reply that did not end by itself."""

from __future__ import annotations

import polars as pl

from drift_data.pairing.screen import Screen, dropped
from drift_data.pairing.settings import Pair
from drift_data.sample.policy import Policy

ORDER = 20


def build(pair: Pair, policy: Policy | None) -> Screen | None:
    return leave_out_cut if pair.filters.cut else None


def leave_out_cut(rows: pl.DataFrame) -> pl.DataFrame:
    cut = pl.any_horizontal(pl.col(name) == "length" for name in ("chosen_finish", "rejected_finish"))
    return dropped(rows, cut, "cut at the length limit")
