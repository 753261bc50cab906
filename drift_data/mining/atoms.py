"""Literals without which a pattern cannot match, so that a cheap search for them can stand before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

# The parser of the standard library: private, but it has had this shape since Python 2.
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import polars as pl

#: Parts are not multiplied out beyond this many strings.
_MOST = 100
_NOTHING = frozenset([""])
_NO_WORD = re.compile(r"\W")
_UNICODE_CLASS = re.compile(r"\\[pP](?:\{[^}]*\}|[A-Z])")


def atoms(pattern: str, whole_words: bool) -> frozenset[str] | None:
    """Literals of which every match of an RE2 `pattern` holds at least one; None when there are none to rely on.

    They are meant for texts spelled by `searchable`: letters and digits, with a space for everything else.

    Args:
        pattern: in lower case.
        whole_words: a match begins and ends at the edge of a word, which makes the literals rarer.
    """
    try:
        tree = parser.parse(_UNICODE_CLASS.sub(r"\\w", f" (?:{pattern}) " if whole_words else pattern))
    except re.error:
        return None
    whole = _sequence(tree)
    found = _better(whole.exact, whole.required)
    if found is None:
        return None
    spelled = sorted({_NO_WORD.sub(" ", literal) for literal in found}, key=len)
    if not all(literal.strip() for literal in spelled):
        return None
    shortest: list[str] = []
    for literal in spelled:
        if not any(other in literal for other in shortest):
            shortest.append(literal)
    return frozenset(shortest)


def searchable(said: pl.Series) -> pl.Series:
    """Texts as `atoms` expects them."""
    return (" " + said + " ").str.replace_all(r"[^\p{L}\p{N}_]", " ")


@dataclass(frozen=True)
class _Part:
    """What is known of the strings that a part of a pattern matches.

    Attributes:
        exact: all of them; None when there is no end to them, or too many.
        begins: what each of them begins with; None when unknown.
        ends: what each of them ends with; None when unknown.
        required: a set of which each of them holds one; None when unknown.
        optional: the part may also match nothing; what else is said holds where it matches something.
    """

    exact: frozenset[str] | None = None
    begins: frozenset[str] | None = None
    ends: frozenset[str] | None = None
    required: frozenset[str] | None = None
    optional: bool = False


def _sequence(tree: Sequence[Any]) -> _Part:
    if len(tree) == 1:
        return _part(*tree[0])
    begins: frozenset[str] | None = None
    run = _NOTHING  # what the parts since the last unbounded one can be
    required: frozenset[str] | None = None
    for kind, value in tree:
        part = _part(kind, value)
        joined = _joined(run, part.exact)
        if joined is not None:
            run = joined
            continue
        longer = (None if part.optional else _joined(run, part.exact or part.begins)) or run
        begins = begins or longer
        required = _better(required, _better(longer, None if part.optional else part.required))
        run = _carried(run, part)
    if begins is None:
        return _Part(run)
    return _Part(None, begins, run, _better(required, run))


def _carried(run: frozenset[str], part: _Part) -> frozenset[str]:
    """What stands before the next part, as far as it is known: it makes the next literals rarer."""
    if part.optional:
        if not part.ends:
            return _NOTHING
        return _tails(run, 1) | _tails(part.ends, 1)
    for length in (8, 3, 1):
        joined = _joined(_tails(run, length), part.exact)
        if joined is not None:
            return joined
    return part.exact or part.ends or _NOTHING


def _tails(literals: frozenset[str], length: int) -> frozenset[str]:
    return frozenset(literal[-length:] for literal in literals)


def _part(kind: Any, value: Any) -> _Part:
    if kind is op.LITERAL:
        return _Part(frozenset([chr(value)]))
    if kind is op.IN:
        return _Part(_class(value))
    if kind is op.BRANCH:
        parts = [_sequence(branch) for branch in value[1]]
        return _Part(
            _union([part.exact for part in parts]),
            _union([part.exact or part.begins for part in parts]),
            _union([part.exact or part.ends for part in parts]),
            _union([_better(part.exact, part.required) for part in parts]),
        )
    if kind is op.SUBPATTERN:
        return _sequence(value[3])
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT):
        low, high, inner = value
        part = _sequence(inner)
        if (low, high) == (0, 1) and part.exact is not None:
            return _Part(part.exact | {""})
        if low == 0:
            return _Part(ends=part.exact or part.ends, optional=True)
        repeated = part.exact
        for _ in range(low - 1):
            repeated = _joined(repeated, part.exact) if repeated else None
        return _Part(
            repeated if low == high else None, repeated, repeated, _better(repeated or part.exact, part.required)
        )
    if kind is op.AT:
        return _Part(_NOTHING)
    return _Part()


def _class(items: Sequence[Any]) -> frozenset[str] | None:
    chars: set[str] = set()
    for kind, value in items:
        if kind is op.LITERAL:
            chars.add(chr(value))
        elif kind is op.RANGE and value[1] - value[0] < 6:
            chars.update(map(chr, range(value[0], value[1] + 1)))
        else:
            return None
    return frozenset(chars) if len(chars) <= 6 else None


def _joined(a: frozenset[str], b: frozenset[str] | None) -> frozenset[str] | None:
    if b is None or len(a) * len(b) > max(_MOST, len(a), len(b)):
        return None
    return frozenset(x + y for x, y in product(a, b))


def _union(sets: Sequence[frozenset[str] | None]) -> frozenset[str] | None:
    found: set[str] = set()
    for one in sets:
        if one is None:
            return None
        found |= one
    return frozenset(found)


def _better(a: frozenset[str] | None, b: frozenset[str] | None) -> frozenset[str] | None:
    """The set that is found less often by chance."""
    if not a or "" in a:
        return None if not b or "" in b else b
    if not b or "" in b:
        return a
    return min(a, b, key=_chance)


def _chance(literals: frozenset[str]) -> float:
    """How often one of them turns up in a text that has nothing to do with them, roughly."""
    return sum(8.0 ** -len(literal) if literal.strip() else 1.0 for literal in literals)
