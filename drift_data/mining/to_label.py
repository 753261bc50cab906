"""Which reactions to show to a person who labels: those first that teach the scorer most.

What it is unsure of teaches it most; but who labels nothing else never learns where it is sure and wrong. So of ten
reactions five have a greater score from 0.3 to 0.7, three one from 0.1 to 0.9, and two any other. Within each of these
bands conversations, languages and signals take turns, and what was said in much the same words is shown once.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from drift_data import duck
from drift_data.mining.labels import KEYS
from drift_data.mining.query import parquet, sql
from drift_data.store import Version

_TURNS = ("middle", "near", "middle", "sure", "middle", "near", "middle", "near", "middle", "sure")
_BANDS = ("middle", "near", "sure")
#: Share of words that two reactions have in common from which on they are much the same.
_SAME = 0.6
#: How many of a band are drawn for each one that is shown, and at least.
_CHOICE, _LEAST = 5, 500


@dataclass(frozen=True)
class Shown:
    """A reaction and what was said around it; None where nothing was."""

    reaction_id: str
    conversation_id: str
    turn: int
    source: str
    line: int
    language: str | None
    request: str | None
    reply: str
    reaction: str
    next_reply: str | None


def to_label(
    feedback: Version, conversations: Version, labelled: pl.DataFrame, limit: int, seed: int = 0, fair: bool = False
) -> list[Shown]:
    """The reactions to show, in order; the same ones for the same seed.

    Args:
        conversations: what `feedback` was mined from.
        labelled: conversation_id, turn of those that have a label.
        fair: a fair sample instead, as one needs to measure on.
    """
    with TemporaryDirectory(prefix="drift-label-") as work, duck.connect(Path(work)) as connection:
        for name, version in (("feedback", feedback), ("conversations", conversations)):
            connection.execute(f"CREATE TEMP VIEW {name} AS SELECT * FROM {parquet(version)}")
        connection.register("labelled", labelled.select(KEYS).to_arrow())
        most = {"seed": str(seed), "most": max(limit * _CHOICE, _LEAST)}
        pool = connection.sql(sql("to_label.sql"), params=most).to_arrow_table().to_pylist()
        chosen = pool[:limit] if fair else _choose(pool, limit)
        numbers = pl.DataFrame({"row": [row["row"] for row in chosen]}, {"row": pl.Int64})
        connection.register("chosen", numbers.to_arrow())
        around = {row.pop("row"): row for row in connection.sql(sql("said_around.sql")).to_arrow_table().to_pylist()}
    return [
        Shown(row["reaction_id"], row["conversation_id"], row["turn"], **around[row["row"]])
        for row in chosen
        if row["row"] in around
    ]


def _choose(pool: list[dict[str, Any]], limit: int) -> list[dict[str, Any]]:
    """Of the rows of to_label.sql, in the order of their draw, those to show."""
    bands = {name: [row for row in pool if row["band"] == name] for name in _BANDS}
    words = {row["row"]: frozenset(row["feedback"][:400].lower().split()) for row in pool}
    chosen: list[dict[str, Any]] = []
    conversations: Counter[str] = Counter()
    kinds: Counter[tuple[str, str]] = Counter()
    while len(chosen) < limit and any(bands.values()):
        turn = _TURNS[len(chosen) % len(_TURNS)]
        band = next(bands[name] for name in (turn, *_BANDS) if bands[name])
        row = min(band, key=lambda row: (conversations[row["conversation_id"]], kinds[row["language"], row["signal"]]))
        band.remove(row)
        said = words[row["row"]]
        if any(len(said & (other := words[one["row"]])) >= _SAME * len(said | other) for one in chosen):
            continue
        chosen.append(row)
        conversations[row["conversation_id"]] += 1
        kinds[row["language"], row["signal"]] += 1
    return chosen
