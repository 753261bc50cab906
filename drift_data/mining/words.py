"""Words, and pairs of neighbouring words, as numbers that a linear model can weigh.

A word is cut to 16 bytes and those are mixed into 64 bits; a pair is mixed from its two words. So the model names no
word of the texts it was fitted on, and the same word has the same number on every machine and in every version of
Polars (whose own hash has not).
"""

from __future__ import annotations

from itertools import pairwise

import polars as pl

#: Characters of a text that are read.
MOST = 400
#: Odd numbers without a pattern, from xxHash (https://github.com/Cyan4973/xxHash).
_LOW, _HIGH, _PAIR = (pl.lit(n, pl.UInt64) for n in (0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9))


def terms(texts: pl.Series, known: pl.Series | None = None) -> pl.DataFrame:
    """The words and pairs of every text, or those of them that are `known` (UInt64).

    Args:
        texts: (n,) strings as `atoms.searchable` spells them.

    Returns:
        Columns `row` (UInt32, from 0), `term` (UInt64), each once a text, and `value`: 1 / sqrt(words and pairs of the
        text, repeated ones too), so that long texts do not outweigh short ones.
    """
    word = (pl.col("word") + "\0" * 16).cast(pl.Binary)
    low, high = (word.bin.slice(at, 8).bin.reinterpret(dtype=pl.UInt64, endianness="little") for at in (0, 8))
    words = (
        pl.DataFrame({"word": texts.str.slice(0, MOST).str.split(" ")})
        .with_row_index("row")
        .explode("word")
        .filter(pl.col("word") != "")
        .select("row", term=low * _LOW + high * _HIGH)
    )
    pair = pl.when(pl.col("row") == pl.col("row").shift(-1)).then(pl.col("term") * _PAIR + pl.col("term").shift(-1))
    values = words.group_by("row").agg(value=(2 * pl.len().cast(pl.Float64) - 1) ** -0.5)
    found = pl.concat([words, words.select("row", term=pair).drop_nulls()])
    if known is not None:  # Few are, so this comes before what takes time.
        found = found.filter(pl.col("term").is_in(known.implode()))
    return found.unique().join(values, on="row")


def spelled(text: str) -> list[tuple[str, int]]:
    """The terms of one text, as `atoms.searchable` spells it: (word, or two words, and its number), each once."""
    words = [word for word in text[:MOST].split(" ") if word]
    pairs = [f"{one} {other}" for one, other in pairwise(words)]
    of_words = dict(terms(pl.Series(words, dtype=pl.String)).select("row", "term").rows())
    singles = set(of_words.values())
    of_pairs = {row: term for row, term, _ in terms(pl.Series(pairs, dtype=pl.String)).rows() if term not in singles}
    found = [(words[row], term) for row, term in of_words.items()] + [
        (pairs[row], term) for row, term in of_pairs.items()
    ]
    return list({term: (word, term) for word, term in found}.values())


def weigh(texts: pl.Series, weights: pl.DataFrame) -> pl.DataFrame:
    """The sum of value times weight over the terms of each text.

    Args:
        texts: (n,) strings as `atoms.searchable` spells them.
        weights: columns `term` (UInt64), `dsat`, `sat`.

    Returns:
        Columns `dsat` and `sat`, n rows, in the order of the texts.
    """
    sums = (
        terms(texts, weights["term"])
        .join(weights, on="term")
        .group_by("row")
        .agg((pl.col(side) * pl.col("value")).sum() for side in ("dsat", "sat"))
    )
    rows = pl.DataFrame({"row": pl.Series(range(len(texts)), dtype=pl.UInt32)})
    return rows.join(sums, on="row", how="left", maintain_order="left").select(pl.col("dsat", "sat").fill_null(0.0))
