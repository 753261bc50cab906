"""The atoms of the phrases shipped here, found once and kept: finding them takes a third of a second.

python -m drift_data.mining.literals

finds them anew after a phrase was changed; those of phrases that the file does not know are found at each start.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

import polars as pl

from drift_data.mining.atoms import atoms
from drift_data.mining.catalogue import UNSPACED, Phrases, load_catalogue

KEPT = Path(__file__).with_name("literals.parquet")

Literals = frozenset[str] | None


def literals(phrases: Phrases) -> Literals:
    """Literals of which every match of the phrases holds at least one, as `atoms.atoms` finds them."""
    kept = _kept()
    key = _key(phrases)
    return kept[key] if key in kept else find_literals(phrases)


def find_literals(phrases: Phrases) -> Literals:
    """The same, without a look at what is kept."""
    return atoms(phrases.union, phrases.language not in UNSPACED)


def keep(every: Sequence[Phrases], path: Path) -> None:
    """Find the literals of all these phrases, and write them."""
    found = {_key(phrases): find_literals(phrases) for phrases in every}
    rows = {
        "phrases": list(found),
        "literals": [None if literals is None else sorted(literals) for literals in found.values()],
    }
    pl.DataFrame(rows, schema={"phrases": pl.String, "literals": pl.List(pl.String)}).sort("phrases").write_parquet(
        path, compression="zstd"
    )


@cache
def _kept() -> dict[str, Literals]:
    rows = pl.read_parquet(KEPT).rows()
    return {key: None if literals is None else frozenset(literals) for key, literals in rows}


def _key(phrases: Phrases) -> str:
    return sha256(f"{phrases.language in UNSPACED} {phrases.union}".encode()).hexdigest()[:16]


if __name__ == "__main__":
    keep([phrases for signal in load_catalogue() for phrases in signal.spoken], KEPT)
