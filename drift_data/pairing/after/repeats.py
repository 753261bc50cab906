"""Leaves out pairs with a reply that repeats itself without end."""

from __future__ import annotations

import re

import polars as pl

from drift_data.pairing.screen import Screen, dropped
from drift_data.pairing.settings import Pair
from drift_data.pairing.words import words
from drift_data.sample.policy import Policy

ORDER = 70

#: A reply that ends in a loop says the same run of at most so many words ...
_PERIOD = 60
#: ... at least so many times, ...
_TIMES = 4
#: ... over at least so many words.
_LOOP = 40
#: Share of runs of ten words that stand in the text before, from which on it says little else. Web text that is fit
#: for training has less than 0.1 (Gopher, arXiv 2112.11446, table A1); songs, forms and CSV come to 0.47.
_SHARE = 0.6
_RUN = 10
#: So many runs are needed to tell.
_RUNS = 50
#: The same line so many times at the end is a loop, even in code or a table.
_LINES = 15

#: Where repetition is the form: code, and the lines of tables, which are looked at by line only.
_FORM = re.compile(r"```.*?(?:```|\Z)|^[ \t]*\|[^\n]*", re.DOTALL | re.MULTILINE)
#: One letter, digit or emoji so often in a row: a scream that never ended.
_STUCK = re.compile(r"([^\s\-_=*#.~+·•─━═|/\\<>0])\1{99}")


def build(pair: Pair, policy: Policy | None) -> Screen | None:
    return leave_out_loops if pair.filters.repeats else None


def leave_out_loops(rows: pl.DataFrame) -> pl.DataFrame:
    """Looks at the chosen reply, and at the rejected one where it was sampled."""
    looked = rows.select(
        "chosen", pl.when(pl.col("rejected_finish").is_not_null()).then("rejected").alias("rejected")
    ).iter_rows()
    found = [any(repeats(text) for text in texts if text) for texts in looked]
    return dropped(rows, pl.lit(pl.Series(found, dtype=pl.Boolean)), "repeats itself")


def repeats(text: str) -> bool:
    """Whether it ends in a loop, or says hardly anything but what it said before."""
    if _STUCK.search(text) or _same_lines_at_the_end(text):
        return True
    said = words(_FORM.sub(" ", text))
    # Without numbers, since a loop may count itself.
    return _ends_in_loop(said) or _repeated_share([word for word in said if not word.isdigit()]) >= _SHARE


def _same_lines_at_the_end(text: str) -> bool:
    lines = [line.strip() for line in text.splitlines() if line.strip()][-_LINES - 1 : -1]
    return len(lines) == _LINES and len(set(lines)) == 1 and any(map(str.isalpha, lines[0]))


def _ends_in_loop(said: list[str]) -> bool:
    for period in range(1, min(_PERIOD, len(said) // _TIMES) + 1):
        needed = max(_TIMES * period, _LOOP)
        if needed <= len(said) and all(
            said[at] == said[at - period] for at in range(len(said) - 1, len(said) - 1 - needed + period, -1)
        ):
            return True
    return False


def _repeated_share(said: list[str]) -> float:
    runs = [tuple(said[at : at + _RUN]) for at in range(len(said) - _RUN + 1)]
    return 1 - len(set(runs)) / len(runs) if len(runs) >= _RUNS else 0.0
