"""A judge's word on each pair: chosen must beat rejected, asked in both orders."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import polars as pl

from drift_data.judge.ask import Juror
from drift_data.judge.compare import Compared, Comparison, compare
from drift_data.sample.policy import Policy
from drift_data.sample.sampler import Sampler

#: Longest verdict of a comparison, its reason included.
VERDICT_TOKENS = 200
_REASONS = {"a": None, "b": "the judge prefers rejected", "tie": "the judge is undecided"}


def verify(judge: Policy, sampler: Sampler, frames: Iterator[pl.DataFrame]) -> Iterator[Compared]:
    """A verdict for each row, in their order; all are asked before the first is given."""
    comparisons = (
        Comparison(*row) for rows in frames for row in rows.select("row_id", "prompt", "chosen", "rejected").iter_rows()
    )
    juror = Juror(judge, sampler.engines.context, VERDICT_TOKENS)
    return compare(sampler, juror, comparisons, lambda done, tokens: None)


def with_verdicts(rows: pl.DataFrame, verdicts: Iterator[Compared]) -> pl.DataFrame:
    """The rows with a `reason` where the verdict is not that chosen is better."""
    own = list(islice(verdicts, len(rows)))
    return rows.with_columns(
        pl.Series("reason", [_REASONS.get(one.verdict, "unreadable verdict") for one in own], pl.String),
        pl.Series("detail", [one.why or None for one in own], pl.String),
    )
