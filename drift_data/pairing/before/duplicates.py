"""Of prompts that say the same keeps the first, which has the highest score."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from typing import Any

import polars as pl

from drift_data.extras import need
from drift_data.pairing.screen import Screen
from drift_data.pairing.settings import Pair
from drift_data.pairing.words import words
from drift_data.sample.policy import Policy

ORDER = 50

_SHINGLE = 5
_PERMUTATIONS = 256
_SEED = 0
#: Signs that make another question of the same words: C and C++, 2 + 2 and 2 / 2.
_SIGN = re.compile(r"[+/%&=<>^|~$€£]|(?<=\w)#")


def build(pair: Pair, policy: Policy | None) -> Screen | None:
    exact, near = pair.duplicates.exact, pair.duplicates.near
    if not exact and near is None:
        return None
    seen: set[int] = set()
    alike = _Near(near) if near is not None else None

    def verdict(prompt: list[dict[str, str]]) -> tuple[str | None, str | None]:
        texts = [_words(message["content"]) for message in prompt]
        begins = next((at for at, message in enumerate(prompt) if message["role"] != "system"), 0)
        key = hash(tuple(" ".join(text) for text in texts))
        if exact and key in seen:
            return "same prompt", None
        seen.add(key)
        found = alike.earlier(texts, begins) if alike is not None else None
        return (None, None) if found is None else ("nearly the same prompt", f"Jaccard {found:.2f}")

    def leave_out(rows: pl.DataFrame) -> pl.DataFrame:
        found = [verdict(prompt) for prompt in rows["prompt"].to_list()]
        return rows.with_columns(
            pl.Series("reason", [reason for reason, _ in found], pl.String),
            pl.Series("detail", [detail for _, detail in found], pl.String),
        )

    return leave_out


def _words(text: str) -> list[str]:
    """Words and meaningful signs; a text without any is taken as it is."""
    return words(_SIGN.sub(lambda sign: f" u{ord(sign[0]):x} ", text)) or text.split()


class _Near:
    """The prompts that were kept, by MinHash and locality-sensitive hashing (Broder 1997; Indyk and Motwani 1998).

    Holds hashes, no text. Python's own differ from process to process; what is alike does not.
    """

    def __init__(self, least: float) -> None:
        self._least = least
        self._rensa = need("rensa", "sample")
        self._index = self._rensa.RMinHashLSH(least, _PERMUTATIONS, _bands(least))
        self._kept: list[tuple[array[int], ...]] = []

    def earlier(self, texts: Sequence[list[str]], begins: int) -> float | None:
        """How alike an earlier prompt is, if it is alike enough; otherwise this one is one of the kept.

        Alike are prompts whose shingles overlap, and those of what was said after the system message, and those of the
        last message too: two questions after the same long conversation are two prompts, and so are two short
        conversations that end alike under the long system message of one application. Signatures only find the
        candidates; the shingles themselves are compared.

        Args:
            texts: words of each message.
            begins: the first message that is none of the system's.
        """
        whole, said = (_shingles([word for text in part for word in text]) for part in (texts, texts[begins:]))
        last = _shingles(texts[-1])
        signature = self._rensa.RMinHash(_PERMUTATIONS, _SEED)
        signature.update(list(whole))
        mine = [{hash(shingle) for shingle in part} for part in (whole, said, last)]
        for place in sorted(self._index.query(signature)):
            likeness = min(_jaccard(one, other) for one, other in zip(mine, self._kept[place], strict=True))
            if likeness >= self._least:
                return likeness
        self._index.insert(len(self._kept), signature)
        kept = [array("q", part) for part in mine[:1]]
        kept.append(array("q", mine[1]) if begins else kept[0])
        kept.append(array("q", mine[2]) if len(texts) > begins + 1 else kept[1])
        self._kept.append(tuple(kept))
        return None


def _bands(least: float) -> int:
    """How many bands find at least 99% of what is exactly alike enough: 1 - (1 - s^rows)^bands."""
    fits = [
        bands
        for bands in (2**power for power in range(9))
        if 1 - (1 - least ** (_PERMUTATIONS // bands)) ** bands >= 0.99
    ]
    return min(fits, default=_PERMUTATIONS)


def _shingles(words: list[str]) -> set[str]:
    """Every five words in a row; all of them where there are fewer."""
    return {" ".join(words[at : at + _SHINGLE]) for at in range(max(1, len(words) - _SHINGLE + 1))}


def _jaccard(one: set[int], other: Any) -> float:
    common = len(one.intersection(other))
    return common / (len(one) + len(other) - common)
