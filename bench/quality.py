"""How well drift finds what annotators found, beside hand-set rules, a word list and TF-IDF, in one run.

python bench/quality.py LABELS.jsonl CONVERSATIONS... [--proxies FILE.jsonl.gz ...] [--examples 20 [--text]]

LABELS has a line per user turn: {"conversation_id", "turn", "label", "rubric", "confidence"}. turn is the 0-based index
of the message in its conversation, label one of dsat, sat, mixed, neutral. Lines with the confidence "contested" are
left out. CONVERSATIONS is anything drift can mine. mixed counts as dsat and as sat.

Every score of drift and of TF-IDF is that of a model fitted without the conversation (ten folds by conversation, the
same for both). Proxies are labelled dialogues of other kinds, a line per turn: {"conversation_id", "messages",
"label"}, the label for the last message; the models are those fitted on all of LABELS, and on nothing else. Intervals
are 95%, by bootstrap over conversations.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import orjson
import polars as pl
from measure import machine, versions
from phrases import WORD_LIST
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

import drift_data
from drift_data.mining.catalogue import Signal, load_catalogue
from drift_data.mining.fit import FOLDS, Fitted, fit, folds
from drift_data.mining.measures import MEASURES, Flags, Floats, Rows, bootstrap, measures, reliability
from drift_data.mining.query import Query, parquet
from drift_data.mining.scorer import SIDES, Scorer, read_scorer
from drift_data.store import Store, Version

KEYS = ["conversation_id", "turn"]
PRECISION = 0.8
RANKING = [MEASURES.index("average_precision"), MEASURES.index("precision_at_recall_0.5")]
DRIFT, RULES, LIST, TFIDF = "drift", "(a) hand-set rules", "(b) word list", "(c) TF-IDF + LR"
LISTED = re.compile(rf"\b({'|'.join(map(re.escape, WORD_LIST))})\b")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels", type=Path, metavar="LABELS.jsonl")
    parser.add_argument("conversations", nargs="+", metavar="CONVERSATIONS")
    parser.add_argument("--proxies", nargs="+", type=Path, default=[], metavar="FILE", help="labelled dialogues")
    parser.add_argument("--examples", type=int, default=0, metavar="N", help="show the N worst errors of each kind")
    parser.add_argument("--text", action="store_true", help="with --examples: show what was said, too")
    options = parser.parse_args()
    print(machine())
    print(versions("drift-llm", "duckdb", "polars", "numpy", "scipy", "scikit-learn"))

    signals = load_catalogue()
    labels = pl.read_ndjson(options.labels).filter(pl.col("confidence") != "contested")
    with TemporaryDirectory(prefix="drift-bench-") as folder:
        conversations = mined(options.conversations, Path(folder))
        fitted = fit(labels, conversations, signals, None)
        rows = joined(labels, conversations, signals, fitted)
        print(f"{len(rows):,} labelled turns of {rows['conversation_id'].n_unique():,} conversations")
        scorer = read_scorer(fitted.table)
        report(rows, scorer)
        for path in options.proxies:
            report_proxy(path, rows, signals, scorer)
    if options.examples:
        show_errors(rows, scorer, options.examples, options.text)


def mined(sources: Sequence[str], store: Path) -> Version:
    """The version of `conversations` that drift makes of dumps."""
    drift_data.mine(sources, store)
    return Store(store).find("conversations")


def joined(labels: pl.DataFrame, conversations: Version, signals: Sequence[Signal], fitted: Fitted) -> pl.DataFrame:
    """A row per labelled turn that is a reaction: label, rubric, what was said, and the scores of each contender.

    Raises:
        SystemExit: the labels are for other conversations.
    """
    rows = fitted.held_out.join(labels.select(*KEYS, "rubric").with_columns(pl.col("turn").cast(pl.Int32)), on=KEYS)
    rows = rows.unique(KEYS, keep="first", maintain_order=True)
    if rows.is_empty():
        raise SystemExit("None of the labelled turns is in the conversations.")
    if lost := labels.select(KEYS).n_unique() - len(rows):
        print(f"{lost} labelled turns are no reaction to drift (no reply before them, or a copy); left out")
    ruled = scored(conversations, signals, by_hand()).rename({f"{side}_score": f"{side}_rules" for side in SIDES})
    rows = rows.join(ruled, on=KEYS, maintain_order="left")
    texts, fold = rows["text"].to_list(), folds(rows["conversation_id"])
    for side in SIDES:
        truth = is_side(rows, side)
        score = np.zeros(len(rows))
        for number in range(FOLDS):
            inside = np.flatnonzero(fold != number)
            outside = np.flatnonzero(fold == number)
            model = tfidf().fit([texts[at] for at in inside], truth[inside])
            score[outside] = model.predict_proba([texts[at] for at in outside])[:, 1]
        rows = rows.with_columns(pl.Series(f"{side}_tfidf", score))
    return rows


def scored(conversations: Version, signals: Sequence[Signal], scorer: Scorer) -> pl.DataFrame:
    """Conversation_id, turn, dsat_score, sat_score and text of every user turn that is a reaction."""
    with TemporaryDirectory() as spill:
        batches = list(Query(signals, scorer, 0.5, 0.5).rows(parquet(conversations), Path(spill)))
    found = pl.concat([pl.DataFrame(batch) for batch in batches]).filter(pl.col("kind") == "message")
    return found.select(*KEYS, "dsat_score", "sat_score", text="feedback").unique(KEYS, keep="first")


def by_hand() -> Scorer:
    """The first version of drift: the strengths that the signals declare, as independent evidence, and nothing else."""
    return read_scorer(pl.DataFrame({"term": ["bias"], "dsat": [-50.0], "sat": [-50.0], "usual": [None]}))


def tfidf() -> Pipeline:
    """Words and pairs of the user turn, weighed as one usually does."""
    return make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
        LogisticRegression(C=10, class_weight="balanced", max_iter=1000),
    )


def is_side(rows: pl.DataFrame, side: str) -> Flags:
    """(n,) True where people said dsat (or sat) or mixed."""
    return rows["label"].is_in([side, "mixed"]).to_numpy()


def contenders(rows: pl.DataFrame, side: str, threshold: float) -> Iterator[tuple[str, Flags, Floats]]:
    """(name, called, score) of each."""
    score = rows[f"{side}_score"].to_numpy()
    yield DRIFT, score >= threshold, score
    score = rows[f"{side}_rules"].to_numpy()
    yield RULES, score >= 0.5, score
    if side == "dsat":
        hits = np.array([bool(LISTED.search(text.lower())) for text in rows["text"]])
        yield LIST, hits, hits.astype(float)
    score = rows[f"{side}_tfidf"].to_numpy()
    yield TFIDF, score >= 0.5, score


def report(rows: pl.DataFrame, scorer: Scorer) -> None:
    """Print the tables of the labelled turns."""
    threshold = {side: scorer.threshold(side, PRECISION) for side in SIDES}
    for side in SIDES:
        truth = is_side(rows, side)
        print(f"\n{side}: {truth.sum()} turns; drift calls so what scores {threshold[side]:.2f} or more")
        heading(list(MEASURES))
        for name, called, score in contenders(rows, side, threshold[side]):
            line(name, rows, lambda at, c=called, s=score, t=truth: measures(t[at], c[at], s[at]))

    called = rows["dsat_score"].to_numpy() >= threshold["dsat"]
    print("\nRecall of drift by rubric, of the turns that are dsat or mixed")
    by_rubric = rows.with_columns(called=pl.Series(called)).filter(is_side(rows, "dsat")).group_by("rubric")
    for rubric, turns, share in by_rubric.agg(pl.len(), pl.mean("called")).sort("len", descending=True).rows():
        print(f"  {rubric:28}{share:6.2f}  of {turns}")
    print("\nReliability of dsat_score: mean score, share that is dsat")
    for part in reliability(is_side(rows, "dsat"), rows["dsat_score"].to_numpy()):
        if part.rows:
            print(f"  {part.low:.1f}-{part.high:.1f}{part.score:8.2f}{part.share:8.2f}  of {part.rows}")


def report_proxy(path: Path, rows: pl.DataFrame, signals: Sequence[Signal], scorer: Scorer) -> None:
    """Print average precision on dialogues of another kind, of models fitted on `rows` alone."""
    with TemporaryDirectory(prefix="drift-bench-") as folder:
        labels = read_proxy(path, Path(folder) / "dump.jsonl")
        conversations = mined([str(Path(folder) / "dump.jsonl")], Path(folder) / "store")
        found = labels.join(scored(conversations, signals, scorer).drop("text"), on=KEYS, how="left")
        ruled = scored(conversations, signals, by_hand()).drop("text")
    found = found.join(ruled.rename({f"{side}_score": f"{side}_rules" for side in SIDES}), on=KEYS, how="left")
    found = found.with_columns(pl.col(f"{side}_{of}" for side in SIDES for of in ("score", "rules")).fill_null(0.0))
    texts = rows["text"].to_list()
    print(f"\n{path.name.split('.')[0]}: {len(found):,} turns; average precision, precision at recall 0.5")
    for side in SIDES:
        truth = is_side(found, side)
        if truth.sum() < 10:
            continue
        model = tfidf().fit(texts, is_side(rows, side))
        found = found.with_columns(pl.Series(f"{side}_tfidf", model.predict_proba(found["text"].to_list())[:, 1]))
        for name, called, score in contenders(found, side, 0.5):
            line(
                f"{side} {name}",
                found,
                lambda at, c=called, s=score, t=truth: measures(t[at], c[at], s[at])[RANKING],
            )
        print(f"  ({truth.sum()} are {side}: chance is {truth.mean():.3f})")


def read_proxy(path: Path, dump: Path) -> pl.DataFrame:
    """Write the dialogues to `dump`, each once, with what was said after a labelled turn where that is known; return
    conversation_id, turn, label, text of the labelled turns.
    """
    lines = [orjson.loads(one) for one in pl.read_csv(path, has_header=False, separator="\x01", quote_char=None)
             .to_series().to_list()]  # fmt: skip
    longest: dict[str, list[Any]] = {}
    for one in lines:
        if len(one["messages"]) > len(longest.get(one["conversation_id"], [])):
            longest[one["conversation_id"]] = one["messages"]
    talks: dict[str, list[Any]] = {}
    found = []
    for number, one in enumerate(lines):
        messages = one["messages"]
        whole = longest[one["conversation_id"]]
        begins_so = whole[: len(messages)] == messages
        name = one["conversation_id"] if begins_so else f"{one['conversation_id']} {number}"
        talks[name] = whole if begins_so else messages
        found.append({"conversation_id": name, "turn": len(messages) - 1, "label": one["label"],
                      "text": messages[-1]["content"]})  # fmt: skip
    with dump.open("wb") as file:
        for name, messages in talks.items():
            file.write(orjson.dumps({"id": name, "messages": messages}) + b"\n")
    return pl.DataFrame(found).with_columns(pl.col("turn").cast(pl.Int32)).unique(KEYS, keep="first")


def show_errors(rows: pl.DataFrame, scorer: Scorer, count: int, with_text: bool) -> None:
    """Print where drift is surest and wrong, and what it missed by most."""
    is_dsat, says_dsat = (
        pl.col("label").is_in(["dsat", "mixed"]),
        pl.col("dsat_score") >= scorer.threshold("dsat", PRECISION),
    )
    for title, errors in (
        ("Called dsat, but is not", rows.filter(~is_dsat & says_dsat).sort("dsat_score", descending=True)),
        ("Is dsat, but not called so", rows.filter(is_dsat & ~says_dsat).sort("dsat_score")),
    ):
        print(f"\n{title}: {len(errors)}")
        for row in errors.head(count).iter_rows(named=True):
            print(f"  {row['conversation_id']} {row['turn']}: {row['label']}, {row['rubric']}; {row['dsat_score']:.2f}")
            if with_text:
                print(f"      {row['text'][:200]!r}")


def heading(names: Sequence[str]) -> None:
    """Print the names of measures."""
    print(
        f"{'':22}"
        + "".join(f"{name.replace('average_precision', 'AP').replace('_recall_', ' R '):>22}" for name in names)
    )


def line(name: str, rows: pl.DataFrame, measure: Any) -> None:
    """Print measures with their intervals."""
    whole: Rows = np.arange(len(rows))
    low, high = bootstrap(measure, rows["conversation_id"])
    values = zip(measure(whole), low, high, strict=True)
    print(f"{name:22}" + "".join(f"{f'{value:.2f} ({a:.2f}-{b:.2f})':>22}" for value, a, b in values), flush=True)


if __name__ == "__main__":
    main()
