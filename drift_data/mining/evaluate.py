"""How good mined feedback is, beside labels that people gave."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from drift_data.errors import DriftError
from drift_data.extras import need
from drift_data.mining.found import LABELS
from drift_data.mining.labels import KEYS, Labels
from drift_data.mining.refit import HELD_OUT
from drift_data.mining.scorer import SIDES, Side
from drift_data.store import Store, Version, load

if TYPE_CHECKING:
    from drift_data.mining.measures import Bin, Flags, Floats

#: Languages or sources with fewer labels are not measured by themselves; nor more of either than this.
LEAST_ROWS, MOST_GROUPS = 20, 12
_UNKNOWN = "(not given)"


@dataclass(frozen=True)
class Estimate:
    """A measure with its 95% interval, by bootstrap over conversations; None where there is nothing to divide by."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Measured:
    """How good one side, dsat or sat, is on some rows; mixed ones count on both sides.

    Attributes:
        labelled: rows that people called so.
        called: rows that drift called so.
        measures: by the names of `measures.MEASURES`.
    """

    labelled: int
    called: int
    measures: dict[str, Estimate]


@dataclass(frozen=True)
class Evaluation:
    """A version of feedback beside labels.

    Attributes:
        feedback: the version.
        rows, conversations: that were compared.
        left_out: rows of the labels that were not, by reason.
        unseen: rows that are no reaction to drift (no reply before them, or a copy); they count as neutral.
        fitted_on: how many of the rows the scorer of the version was fitted on; they flatter the figures.
        sides: by side, on all rows.
        reliability: by side.
        confusion: what people said -> what drift said -> rows.
        groups: "language" and "source" -> value -> (rows, by side); the largest first. Empty where there is only
            one.
        examples: rows where the two differ, the surest first.
    """

    feedback: Version
    rows: int
    conversations: int
    left_out: dict[str, int]
    unseen: int
    fitted_on: int
    sides: dict[Side, Measured]
    reliability: dict[Side, list[Bin]]
    confusion: dict[str, dict[str, int]]
    groups: dict[str, dict[str, tuple[int, dict[Side, Measured]]]]
    examples: list[dict[str, Any]]

    def as_json(self) -> dict[str, Any]:
        """As `--json` prints it; text of a log only in examples."""
        return {
            "feedback": str(self.feedback),
            "rows": self.rows,
            "conversations": self.conversations,
            "left_out": self.left_out,
            "unseen": self.unseen,
            "fitted_on": self.fitted_on,
            "sides": {side: asdict(measured) for side, measured in self.sides.items()},
            "reliability": {side: [asdict(bin_) for bin_ in bins] for side, bins in self.reliability.items()},
            "confusion": self.confusion,
            "groups": {
                name: {
                    value: {"rows": rows, "sides": {side: asdict(measured) for side, measured in sides.items()}}
                    for value, (rows, sides) in values.items()
                }
                for name, values in self.groups.items()
            },
            "examples": self.examples,
        }


def evaluate(store: Store, labels: Labels, reference: str = "feedback", examples: int = 0, seed: int = 0) -> Evaluation:
    """Measure a version of `feedback`.

    Args:
        examples: how many rows to give for each way of being wrong.
        seed: of the bootstrap.

    Raises:
        DriftError: numpy is missing, there is no such version, or none of the labels is for its conversations.
    """
    need("numpy", "fit")
    feedback = store.find(reference)
    if feedback.dataset != "feedback":
        raise DriftError(f"{feedback} holds no reactions.", fix="Name a version of feedback.")
    rows, elsewhere = _joined(store, feedback, labels)
    if not len(rows):
        raise DriftError(
            f"None of the {len(labels.rows):,} labels is for a conversation of {feedback}.",
            fix="Mine the logs that the labels are for: drift-data mine LOGS.",
        )
    left_out = {
        "contested": labels.contested,
        "labelled before": labels.repeated,
        "of conversations that were not mined": elsewhere,
    }
    from drift_data.mining.measures import reliability

    confusion = {label: dict.fromkeys(LABELS, 0) for label in LABELS}
    for label, mined, number in rows.group_by("label", "mined").len().rows():
        confusion[label][mined] = number
    return Evaluation(
        feedback=feedback,
        rows=len(rows),
        conversations=rows["conversation_id"].n_unique(),
        left_out={reason: number for reason, number in left_out.items() if number},
        unseen=rows["reaction_id"].null_count(),
        fitted_on=_fitted_on(store, feedback, rows),
        sides=_sides(rows, seed),
        reliability={side: reliability(_is(rows["label"], side), _score(rows, side)) for side in SIDES},
        confusion=confusion,
        groups={name: _groups(rows, name, seed) for name in ("language", "source")},
        examples=_examples(store, feedback, rows, examples) if examples else [],
    )


