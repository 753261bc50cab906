"""Leaves out pairs whose chosen reply refuses."""

from __future__ import annotations

import polars as pl

from drift_data.pairing.macros import evaluate
from drift_data.pairing.screen import Screen, dropped
from drift_data.pairing.settings import Pair
from drift_data.sample.policy import Policy

ORDER = 50


def build(pair: Pair, policy: Policy | None) -> Screen | None:
    return leave_out_refusals if pair.filters.refusal else None


def leave_out_refusals(rows: pl.DataFrame) -> pl.DataFrame:
    """Says so in its opening, in one of the ten languages of the miner."""
    return dropped(rows, pl.lit(evaluate(rows.select("chosen"), "is_refusal(chosen)")), "refusal")
