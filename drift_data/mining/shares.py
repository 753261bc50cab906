"""Which part of a reaction adds how much to its scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from drift_data.duck import literal
from drift_data.mining.atoms import searchable
from drift_data.mining.catalogue import Signal
from drift_data.mining.query import Query, parquet
from drift_data.mining.scorer import Scorer
from drift_data.mining.words import spelled, terms
from drift_data.store import Version

_KEYS = ["conversation_id", "source", "line"]


@dataclass(frozen=True)
class Share:
    """What one part adds to the two logits, z = ln(p / (1 - p)), against a reaction where it is as usual.

    Attributes:
        part: bias, feature, signal, said or heard.
        name: of the feature or signal; the word or words.
        dsat, sat: weight times value, for a feature times how far it is from its usual value.
    """

    part: str
    name: str
    dsat: float
    sat: float


def shares(scorer: Scorer, signals: Sequence[Signal], conversations: Version, row: dict[str, Any]) -> list[Share]:
    """The shares of a reaction in words, greatest first; their sums are the logits of what the model says, before
    signals that it was not fitted on. Empty for a click, which the model does not see.

    Args:
        row: of `feedback`, made from these conversations with these signals and this scorer.
    """
    if row["kind"] != "message":
        return []
    with TemporaryDirectory() as folder:
        path = Path(folder) / "conversation.parquet"
        pl.DataFrame({key: [row[key]] for key in _KEYS}).write_parquet(path)
        one = f"(SELECT * FROM {parquet(conversations)} SEMI JOIN {_read(path)} AS one USING ({', '.join(_KEYS)}))"
        found = pl.concat([pl.DataFrame(batch) for batch in Query(signals, scorer, 1, 1).parts(one, Path(folder))])
    (parts,) = found.filter((pl.col("turn") == row["turn"]) & (pl.col("kind") == "message")).head(1).to_dicts()
    away = {name: float(parts["features"][name]) - scorer.usual[name] for name in scorer.features}
    added = [
        Share("feature", name, dsat * away[name], sat * away[name]) for name, (dsat, sat) in scorer.features.items()
    ]
    added.append(Share("bias", "a usual reaction", *_usual(scorer)))
    added += [
        Share("signal", name, dsat, sat) for name, (dsat, sat) in scorer.signals.items() if parts.get(f"signal {name}")
    ]
    for part, weights in (("said", scorer.said), ("heard", scorer.heard)):
        (text,) = searchable(pl.Series([parts[part]]))
        words = spelled(text)
        known = {
            term: (dsat, sat) for term, dsat, sat in weights.filter(pl.col("term").is_in([t for _, t in words])).rows()
        }
        value = terms(pl.Series([text]))["value"].first() or 0.0
        added += [
            Share(part, word, known[term][0] * value, known[term][1] * value) for word, term in words if term in known
        ]
    return sorted(added, key=lambda share: -max(abs(share.dsat), abs(share.sat)))


def _usual(scorer: Scorer) -> tuple[float, float]:
    """The logits of a reaction whose features are all as usual, without a signal or a known word."""
    weights = scorer.features.items()
    return (
        scorer.bias[0] + sum(dsat * scorer.usual[name] for name, (dsat, _) in weights),
        scorer.bias[1] + sum(sat * scorer.usual[name] for name, (_, sat) in weights),
    )


def _read(path: Path) -> str:
    return f"(FROM read_parquet({literal(str(path))}))"
