"""Where rows are lost: how many are left after each stage, and every dropped row with its reason."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import Self

import polars as pl
import pyarrow as pa

from drift_data.store.parquet import ParquetSink

#: One row per dropped candidate, in `dropped/` beside `data/`.
DROPPED = pa.schema(
    [
        ("row_id", pa.string()),
        ("conversation_id", pa.string()),
        ("turn", pa.int32()),
        ("stage", pa.string()),
        ("reason", pa.string()),
        ("detail", pa.string()),
        ("chosen", pa.string()),  # null where the row was dropped before sampling
        ("rejected", pa.string()),
    ]
)


class Funnel:
    """Context manager that counts and writes down what is dropped.

    Attributes:
        stages: rows left after each stage, in the order in which rows came to them.
        reasons: "stage: reason" -> rows.
        counts: what else was counted on the way, over the pairs that are left.
    """

    def __init__(self, folder: Path) -> None:
        self.stages: dict[str, int] = {}
        self.reasons: Counter[str] = Counter()
        self.counts: Counter[str] = Counter()
        self._sink = ParquetSink(folder / "dropped", DROPPED, split="rows")

    def __enter__(self) -> Self:
        self._sink.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._sink.__exit__(kind, error, trace)

    def keep(self, stage: str, rows: pl.DataFrame, sampled: bool = False) -> pl.DataFrame:
        """The rows without a `reason`; the others are written down. Drops the columns `reason` and `detail`.

        Args:
            sampled: write the replies down too; before sampling they are in the parent version anyway.
        """
        gone = rows.filter(pl.col("reason").is_not_null())
        if len(gone):
            if "detail" not in gone.columns:
                gone = gone.with_columns(detail=pl.lit(None, pl.String))
            if not sampled:
                gone = gone.with_columns(pl.lit(None, pl.String).alias(side) for side in ("chosen", "rejected"))
            gone = gone.with_columns(stage=pl.lit(stage)).select(DROPPED.names)
            self._sink.write(gone.to_arrow())
            for reason, count in gone["reason"].value_counts().iter_rows():
                self.reasons[f"{stage}: {reason}"] += count
        left = rows.filter(pl.col("reason").is_null()).drop("reason", "detail", strict=False)
        self.count(stage, len(left))
        return left

    def count(self, stage: str, rows: int) -> None:
        """So many more rows have passed the stage."""
        self.stages[stage] = self.stages.get(stage, 0) + rows

    def table(self) -> list[list[str | int]]:
        """stage, rows left, rows dropped there; the first row is the head."""
        dropped: Counter[str] = Counter()
        for name, count in self.reasons.items():
            dropped[name.partition(": ")[0]] += count
        rows: list[list[str | int]] = [[stage, left, dropped[stage]] for stage, left in self.stages.items()]
        return [["stage", "left", "dropped"], *rows]
