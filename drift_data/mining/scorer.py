"""From the signals, words and circumstances of a reaction to probabilities that it is dsat, and sat.

Two linear models, one a side: z = bias + the sum of weights, probability = 1 / (1 + exp(-z)). They are fitted on
labelled reactions and calibrated there (`fit`), and shipped as a table of weights, `scorer.parquet`; of the words it
holds numbers only (`words`).

Signals that the model was not fitted on, those that nobody had in the labelled logs and those of your own, count by
their declared strength as independent evidence: 1 - (1 - probability) * prod(1 - strength). So do all signals of a
reaction without words, such as a click.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import polars as pl

from drift_data.errors import DriftError
from drift_data.mining.catalogue import Signal
from drift_data.schema import SCORER
from drift_data.store.fingerprint import fingerprint

Side = Literal["dsat", "sat"]
SIDES: tuple[Side, Side] = ("dsat", "sat")
SHIPPED = Path(__file__).with_name("scorer.parquet")
#: No reaction of a lower score is called dsat (or sat), whatever precision is wanted of all that are.
LEAST_THRESHOLD = 0.4


@dataclass(frozen=True)
class Scorer:
    """The weights.

    Attributes:
        digest: of all of it.
        bias: of each side.
        features: feature of features.sql -> (dsat, sat).
        usual: feature -> its mean over the reactions that the model was fitted on.
        signals: signal -> (dsat, sat); those that the model was fitted on.
        said, heard: columns term (UInt64), dsat, sat: words and pairs of the user turn, and of the opening of the next
            reply.
        precision: (wanted, dsat, sat), rising: from which score on so large a share is what it is called.
    """

    digest: str
    bias: tuple[float, float]
    features: Mapping[str, tuple[float, float]]
    usual: Mapping[str, float]
    signals: Mapping[str, tuple[float, float]]
    said: pl.DataFrame
    heard: pl.DataFrame
    precision: Sequence[tuple[float, float, float]]

    def threshold(self, side: Side, precision: float) -> float:
        """From which score on reactions are called dsat (or sat), for so large a share of them to be that."""
        column = 1 + SIDES.index(side)
        found = next((row[column] for row in self.precision if row[0] >= precision - 1e-9), 1.0)
        return round(max(found, LEAST_THRESHOLD), 4)


@cache
def load_scorer(path: Path = SHIPPED) -> Scorer:
    """The scorer in a file.

    Raises:
        DriftError: it is missing, or is none.
    """
    try:
        return read_scorer(pl.read_parquet(path))
    except (OSError, pl.exceptions.PolarsError, KeyError, ValueError) as error:
        raise DriftError(f"{path} is no scorer.", why=str(error).split("\n")[0]) from error


def read_scorer(table: pl.DataFrame) -> Scorer:
    """The scorer in a table of the columns of `SCORER`.

    Raises:
        KeyError, ValueError, polars.exceptions.PolarsError: it is none.
    """
    table = table.select(pl.col(name) for name in SCORER.names)
    parts = table.with_columns(pl.col("term").str.split_exact(" ", 1).struct.rename_fields(["kind", "name"])).unnest(
        "term"
    )

    def of(kind: str) -> pl.DataFrame:
        return parts.filter(pl.col("kind") == kind).drop("kind")

    def named(kind: str) -> dict[str, tuple[float, float]]:
        return {name: (dsat, sat) for name, dsat, sat, _ in of(kind).rows()}

    return Scorer(
        digest=fingerprint(table.rows()),
        bias=of("bias").select("dsat", "sat").row(0),
        features=named("feature"),
        usual=dict(of("feature").select("name", "usual").rows()),
        signals=named("signal"),
        said=of("said").select(pl.col("name").cast(pl.UInt64).alias("term"), "dsat", "sat"),
        heard=of("heard").select(pl.col("name").cast(pl.UInt64).alias("term"), "dsat", "sat"),
        precision=of("precision").select(pl.col("name").cast(pl.Float64), "dsat", "sat").sort("name").rows(),
    )


def strength_sql(signals: Sequence[Signal], scorer: Scorer, side: Side, fired: Mapping[str, str]) -> str:
    """The strength of all signals of one side that the model was fitted on, taken together.

    Args:
        fired: for each signal's name the SQL expression that is not NULL where it fired.
    """
    return _together([signal for signal in signals if signal.name in scorer.signals], side, fired)


def score_sql(signals: Sequence[Signal], scorer: Scorer, side: Side, fired: Mapping[str, str]) -> str:
    """The score as a SQL expression over rows of features.sql.

    Args:
        signals: the catalogue in use.
        fired: for each signal's name the SQL expression that is not NULL where it fired.
    """
    at = SIDES.index(side)
    parts = [f"{scorer.bias[at]:.6e}", f"worded.{side}"]
    parts += [f"{weights[at]:.6e} * features.{name}" for name, weights in scorer.features.items()]
    parts += [
        f"CASE WHEN {fired[signal.name]} IS NULL THEN 0 ELSE {scorer.signals[signal.name][at]:.6e} END"
        for signal in signals
        if signal.name in scorer.signals
    ]
    others = [signal for signal in signals if signal.name not in scorer.signals]
    model = f"1 - (1 - 1 / (1 + exp(-({' + '.join(parts)})))) * (1 - {_together(others, side, fired)})"
    return f"round(CASE kind WHEN 'message' THEN {model} ELSE {_together(signals, side, fired)} END, 4)::DOUBLE"


def _together(signals: Sequence[Signal], side: Side, fired: Mapping[str, str]) -> str:
    """Strengths as independent pieces of evidence: 1 - prod(1 - strength) over those that fired (noisy-or)."""
    factors = [
        f"CASE WHEN {fired[signal.name]} IS NULL THEN 1e0 ELSE {1 - signal.strength:.6e} END"
        for signal in signals
        if signal.polarity == side
    ]
    return f"(1 - {' * '.join(factors) or '1e0'})"