def _joined(store: Store, feedback: Version, labels: Labels) -> tuple[pl.DataFrame, int]:
    """A row per label that is for one of the conversations, and how many are not."""
    mined = (
        load(feedback)
        .filter(pl.col("kind").is_in(["message", "edit"]))
        .join(labels.rows.lazy().select(KEYS), on=KEYS, how="semi")
        .select(
            *KEYS, "reaction_id", "dsat_score", "sat_score", "language", "source", "line", "feedback", "signals",
            mined="label",
        )
        .unique(KEYS, keep="first", maintain_order=True)
        .collect()
    )  # fmt: skip
    there = load(store.find(feedback.manifest.parents["conversations"])).select("conversation_id", "language", "source")
    known = (
        there.join(labels.rows.lazy().select("conversation_id").unique(), on="conversation_id", how="semi")
        .unique("conversation_id", keep="first", maintain_order=True)
        .collect()
    )
    here = labels.rows.join(known, on="conversation_id", how="inner", maintain_order="left")
    rows = here.join(mined, on=KEYS, how="left", maintain_order="left", suffix="_mined")
    rows = rows.with_columns(
        pl.col("mined").fill_null("neutral"),
        pl.col("dsat_score", "sat_score").fill_null(0.0),
        *(pl.coalesce(f"{name}_mined", name, pl.lit(_UNKNOWN)).alias(name) for name in ("language", "source")),
    )
    return rows, len(labels.rows) - len(here)


def _fitted_on(store: Store, feedback: Version, rows: pl.DataFrame) -> int:
    about = feedback.manifest
    while about.step == "judge":
        about = store.find(about.parents["feedback"]).manifest
    if "scorer" not in about.parents:
        return 0
    try:
        fitted = pl.read_parquet(store.find(about.parents["scorer"]).path / HELD_OUT)
    except (DriftError, FileNotFoundError):  # it is gone, or came from elsewhere
        return 0
    return len(rows.join(fitted, on=KEYS, how="semi"))


def _sides(rows: pl.DataFrame, seed: int) -> dict[Side, Measured]:
    from drift_data.mining.measures import MEASURES, Rows, bootstrap, measures

    arrays = [(_is(rows["label"], side), _is(rows["mined"], side), _score(rows, side)) for side in SIDES]

    def both(chosen: Rows) -> list[Floats]:
        return [
            value for truth, called, score in arrays for value in measures(truth[chosen], called[chosen], score[chosen])
        ]

    low, high = bootstrap(both, rows["conversation_id"], seed=seed)
    found: dict[Side, Measured] = {}
    for at, (side, (truth, called, score)) in enumerate(zip(SIDES, arrays, strict=True)):
        begin = at * len(MEASURES)
        values = measures(truth, called, score)
        found[side] = Measured(
            int(truth.sum()),
            int(called.sum()),
            {
                name: Estimate(*map(_number, (values[place], low[begin + place], high[begin + place])))
                for place, name in enumerate(MEASURES)
            },
        )
    return found


def _groups(rows: pl.DataFrame, name: str, seed: int) -> dict[str, tuple[int, dict[Side, Measured]]]:
    counts = rows[name].value_counts().sort(["count", name], descending=[True, False])
    large = counts.filter(pl.col("count") >= LEAST_ROWS).head(MOST_GROUPS)
    if len(counts) < 2:  # that is all rows
        return {}
    return {value: (number, _sides(rows.filter(pl.col(name) == value), seed)) for value, number in large.rows()}


def _examples(store: Store, feedback: Version, rows: pl.DataFrame, most: int) -> list[dict[str, Any]]:
    """For each way of being wrong the rows whose probabilities are furthest from what people said."""
    away = [(pl.col(f"{side}_score") - pl.col("label").is_in([side, "mixed"]).cast(pl.Float64)).abs() for side in SIDES]
    wrong = rows.filter((pl.col("label") != pl.col("mined")) & pl.col("reaction_id").is_not_null())
    wrong = wrong.with_columns(away=pl.max_horizontal(away)).sort(
        ["label", "mined", "away", *KEYS], descending=[False, False, True, False, False]
    )
    shown = wrong.group_by("label", "mined", maintain_order=True).head(most)
    columns = ["reaction_id", "source", "line", "turn", "label", "mined", "dsat_score", "sat_score", "feedback"]
    return shown.select(*columns, signals=pl.col("signals").list.eval(pl.element().struct.field("name"))).to_dicts()


def _is(labels: pl.Series, side: Side) -> Flags:
    return labels.is_in([side, "mixed"]).to_numpy()


def _score(rows: pl.DataFrame, side: Side) -> Floats:
    return rows[f"{side}_score"].to_numpy()


def _number(value: float) -> float | None:
    return None if value != value else round(float(value), 4)
