"""Expressions over the macros of the miner, evaluated by DuckDB over a few rows."""

from __future__ import annotations

import polars as pl

from drift_data import duck
from drift_data.mining.query import sql


def evaluate(rows: pl.DataFrame, expression: str) -> pl.Series:
    """One value for each row, in order.

    Args:
        rows: what the expression may name.
        expression: SQL with the macros of `drift_data/mining/macros.sql`; never text of a log.
    """
    with duck.connect() as connection:
        connection.execute(sql("said.sql") + sql("macros.sql"))
        connection.register("numbered_rows", rows.with_row_index("place").to_arrow())
        answers: pl.DataFrame = connection.sql(f"SELECT {expression} AS answer FROM numbered_rows ORDER BY place").pl()
    return answers["answer"]
