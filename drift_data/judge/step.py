"""The step of judging, as the store runs it: `feedback` -> `feedback` with the judge's verdicts.

The rows are those of mining in their order. Of a row that was asked the verdict is merged into the scores (`merge`),
and the label follows from these by the thresholds of mining; prompt and response are filled in where it was neutral. A
row that was not asked, or whose verdict cannot be read, keeps scores and label.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet as pq

from drift_data import duck
from drift_data.judge.ask import Juror, Question
from drift_data.judge.merge import merged
from drift_data.judge.rubric import ask_reaction, reaction_schema
from drift_data.judge.settings import Judge
from drift_data.judge.verdict import Unreadable, read_reaction
from drift_data.mining.scorer import SIDES
from drift_data.sample.journal import Report
from drift_data.sample.policy import Policy
from drift_data.sample.sampler import Sampler, about_samples
from drift_data.sample.settings import Engines
from drift_data.schema import FEEDBACK_JUDGED
from drift_data.store import ParquetSink, Step, StepResult, Version, source_digest

_BATCH = 4096
_VERDICTS = {
    "row": pl.Int64,
    "reaction_id": pl.String,
    "judge_verdict": pl.String,
    "judge_rubric": pl.String,
    "judge_reason": pl.String,
}
#: (row of feedback, reaction_id)
Key = tuple[int, str]


def judge_step(
    feedback: Version,
    conversations: Version,
    settings: Judge,
    policy: Policy,
    engines: Engines,
    asked: Path,
    sampler: Sampler | None,
    report: Report,
) -> Step:
    """`feedback` -> `feedback`.

    Args:
        feedback: as it was mined.
        conversations: what it was mined from.
        asked: a folder; the rows to ask are in it, see `find_asked`, by the time the step runs.
        sampler: None where the step will not be run.
    """

    def run(folder: Path) -> StepResult:
        assert sampler is not None
        juror = Juror(policy, engines.context, settings.max_tokens)
        verdicts = _verdicts(juror, sampler, asked, report)
        counts: Counter[str] = Counter()
        with ParquetSink(folder, FEEDBACK_JUDGED) as sink:
            for rows in _judged(feedback, verdicts, asked, settings):
                sink.write(rows.drop("row", "mined").to_arrow())
                _count(rows, counts)
        return StepResult(sink.rows, {}, {"asked": len(verdicts), **dict(sorted(counts.items()))})

    return Step(
        name="judge",
        dataset="feedback",
        code=source_digest("drift_data.judge", "drift_data.sample"),
        inputs=(),
        parents={"feedback": feedback, "conversations": conversations},
        # Those of mining too: they still say what the scores mean.
        parameters={
            **feedback.manifest.parameters,
            "judge": {
                **about_samples(policy, engines),
                "context": min(engines.context, policy.context),
                **settings.model_dump(exclude={"model", "revision"}),
            },
        },
        schema=FEEDBACK_JUDGED,
        run=run,
    )


def find_asked(feedback: Version, conversations: Version, settings: Judge, folder: Path) -> int:
    """Write the rows to ask into the folder, with what the judge will read; how many."""
    path = folder / "asked.parquet"
    with duck.connect(folder) as connection:
        for name, version in (("feedback", feedback), ("conversations", conversations)):
            files = duck.literal(str(version.path / "data" / "*.parquet"))
            connection.execute(f"CREATE TEMP VIEW {name} AS SELECT * FROM read_parquet({files})")
        query = Path(__file__).with_name("asked.sql").read_text(encoding="utf-8")
        # Small row groups: they are looked up by row later.
        connection.execute(
            f"COPY ({query}) TO {duck.literal(str(path))} (FORMAT parquet, ROW_GROUP_SIZE 2048)",
            settings.model_dump(include={"low", "high", "limit"}),
        )
    return int(pq.read_metadata(path).num_rows)


def questions(juror: Juror, folder: Path) -> Iterator[Question[Key]]:
    """What is asked about the rows of `find_asked`, in their order."""
    with pq.ParquetFile(folder / "asked.parquet") as file:
        for batch in file.iter_batches(256):
            for row in batch.to_pylist():
                messages = ask_reaction(juror.quote, row["prompt"], row["response"], row["feedback"])
                yield Question((row["row"], row["reaction_id"]), messages)


def _verdicts(juror: Juror, sampler: Sampler, asked: Path, report: Report) -> pl.DataFrame:
    """The columns of `_VERDICTS`, sorted by row: names and short sentences, so that they fit into memory."""
    rows: list[tuple[int, str, str, str | None, str]] = []
    answers = juror.ask(sampler, questions(juror, asked), reaction_schema(), read_reaction, report)
    for key, answer in answers:
        if isinstance(answer, Unreadable):
            rows.append((*key, "unreadable", None, answer.why))
        else:
            rows.append((*key, answer.verdict, answer.rubric, answer.reason))
    return pl.DataFrame(rows, _VERDICTS, orient="row").sort("row")


def _judged(feedback: Version, verdicts: pl.DataFrame, asked: Path, settings: Judge) -> Iterator[pl.DataFrame]:
    """The rows of feedback in their order, with verdicts, scores and labels, and the label of mining as `mined`."""
    thresholds = {side: float(feedback.manifest.parameters["thresholds"][side]) for side in SIDES}
    texts = pl.scan_parquet(asked / "asked.parquet").select("row", "prompt", "response")
    begin = 0
    for path in feedback.files():
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(_BATCH):
                rows = pl.DataFrame(batch).with_row_index("row", begin).cast({"row": pl.Int64})
                here = pl.col("row").is_between(begin, begin + len(rows) - 1)
                begin += len(rows)
                given = verdicts.filter(here)
                # The query counts rows as this loop does; the ids would tell if it ever did not.
                rows = rows.join(given, ["row", "reaction_id"], "left", maintain_order="left")
                assert rows["judge_verdict"].count() == len(given)
                rows = merged(rows.with_columns(mined="label"), settings, thresholds)
                found = (rows["mined"] == "neutral") & (rows["label"] != "neutral")
                if found.any():
                    texts_here = texts.filter(here).collect()
                    rows = rows.join(texts_here, "row", "left", maintain_order="left", suffix="_asked")
                    rows = rows.with_columns(
                        pl.coalesce(name, f"{name}_asked").alias(name) for name in ("prompt", "response")
                    ).drop("prompt_asked", "response_asked")
                # As in mining, neutral rows do not hold the conversation.
                neutral = pl.col("label") == "neutral"
                yield rows.with_columns(pl.when(~neutral).then(name).alias(name) for name in ("prompt", "response"))


def _count(rows: pl.DataFrame, into: Counter[str]) -> None:
    for label, number in rows["label"].value_counts().iter_rows():
        into[f"label {label}"] += number
    given: dict[str, Any] = {
        "verdict": pl.col("judge_verdict"),
        "rubric": pl.col("judge_rubric"),
        "unreadable": pl.when(pl.col("judge_verdict") == "unreadable").then("judge_reason"),
        "changed": pl.when(pl.col("mined") != pl.col("label")).then(pl.format("{} to {}", "mined", "label")),
    }
    for name, of in given.items():
        for value, number in rows.select(of.alias("of")).drop_nulls()["of"].value_counts().iter_rows():
            into[f"{name} {value}"] += number
