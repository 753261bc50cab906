"""Fit the scorer on labelled reactions: two logistic regressions, each held to where it starts from.

The weights are those of greatest posterior probability: Gaussian around the weights of the scorer that the fit starts
from (around 0 where there is none), so that few labels move it a little and many labels a lot. The probabilities are
then calibrated (Platt scaling) on what models fitted on the other folds say of each reaction, folds by conversation.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import polars as pl

from drift_data.errors import DriftError
from drift_data.extras import need
from drift_data.mining.atoms import searchable
from drift_data.mining.catalogue import Signal
from drift_data.mining.query import Query, some_of
from drift_data.mining.scorer import SIDES, Scorer, Side, read_scorer
from drift_data.mining.words import terms
from drift_data.store import Version

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

    Floats = NDArray[np.float64]

#: A signal, or a word, that fewer labelled reactions have is not weighed.
LEAST_SIGNAL, LEAST_WORD = 5, 2
FOLDS = 10
#: Standard deviation of the weights around where they start, for a feature in units of its own deviation.
_WIDTH = 0.55
_SCALES = {"signal": 0.7, "evidence": 1.0, "feature": 0.3, "said": 2.0, "heard": 2.0}
#: Wanted precisions that thresholds are kept for.
_PRECISIONS = [round(0.5 + 0.01 * step, 2) for step in range(50)]


@dataclass(frozen=True)
class Labelled:
    """Labelled reactions as the model sees them: n rows, k columns.

    Attributes:
        rows: conversation_id, turn, label of each.
        columns: (kind, name) of each column.
        matrix: (n, k) sparse.
        scale: (k,) by which a weight is held: the greater, the freer.
    """

    rows: pl.DataFrame
    columns: list[tuple[str, str]]
    matrix: csr_matrix
    scale: Floats

    def truth(self, side: Side) -> Floats:
        """(n,) 1 where the reaction is dsat (or sat); mixed ones are both."""
        return self.rows["label"].is_in([side, "mixed"]).cast(pl.Float64).to_numpy()


@dataclass(frozen=True)
class Fitted:
    """A scorer and how it came out.

    Attributes:
        table: the scorer, columns of `SCORER`.
        held_out: conversation_id, turn, label, and the dsat_score and sat_score of models that had not seen the
            conversation.
    """

    table: pl.DataFrame
    held_out: pl.DataFrame


def fit(labels: pl.DataFrame, conversations: Version, signals: Sequence[Signal], start: Scorer | None) -> Fitted:
    """Fit on the labelled reactions of a version of `conversations`.

    Args:
        labels: conversation_id, turn, label (dsat, sat, mixed or neutral), a row per reaction.
        signals: the catalogue in use.
        start: where the weights start from; None: from nothing.

    Raises:
        DriftError: scipy is missing, or there are too few labels of a kind.
    """
    need("scipy", "fit")
    data = featurize(labels, conversations, signals, start)
    return _fit(data, start)


def featurize(
    labels: pl.DataFrame, conversations: Version, signals: Sequence[Signal], start: Scorer | None
) -> Labelled:
    """The labelled reactions that are among the conversations, as the model sees them."""
    wanted = labels.select("conversation_id", pl.col("turn").cast(pl.Int32), "label").unique(
        ["conversation_id", "turn"], keep="first", maintain_order=True
    )
    with TemporaryDirectory() as folder:
        some = some_of(conversations, wanted["conversation_id"], Path(folder))

        def see(weighed: Sequence[str]) -> pl.DataFrame:
            batches = Query(signals, _weighing(weighed), 0.5, 0.5).parts(some, Path(folder))
            frames = [pl.DataFrame(batch) for batch in batches]
            if not frames:
                raise DriftError(
                    f"None of the {len(wanted):,} labels is for a reaction of {conversations}.",
                    fix="Name the logs that were labelled: drift-data mine LOGS, or --conversations REF.",
                )
            found = pl.concat(frames).filter(pl.col("kind") == "message")
            found = found.unique(["conversation_id", "turn"], keep="first", maintain_order=True)
            return wanted.join(found, on=["conversation_id", "turn"], how="inner", maintain_order="left")

        seen = see([])
        known = start.signals if start else {}
        weighed = [
            signal.name
            for signal in signals
            if signal.name in known or seen[f"signal {signal.name}"].sum() >= LEAST_SIGNAL
        ]
        return _columns(see(weighed), weighed, start)


def _weighing(signals: Sequence[str]) -> Scorer:
    """A scorer that knows these signals, and weighs nothing."""
    terms = ["bias", *(f"signal {name}" for name in signals)]
    return read_scorer(pl.DataFrame({"term": terms}).with_columns(dsat=0.0, sat=0.0, usual=pl.lit(None, pl.Float64)))


def _columns(rows: pl.DataFrame, signals: Sequence[str], start: Scorer | None) -> Labelled:
    import numpy as np
    from scipy import sparse

    features = rows["features"].struct.unnest().cast(pl.Float64)
    values = features.to_numpy()
    deviations = values.std(axis=0)
    of_its_own = [name.startswith("evidence") for name in features.columns]
    scale = np.where(
        of_its_own, _SCALES["evidence"], _SCALES["feature"] / np.where(deviations > 0, deviations, 1)
    ).tolist()
    columns = [("feature", name) for name in features.columns]
    blocks: list[Any] = [values]

    if signals:
        blocks.append(rows.select(f"signal {name}" for name in signals).cast(pl.Float64).to_numpy())
    columns += [("signal", name) for name in signals]
    scale += [_SCALES["signal"]] * len(signals)

    for kind in ("said", "heard"):
        found = terms(searchable(rows[kind]))
        before = getattr(start, kind)["term"] if start else pl.Series("term", [], pl.UInt64)
        counts = found.group_by("term").agg(pl.col("row").n_unique())
        words = pl.concat([counts.filter(pl.col("row") >= LEAST_WORD)["term"], before]).unique().sort()
        places = found.join(pl.DataFrame({"term": words}).with_row_index("column"), on="term")
        blocks.append(
            sparse.csr_matrix(
                (places["value"].to_numpy(), (places["row"].to_numpy(), places["column"].to_numpy())),
                (len(rows), len(words)),
            )
        )
        columns += [(kind, str(word)) for word in words]
        scale += [_SCALES[kind]] * len(words)
    matrix = sparse.hstack([sparse.csr_matrix(block) for block in blocks]).tocsr()
    return Labelled(rows.select("conversation_id", "turn", "label"), columns, matrix, np.array(scale))


def _fit(data: Labelled, start: Scorer | None) -> Fitted:
    import numpy as np

    begin = _beginning(data, start)
    of_fold = folds(data.rows["conversation_id"])
    held_out = data.rows
    weights = []
    for at, side in enumerate(SIDES):
        truth = data.truth(side)
        if truth.sum() < FOLDS:
            raise DriftError(
                f"Only {int(truth.sum())} of {len(truth):,} labelled reactions are {side} or mixed.",
                fix=f"Label more: at least {FOLDS} of them must be.",
            )
        logits = np.zeros(len(truth))
        for fold in range(FOLDS):
            inside = of_fold != fold
            fitted = _in_turn(data, inside, truth, begin[:, at])
            logits[~inside] = data.matrix[~inside] @ fitted[:-1] + fitted[-1]
        slope, shift = _calibrate(logits, truth)
        held_out = held_out.with_columns(pl.Series(f"{side}_score", 1 / (1 + np.exp(-(slope * logits + shift)))))
        whole = _in_turn(data, of_fold >= 0, truth, begin[:, at]) * slope
        whole[-1] += shift
        weights.append(whole)
    names = [*(f"{kind} {name}" for kind, name in data.columns), "bias"]
    usual = [
        float(data.matrix[:, at].mean()) if kind == "feature" else None for at, (kind, _) in enumerate(data.columns)
    ]
    dsat, sat = weights
    table = pl.DataFrame({"term": names, "dsat": dsat, "sat": sat, "usual": [*usual, None]})
    return Fitted(pl.concat([table, _thresholds(held_out)]), held_out)


def _beginning(data: Labelled, start: Scorer | None) -> Floats:
    """(k + 1, 2) weights to start from, the bias last."""
    import numpy as np

    begin = np.zeros((len(data.columns) + 1, 2))
    if start is None:
        for at, side in enumerate(SIDES):  # believe the strengths that the signals declare
            begin[data.columns.index(("feature", f"evidence_{side}")), at] = 1
        return begin
    tables: dict[str, dict[str, tuple[float, float]]] = {
        "signal": dict(start.signals),
        "feature": dict(start.features),
    }
    for kind, weights in (("said", start.said), ("heard", start.heard)):
        tables[kind] = {str(term): (dsat, sat) for term, dsat, sat in weights.rows()}
    for at, (kind, name) in enumerate(data.columns):
        begin[at] = tables[kind].get(name, (0.0, 0.0))
    begin[-1] = start.bias
    return begin


def folds(conversations: pl.Series) -> Any:
    """(n,) the fold of each row, from 0 to FOLDS - 1, by a hash of its conversation."""
    import numpy as np

    digests = (hashlib.sha256(id_.encode()).digest() for id_ in conversations)
    return np.array([int.from_bytes(digest[:4]) % FOLDS for digest in digests])


def _in_turn(data: Labelled, rows: Any, truth: Floats, begin: Floats) -> Floats:
    """(k + 1,) weights, the bias last, fitted in two turns: first those of signals and features, which hold in any
    language, then, given these, those of words. Fitted together, the words of the one language that the labels are in
    would take from the signals what these alone tell in the others.
    """
    import numpy as np

    matrix, truth = data.matrix[rows], truth[rows]
    words = np.array([kind in ("said", "heard") for kind, _ in data.columns])
    weights = begin.copy()
    for free in (~words, words):
        given = matrix[:, ~free] @ weights[:-1][~free]
        both = np.append(free, True)
        weights[both] = _regress(matrix[:, free], truth, data.scale[free], weights[both], given)
    return weights


def _regress(matrix: csr_matrix, truth: Floats, scale: Floats, begin: Floats, given: Floats | float = 0.0) -> Floats:
    """(k + 1,) weights, the bias last: logistic regression with the prior Normal(begin, (_WIDTH * scale)^2).

    The bias is free, but where it starts from somewhere it is held there like a signal.

    Args:
        given: what is added to each row's logit.
    """
    import numpy as np
    from scipy.optimize import minimize

    hold = 1 / (_WIDTH * np.append(scale, 1.0 if begin[-1] else 1e3)) ** 2
    sign = 2 * truth - 1

    def loss(weights: Floats) -> tuple[float, Floats]:
        margin = sign * (matrix @ weights[:-1] + weights[-1] + given)
        away = weights - begin
        pull = -sign / (1 + np.exp(margin))
        gradient = np.append(matrix.T @ pull, pull.sum()) + hold * away
        return float(np.logaddexp(0, -margin).sum() + 0.5 * (hold * away**2).sum()), gradient

    found = minimize(loss, begin, jac=True, method="L-BFGS-B", options={"maxiter": 1000, "maxfun": 2000})
    result: Floats = found.x
    return result


def _calibrate(logits: Floats, truth: Floats) -> tuple[float, float]:
    """(slope, shift) for the logits (Platt 1999), held to (1, 0) as by some twenty reactions."""
    import numpy as np
    from scipy.sparse import csr_matrix

    both = _regress(csr_matrix(logits[:, None]), truth, np.array([1.0]), np.array([1.0, 0.0]))
    return float(both[0]), float(both[1])


def _thresholds(held_out: pl.DataFrame) -> pl.DataFrame:
    """For each wanted precision the least score from which on the mean probability is as great."""
    import numpy as np

    columns: dict[str, list[float]] = {}
    for side in SIDES:
        scores = np.sort(held_out[f"{side}_score"].to_numpy())[::-1]
        means = np.cumsum(scores) / np.arange(1, len(scores) + 1)
        enough = [int(np.searchsorted(-means, -wanted, side="right")) for wanted in _PRECISIONS]
        columns[side] = [float(scores[number - 1]) if number else 1.0 for number in enough]
    return pl.DataFrame({"term": [f"precision {wanted:.2f}" for wanted in _PRECISIONS]} | columns).with_columns(
        usual=pl.lit(None, pl.Float64)
    )
