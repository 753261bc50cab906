"""The score of mining and the verdict of a judge together, by Bayes' rule.

For each side, dsat and sat: odds after = odds before * p(verdict | it is so) / p(verdict | it is not). How often a
judge says so where it is (recall) and where it is not (false alarms) are settings; the mined score is the prior. That
takes the judge to err independently of the miner, which is only roughly so: both find the same reactions hard.
"""

from __future__ import annotations

import polars as pl

from drift_data.judge.settings import Judge
from drift_data.mining.scorer import SIDES, Side

#: Scores are kept this far from 0 and 1, which no verdict could move.
_EDGE = 1e-4


def merged(rows: pl.DataFrame, judge: Judge, thresholds: dict[Side, float]) -> pl.DataFrame:
    """The rows with `mined_dsat_score` and `mined_sat_score`, what mining said; and, where there is a verdict that
    could be read, with scores and labels that follow from both.

    Args:
        rows: of `feedback`, with judge_verdict.
        thresholds: from which score on a reaction is called so.
    """
    read = pl.col("judge_verdict").is_in(["dsat", "sat", "neutral"]).fill_null(False)
    rows = rows.with_columns(pl.col(f"{side}_score").alias(f"mined_{side}_score") for side in SIDES)
    rows = rows.with_columns(
        pl.when(read).then(_after(side, judge)).otherwise(f"{side}_score").alias(f"{side}_score") for side in SIDES
    )
    dsat, sat = (pl.col(f"{side}_score") >= thresholds[side] for side in SIDES)
    label = pl.when(dsat & sat).then(pl.lit("mixed")).when(dsat).then(pl.lit("dsat")).when(sat).then(pl.lit("sat"))
    return rows.with_columns(label=pl.when(read).then(label.otherwise(pl.lit("neutral"))).otherwise("label"))


def ratios(side: Side, judge: Judge) -> tuple[float, float]:
    """By what a verdict multiplies the odds of a side: where it names the side, and where it does not."""
    recall: float = getattr(judge, f"{side}_recall")
    false_alarm: float = getattr(judge, f"{side}_false_alarm")
    return recall / false_alarm, (1 - recall) / (1 - false_alarm)


def _after(side: Side, judge: Judge) -> pl.Expr:
    named, unnamed = ratios(side, judge)
    before = pl.col(f"{side}_score").clip(_EDGE, 1 - _EDGE)
    odds = before / (1 - before) * pl.when(pl.col("judge_verdict") == side).then(named).otherwise(unnamed)
    return (odds / (1 + odds)).round(4)
