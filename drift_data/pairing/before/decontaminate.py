"""Leaves out prompts that overlap with evaluation sets."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

import polars as pl

from drift_data.pairing.eval_sets import label, read_eval_set
from drift_data.pairing.screen import Screen
from drift_data.pairing.settings import Pair
from drift_data.pairing.words import words
from drift_data.sample.policy import Policy

ORDER = 20


def build(pair: Pair, policy: Policy | None) -> Screen | None:
    """Reads the sets.

    Raises:
        DriftError: one cannot be read.
    """
    against, length = pair.decontaminate.against, pair.decontaminate.words
    if not against:
        return None
    sets = [(label(name), _Set(name, length)) for name in against]

    def verdict(prompt: list[dict[str, str]]) -> tuple[str | None, str | None]:
        said = [message["content"] for message in prompt if message["role"] == "user"]
        # A set knows conversations of several turns only as a whole, and a log may have gone on after that.
        turns = [words(text) for text in said]
        joined = list(accumulate(turns))
        whole = {hash(tuple(text)) for text in (*turns, *joined) if text}
        runs = set(_runs(joined[-1], length)) if joined else set()
        for name, known in sets:
            if not known.whole.isdisjoint(whole):
                return "asked in an evaluation set", name
            if not known.runs.isdisjoint(runs):
                return "overlaps with an evaluation set", name
        return None, None

    def leave_out(rows: pl.DataFrame) -> pl.DataFrame:
        found = [verdict(prompt) for prompt in rows["prompt"].to_list()]
        return rows.with_columns(
            pl.Series("reason", [reason for reason, _ in found], pl.String),
            pl.Series("detail", [detail for _, detail in found], pl.String),
        )

    return leave_out


class _Set:
    """An evaluation set as hashes of 64 bits.

    Attributes:
        whole: of its texts.
        runs: of every `length` words in a row, as in the 13-grams of GPT-3 (arXiv 2005.14165, appendix C).
    """

    def __init__(self, name: str, length: int) -> None:
        self.whole: set[int] = set()
        self.runs: set[int] = set()
        for text in read_eval_set(name):
            found = words(text)
            if found:
                self.whole.add(hash(tuple(found)))
                self.runs.update(_runs(found, length))


def _runs(found: list[str], length: int) -> Iterator[int]:
    for at in range(len(found) - length + 1):
        yield hash(tuple(found[at : at + length]))
