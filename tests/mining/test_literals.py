"""The literals that are kept are those that would be found."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from drift_data.mining import literals as module
from drift_data.mining.catalogue import Phrases, load_catalogue
from drift_data.mining.literals import find_literals, keep, literals


def test_what_is_kept_is_that_of_the_phrases_shipped(tmp_path: Path) -> None:
    keep([phrases for signal in load_catalogue() for phrases in signal.spoken], tmp_path / "fresh.parquet")
    fresh, kept = (pl.read_parquet(path) for path in (tmp_path / "fresh.parquet", module.KEPT))
    assert fresh.equals(kept), "python -m drift_data.mining.literals"


def test_phrases_that_are_not_kept_are_read() -> None:
    phrases = Phrases("en", "a phrase of (mine|yours)")
    assert literals(phrases) == find_literals(phrases) == {" a phrase of mine ", " a phrase of yours "}
