"""A cheap test that tells for each text which phrases may be in it, so that only those are searched for.

RE2 searches a text for one small pattern fast, but neither for hundreds nor for one large one. So each pattern is
reduced to literals without which it cannot match (`atoms`), and Polars' Aho-Corasick automaton finds all literals of
all patterns in one reading of the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
import pyarrow as pa

from drift_data.mining.catalogue import Phrases
from drift_data.mining.literals import literals

#: Bits in one word of the result; the sign bit is left alone.
_BITS = 62


@dataclass(frozen=True)
class Gate:
    """Where each group of phrases has its bit.

    Attributes:
        words: how many BIGINT words the result has.
        always: for each word the bits that are always set, of phrases without literals.
        literals: columns atom, w0, w1, ...: the bits that each literal sets.
    """

    words: int
    always: list[int]
    literals: pl.DataFrame

    def look(self, texts: pl.Series) -> pa.Array:
        """The bits for each text, as `atoms.searchable` spells it: (n,) strings -> (n,) structs of `words` int64."""
        found = (
            pl.DataFrame({"atom": texts.str.extract_many(self.literals["atom"].implode(), overlapping=True)})
            .with_row_index("row")
            .explode("atom")
            .join(self.literals, on="atom")
            .group_by("row")
            .agg(pl.col(f"w{word}").bitwise_or() for word in range(self.words))
        )
        rows = pl.DataFrame({"row": pl.Series(range(len(texts)), dtype=pl.UInt32)}).join(
            found, "row", how="left", maintain_order="left"
        )
        columns = [(rows[f"w{word}"].fill_null(0) | self.always[word]).to_arrow() for word in range(self.words)]
        return pa.StructArray.from_arrays(columns, [f"w{word}" for word in range(self.words)])


def build_gate(phrases: Sequence[Phrases]) -> Gate:
    """The gate for groups of phrases; the k-th has bit k % 62 of word k // 62."""
    words = -(-len(phrases) // _BITS) or 1
    always = [0] * words
    bits: dict[str, list[int]] = {}
    for number, group in enumerate(phrases):
        word, bit = place(number)
        found = literals(group)
        if found is None:
            always[word] |= bit
            continue
        for literal in found:
            bits.setdefault(literal, [0] * words)[word] |= bit
    frame = pl.DataFrame(
        {"atom": list(bits)} | {f"w{word}": [masks[word] for masks in bits.values()] for word in range(words)},
        schema={"atom": pl.String} | {f"w{word}": pl.Int64 for word in range(words)},
    )
    return Gate(words, always, frame)


def place(number: int) -> tuple[int, int]:
    """(word, bit) of the k-th group."""
    return number // _BITS, 1 << (number % _BITS)
