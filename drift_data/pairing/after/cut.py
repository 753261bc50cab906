"""Leaves out pairs with a reply that did not end by itself."""

from __future__ import annotations

import polars as pl

from drift_data.pairing.screen import Screen
from drift_data.pairing.settings import Pair
from drift_data.sample.policy import Policy

ORDER = 20

_FINISHES = ("chosen_finish", "rejected_finish")


def build(pair: Pair, policy: Policy | None) -> Screen:
    def leave_out(rows: pl.DataFrame) -> pl.DataFrame:
        """A reply that the engine failed on is never one, whatever the settings say."""
        failed = pl.any_horizontal(pl.col(name) == "error" for name in _FINISHES)
        cut = pl.lit(pair.filters.cut) & pl.any_horizontal(pl.col(name) == "length" for name in _FINISHES)
        reason = pl.when(failed).then(pl.lit("engine error")).when(cut).then(pl.lit("cut at the length limit"))
        return rows.with_columns(reason.alias("reason"))

    return leave_out
