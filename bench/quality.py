"""How well drift finds what annotators found, beside what people write first.

python bench/quality.py LABELS.jsonl CONVERSATIONS... [--project drift.yaml] [--examples 20 [--text]]

LABELS has a line per user turn: {"conversation_id", "turn", "label", "rubric", "confidence"}. turn is the 0-based index
of the message in its conversation, label one of dsat, sat, mixed, neutral. Lines with the confidence "contested" are
left out. CONVERSATIONS is anything drift can mine. mixed counts as dsat and as sat. Intervals are 95%, by bootstrap
over conversations.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl
from measure import versions
from numpy.typing import NDArray
from phrases import COMBINED, WORD_LIST

import drift_data

LABELS = ("dsat", "sat", "mixed", "neutral")
ROUNDS = 1000

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels", type=Path, metavar="LABELS.jsonl")
    parser.add_argument("conversations", nargs="+", metavar="CONVERSATIONS")
    parser.add_argument("--project", type=Path, help="a drift.yaml with mappings, signals or thresholds")
    parser.add_argument("--examples", type=int, default=0, metavar="N", help="show the N worst errors of each kind")
    parser.add_argument("--text", action="store_true", help="with --examples: show what was said, too")
    options = parser.parse_args()
    project = drift_data.load_project(options.project) if options.project else None

    with TemporaryDirectory(prefix="drift-bench-") as store:
        drift_data.mine(options.conversations, store, project)
        rows = joined(options.labels, Path(store))
    print(versions("drift-llm", "duckdb", "polars", "numpy"))
    print(f"{len(rows):,} labelled turns of {rows['conversation_id'].n_unique():,} conversations\n")
    report(rows)
    if options.examples:
        show_errors(rows, options.examples, options.text)


def joined(labels: Path, store: Path) -> pl.DataFrame:
    """A row per labelled turn: label, rubric, what drift made of it, and what was said.

    Raises:
        SystemExit: the labels are for other conversations.
    """
    wanted = (
        pl.read_ndjson(labels).filter(pl.col("confidence") != "contested").with_columns(pl.col("turn").cast(pl.Int32))
    )
    keys = ["conversation_id", "turn"]
    wanted = wanted.unique(keys, keep="first", maintain_order=True)
    said = (
        drift_data.load("conversations", store)
        .select("conversation_id", "messages")
        .join(wanted.lazy().select("conversation_id").unique(), on="conversation_id", how="semi")
        .with_columns(turn=pl.int_ranges(0, pl.col("messages").list.len(), dtype=pl.Int32))
        .explode("messages", "turn")
        .select(*keys, text=pl.col("messages").struct.field("content"))
        .unique(keys, keep="first", maintain_order=True)
        .collect()
    )
    mined = (
        drift_data.load("feedback", store)
        .filter(pl.col("kind").is_in(["message", "edit"]))
        .select(
            *keys,
            "dsat_score",
            "sat_score",
            mined="label",
            signals=pl.col("signals").list.eval(pl.element().struct.field("name")),
        )
        .unique(keys, keep="first", maintain_order=True)
        .collect()
    )
    rows = wanted.join(said, on=keys, how="left", maintain_order="left").join(
        mined, on=keys, how="left", maintain_order="left"
    )
    lost = rows["text"].null_count()
    if lost == len(rows):
        raise SystemExit("None of the labelled turns is in the conversations.")
    if lost:
        print(f"{lost} labelled turns are not among the conversations that drift could read; taken as neutral")
    unseen = rows["mined"].null_count() - lost
    if unseen:
        print(f"{unseen} labelled turns are no reaction to drift (no reply before them, or a copy); taken as neutral")
    return rows.with_columns(
        pl.col("text").fill_null(""),
        pl.col("mined").fill_null("neutral"),
        pl.col("dsat_score", "sat_score").fill_null(0.0),
    )


def report(rows: pl.DataFrame) -> None:
    """Print the tables."""
    texts = rows["text"].str.to_lowercase().to_list()
    listed = re.compile(rf"\b({'|'.join(map(re.escape, WORD_LIST))})\b")
    combined = re.compile(COMBINED)
    resample = resampler(rows["conversation_id"])
    dsat, sat = _side(rows["label"], "dsat"), _side(rows["label"], "sat")
    print(f"{'':28}{'precision':>20}{'recall':>20}{'F1':>20}{'average precision':>20}")
    _line("dsat  drift", dsat, _side(rows["mined"], "dsat"), rows["dsat_score"].to_numpy(), resample)
    for name, pattern in (("word list", listed), ("phrases, one regex", combined)):
        hits = np.array([bool(pattern.search(text)) for text in texts])
        _line(f"dsat  {name}", dsat, hits, hits.astype(float), resample)
    _line("sat   drift", sat, _side(rows["mined"], "sat"), rows["sat_score"].to_numpy(), resample)

    print("\nRecall by rubric, of the turns that are dsat or mixed")
    by_rubric = rows.with_columns(called=_side(rows["mined"], "dsat")).filter(dsat).group_by("rubric")
    for rubric, turns, recall in by_rubric.agg(pl.len(), pl.mean("called")).sort("len", descending=True).rows():
        print(f"  {rubric:28}{recall:6.2f}  of {turns}")

    print("\nAnnotators (down) and drift (across)")
    print(f"  {'':10}" + "".join(f"{label:>9}" for label in LABELS))
    for label in LABELS:
        made = rows.filter(pl.col("label") == label)["mined"]
        print(f"  {label:10}" + "".join(f"{(made == other).sum():9,}" for other in LABELS))


def show_errors(rows: pl.DataFrame, count: int, with_text: bool) -> None:
    """Print where drift is surest and wrong, and what it missed by most."""
    is_dsat, says_dsat = pl.col("label").is_in(["dsat", "mixed"]), pl.col("mined").is_in(["dsat", "mixed"])
    for title, errors in (
        ("Called dsat, but is not", rows.filter(~is_dsat & says_dsat).sort("dsat_score", descending=True)),
        ("Is dsat, but not called so", rows.filter(is_dsat & ~says_dsat).sort("dsat_score")),
    ):
        print(f"\n{title}: {len(errors)}")
        for row in errors.head(count).iter_rows(named=True):
            why = f"{row['dsat_score']:.2f} by {', '.join(row['signals'] or []) or 'no signal'}"
            print(f"  {row['conversation_id']} {row['turn']}: {row['label']}, {row['rubric']}; {why}")
            if with_text:
                print(f"      {row['text'][:200]!r}")


def resampler(conversations: pl.Series) -> Callable[[int], NDArray[np.intp]]:
    """Draws conversations with replacement: number of the draw -> the rows of those drawn."""
    groups = [
        np.array(rows)
        for rows in pl.DataFrame({"id": conversations})
        .with_row_index("row")
        .group_by("id", maintain_order=True)
        .agg("row")["row"]
        .to_list()
    ]

    def draw(number: int) -> NDArray[np.intp]:
        chosen = np.random.default_rng(number).integers(len(groups), size=len(groups))
        return np.concatenate([groups[place] for place in chosen])

    return draw


def measures(truth: Flags, called: Flags, score: Floats) -> Floats:
    """(4,): precision, recall, F1, average precision. Nan where there is nothing to divide by."""
    both = np.sum(truth & called)
    with np.errstate(invalid="ignore", divide="ignore"):
        precision, recall = both / np.sum(called), both / np.sum(truth)
        return np.array(
            [precision, recall, 2 * both / (np.sum(called) + np.sum(truth)), average_precision(truth, score)]
        )


def average_precision(truth: Flags, score: Floats) -> float:
    """Area under precision over recall, in steps; rows of equal score count as one step."""
    order = np.argsort(-score, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(score[order])), len(order) - 1)
    hits = np.cumsum(truth[order])[ends]
    if hits[-1] == 0:
        return float("nan")
    return float(np.sum(np.diff(hits, prepend=0) * hits / (ends + 1)) / hits[-1])


def _line(name: str, truth: Flags, called: Flags, score: Floats, resample: Callable[[int], NDArray[np.intp]]) -> None:
    drawn = [measures(truth[rows], called[rows], score[rows]) for rows in map(resample, range(ROUNDS))]
    low, high = np.nanpercentile(drawn, [2.5, 97.5], axis=0)
    values = zip(measures(truth, called, score), low, high, strict=True)
    print(f"{name:28}" + "".join(f"{f'{value:.2f} ({a:.2f}-{b:.2f})':>20}" for value, a, b in values))


def _side(labels: pl.Series, side: str) -> Flags:
    return labels.is_in([side, "mixed"]).to_numpy()


if __name__ == "__main__":
    main()
