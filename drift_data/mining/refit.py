"""Fit the shipped scorer anew on labels of one's own logs, and say what that changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from drift_data.errors import DriftError
from drift_data.extras import need
from drift_data.mining.catalogue import Signal, load_catalogue
from drift_data.mining.fit import fit
from drift_data.mining.labels import KEYS, Labels
from drift_data.mining.query import Query, some_of
from drift_data.mining.scorer import SIDES, Scorer, Side, load_scorer
from drift_data.mining.steps import from_score
from drift_data.project import Project
from drift_data.schema import SCORER
from drift_data.store import ParquetSink, Step, StepResult, Store, Version, fingerprint, source_digest

#: A file of a version of `scorer`: the labelled reactions, with what was made of each before and after.
HELD_OUT = "held_out.parquet"


@dataclass(frozen=True)
class Change:
    """A measure of the shipped scorer and of the fitted one on the labelled reactions, each scored by models that had
    not seen its conversation; and the 95% interval of the difference, by bootstrap over conversations.
    """

    before: float | None
    after: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Refitted:
    """A fitted scorer.

    Attributes:
        version: of `scorer`.
        fresh: whether it was made just now.
        rows, conversations: labelled reactions that it was fitted on.
        labelled: by side how many of them are it; mixed ones are both.
        left_out: labels that were not, by reason.
        changes: by side, by the names of `measures.MEASURES`.
    """

    version: Version
    fresh: bool
    rows: int
    conversations: int
    labelled: dict[Side, int]
    left_out: dict[str, int]
    changes: dict[Side, dict[str, Change]]


def refit(store: Store, labels: Labels, project: Project, reference: str = "conversations", seed: int = 0) -> Refitted:
    """Make a version of `scorer`.

    Args:
        project: which signals there are, and from which score or with what precision reactions are labelled.
        reference: the version of `conversations` that the labels are for.
        seed: of the bootstrap.

    Raises:
        DriftError: scipy is missing, or there are too few labels of a kind.
    """
    need("scipy", "fit")
    conversations = store.find(reference)
    if conversations.dataset != "conversations":
        raise DriftError(f"{conversations} holds no conversations.", fix="Name a version of conversations.")
    signals = load_catalogue(project.signals.folder, project.signals.disable)
    start = load_scorer()

    def run(folder: Path) -> StepResult:
        fitted = fit(labels.rows, conversations, signals, start)
        with ParquetSink(folder, SCORER) as sink:
            sink.write(fitted.table.to_arrow())
        before = _scored(fitted.held_out, conversations, signals, start)
        before.write_parquet(folder / HELD_OUT)
        return StepResult(sink.rows, {}, {"labelled reactions": len(before)})

    made = store.make(
        Step(
            name="fit",
            dataset="scorer",
            code=source_digest("drift_data.mining"),
            inputs=() if labels.file is None else (labels.file,),
            parents={"conversations": conversations} | ({} if labels.version is None else {"labels": labels.version}),
            parameters={
                "start": start.digest,
                "signals": {signal.name: fingerprint(signal.model_dump()) for signal in signals},
            },
            schema=SCORER,
            run=run,
            packages=("duckdb", "polars", "pyarrow", "numpy", "scipy"),
        )
    )
    rows = pl.read_parquet(made.version.path / HELD_OUT)
    left_out = {
        "contested": labels.contested,
        "labelled before": labels.repeated,
        "no reaction in words of these conversations": len(labels.rows) - len(rows),
    }
    after = load_scorer(*made.version.files())
    return Refitted(
        version=made.version,
        fresh=made.fresh,
        rows=len(rows),
        conversations=rows["conversation_id"].n_unique(),
        labelled={side: int(rows["label"].is_in([side, "mixed"]).sum()) for side in SIDES},
        left_out={reason: number for reason, number in left_out.items() if number},
        changes={
            side: _changes(
                rows, side, [from_score(scorer, side, project.thresholds) for scorer in (start, after)], seed
            )
            for side in SIDES
        },
    )


def _scored(held_out: pl.DataFrame, conversations: Version, signals: Sequence[Signal], start: Scorer) -> pl.DataFrame:
    """The labelled reactions with `before_dsat_score` and `before_sat_score`, of the scorer that the fit began with."""
    with TemporaryDirectory() as folder:
        some = some_of(conversations, held_out["conversation_id"], Path(folder))
        batches = Query(signals, start, 1, 1).rows(some, Path(folder))
        found = pl.concat([pl.DataFrame(batch).select("kind", *KEYS, *_SCORES) for batch in batches])
    found = found.filter(pl.col("kind") == "message").drop("kind").unique(KEYS, keep="first", maintain_order=True)
    found = found.rename({name: f"before_{name}" for name in _SCORES})
    return held_out.join(found, on=KEYS, how="left", maintain_order="left")


_SCORES = [f"{side}_score" for side in SIDES]


def _changes(rows: pl.DataFrame, side: Side, thresholds: Sequence[float], seed: int) -> dict[str, Change]:
    """What changes from (before, after) with their thresholds."""
    from drift_data.mining.measures import MEASURES, Floats, Rows, bootstrap, measures

    truth = rows["label"].is_in([side, "mixed"]).to_numpy()
    scores = [rows[f"{when}{side}_score"].to_numpy() for when in ("before_", "")]

    def both(chosen: Rows) -> list[Floats]:
        return [
            measures(truth[chosen], score[chosen] >= threshold, score[chosen])
            for score, threshold in zip(scores, thresholds, strict=True)
        ]

    def difference(chosen: Rows) -> Floats:
        before, after = both(chosen)
        return after - before

    import numpy as np

    before, after = both(np.arange(len(truth)))
    low, high = bootstrap(difference, rows["conversation_id"], seed=seed)
    return {
        name: Change(*map(_number, values)) for name, *values in zip(MEASURES, before, after, low, high, strict=True)
    }


def _number(value: float) -> float | None:
    return None if value != value else round(float(value), 4)
