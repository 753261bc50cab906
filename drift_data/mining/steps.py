"""The three steps of mining, as the store runs them: ingest -> conversations, mine -> feedback, seed -> seed pairs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from drift_data import duck
from drift_data.ingest.hub import commit
from drift_data.ingest.ingest import Read, ingest
from drift_data.mining.catalogue import Signal
from drift_data.mining.found import EXPECTED, Found
from drift_data.mining.query import Query, parquet, sql
from drift_data.mining.scorer import SIDES, Scorer, Side, load_scorer
from drift_data.project import Thresholds
from drift_data.schema import CONVERSATIONS, FEEDBACK, SEED
from drift_data.store import Input, ParquetSink, Step, StepResult, Version, file_digest, fingerprint, source_digest

#: How the counts of times that were not understood begin, one for each source.
UNREAD_TIMES = "times not understood in "

#: Told the name of the step and how many rows it has made so far.
Progress = Callable[[str, int], None]


def unheard(step: str, rows: int) -> None:
    """Progress that nobody listens to."""


def ingest_step(reads: Sequence[Read], progress: Progress = unheard) -> Step:
    """Dumps -> `conversations`. Reads every input once, to know what is in it."""

    def run(folder: Path) -> StepResult:
        done = ingest(reads, folder, lambda _, rows: progress("ingest", rows))
        counts = {"messages": done.messages}
        counts |= {f"format {name}": count for name, count in sorted(done.formats.items())}
        counts |= {f"rejected {reason}": count for reason, count in sorted(done.rejected.items())}
        counts |= {f"{UNREAD_TIMES}{name!r}": count for name, count in sorted(done.unread_times.items())}
        return StepResult(done.conversations, dict(sorted(done.dropped.items())), counts)

    return Step(
        name="ingest",
        dataset="conversations",
        code=source_digest("drift_data.ingest"),
        inputs=tuple(_input(read) for read in reads),
        parents={},
        parameters={"formats": {read.source.name: [read.format.name, fingerprint(read.format.sql)] for read in reads}},
        schema=CONVERSATIONS,
        run=run,
    )


def _input(read: Read) -> Input:
    if read.source.path is None:
        return Input(name=read.source.name, sha256=commit(read.source.name), bytes=0)
    sha256, size = file_digest(read.source.path)
    return Input(name=read.source.name, sha256=sha256, bytes=size)


def mine_step(
    conversations: Version,
    signals: Sequence[Signal],
    thresholds: Thresholds,
    scorer: Version | None = None,
    progress: Progress = unheard,
) -> Step:
    """`conversations` -> `feedback`.

    Args:
        scorer: one that was fitted; None: the shipped one.
    """
    model = load_scorer() if scorer is None else load_scorer(*scorer.files())
    dsat, sat = (from_score(model, side, thresholds) for side in SIDES)

    def run(folder: Path) -> StepResult:
        work = folder / "work"
        work.mkdir()
        found = Found()
        query = Query(signals, model, dsat, sat)
        with ParquetSink(folder, FEEDBACK) as sink:
            for batch in query.rows(parquet(conversations), work):
                sink.write(batch)
                found.add(batch)
                progress("mine", sink.rows)
        work.rmdir()
        return StepResult(sink.rows, {}, found.counts(), tables={EXPECTED: found.expected()})

    return Step(
        name="mine",
        dataset="feedback",
        code=source_digest("drift_data.mining"),
        inputs=(),
        parents={"conversations": conversations} | ({} if scorer is None else {"scorer": scorer}),
        parameters={
            "thresholds": {"dsat": dsat, "sat": sat, "precision": thresholds.precision},
            "scorer": model.digest,
            "signals": {signal.name: fingerprint(signal.model_dump()) for signal in signals},
        },
        schema=FEEDBACK,
        run=run,
    )


def from_score(scorer: Scorer, side: Side, thresholds: Thresholds) -> float:
    """From which score on a reaction is dsat (or sat): as the project says, or as the wanted precision asks."""
    said = thresholds.dsat if side == "dsat" else thresholds.sat
    return scorer.threshold(side, thresholds.precision) if said is None else said


def seed_step(feedback: Version) -> Step:
    """`feedback` -> `seed`."""

    def run(folder: Path) -> StepResult:
        work = folder / "work"
        work.mkdir()
        with ParquetSink(folder, SEED) as sink, duck.connect(work) as connection:
            connection.execute(f"CREATE TEMP VIEW feedback AS SELECT * FROM {parquet(feedback)}")
            for batch in connection.sql(sql("seed.sql")).to_arrow_reader(1024):
                sink.write(batch)
        work.rmdir()
        return StepResult(sink.rows)

    return Step(
        name="seed",
        dataset="seed",
        code=source_digest("drift_data.mining"),
        inputs=(),
        parents={"feedback": feedback},
        parameters={},
        schema=SEED,
        run=run,
    )
