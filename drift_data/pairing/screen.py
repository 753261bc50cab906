"""What every test of a candidate has in common: rows in, the same rows out, some with a reason to be dropped.

A test is one file in `before/` (before sampling) or `after/`. It has

    ORDER = 30                                          where it stands among the others
    def build(pair: Pair, policy: Policy | None) -> Screen | None       None: switched off

and what it builds may keep state from batch to batch: rows come with the highest score first.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

#: Rows -> the same rows in the same order, changed or not, with a column `reason` (String, null: keep) and, where there
#: is more to say, `detail` (String; numbers and names of rules, never text of a log).
Screen = Callable[[pl.DataFrame], pl.DataFrame]

MESSAGES = pl.List(pl.Struct({"role": pl.String, "content": pl.String}))

#: What a test before sampling sees. `chosen` is null where it is to be sampled, `rejected` likewise.
CANDIDATE: dict[str, pl.DataType | type[pl.DataType]] = {
    "row_id": pl.String,  # reaction_id, or pair_id of a seed pair
    "conversation_id": pl.String,
    "turn": pl.Int32,
    "prompt": MESSAGES,  # before the disliked (or liked) reply; ends with a user message
    "chosen": pl.String,
    "rejected": pl.String,
    "disliked": pl.String,  # the reply that the feedback is about, for guidance; null where there is none
    "feedback": pl.String,
    "score": pl.Float64,
    "dsat_score": pl.Float64,
    "signals": pl.List(pl.String),
    "model": pl.String,
    "language": pl.String,
    "time": pl.Datetime("us", "UTC"),
    "user_id": pl.String,
    "toxic": pl.Boolean,
    "redacted": pl.Boolean,
    "source": pl.String,
    "line": pl.Int64,
}
#: Counters that tests before sampling may raise, added by the one that does: redacted (pieces of personal data),
#: trimmed (whole turns taken off the prompt).

#: What a test after sampling sees besides: `chosen` and `rejected` are there, and of each that was sampled its
#: `finish_reason`, and whether the policy saw the feedback (ask.GUIDED, ask.PLAIN); null where it comes from the log.
SAMPLED: dict[str, pl.DataType | type[pl.DataType]] = {
    **CANDIDATE,
    "chosen_finish": pl.String,
    "rejected_finish": pl.String,
    "chosen_kind": pl.String,
    "rejected_kind": pl.String,
}


def dropped(rows: pl.DataFrame, when: pl.Expr, reason: str) -> pl.DataFrame:
    """The rows with the reason where `when` holds (null counts as no)."""
    return rows.with_columns(
        pl.when(when.fill_null(False)).then(pl.lit(reason)).otherwise(pl.lit(None, pl.String)).alias("reason")
    )
