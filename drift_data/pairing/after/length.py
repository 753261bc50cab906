"""Leaves out pairs where one reply is many times as long as the other."""

from __future__ import annotations

import polars as pl

from drift_data.pairing.screen import Screen
from drift_data.pairing.settings import Pair
from drift_data.sample.policy import Policy

ORDER = 80

#: Characters; a shorter reply counts as this long. So a good paragraph survives beside a stub, and a name beside a
#: wrong paragraph: there the length is not what the trainer would learn.
FLOOR = 200


def build(pair: Pair, policy: Policy | None) -> Screen | None:
    longer, shorter = pair.filters.longer, pair.filters.shorter
    if longer is None and shorter is None:
        return None

    def leave_out(rows: pl.DataFrame) -> pl.DataFrame:
        chosen, rejected = (
            pl.max_horizontal(pl.col(side).str.strip_chars().str.len_chars(), FLOOR) for side in ("chosen", "rejected")
        )
        known = pl.col("chosen").is_not_null() & pl.col("rejected").is_not_null()
        too_long = pl.lit(False) if longer is None else known & (chosen > longer * rejected)
        too_short = pl.lit(False) if shorter is None else known & (rejected > shorter * chosen)
        reason = (
            pl.when(too_long).then(pl.lit("much longer than rejected"))
            .when(too_short).then(pl.lit("much shorter than rejected"))
        )  # fmt: skip
        return rows.with_columns(reason.alias("reason"))

    return leave_out
