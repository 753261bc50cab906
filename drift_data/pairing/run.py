"""The run of an iteration: candidates -> tests -> samples -> tests -> pairs. Everything streams, batch by batch."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet as pq

from drift_data import duck
from drift_data.pairing.ask import GUIDED, PLAIN, kinds, requests
from drift_data.pairing.before.redact import redact_replies
from drift_data.pairing.funnel import Funnel
from drift_data.pairing.pick import Picker
from drift_data.pairing.rule import Rule
from drift_data.pairing.screen import CANDIDATE
from drift_data.pairing.screens import load_screens
from drift_data.pairing.settings import Pair
from drift_data.pairing.split import split_of
from drift_data.pairing.verify import verify, with_verdicts
from drift_data.sample.engine import Request
from drift_data.sample.policy import Policy
from drift_data.sample.sampler import Sampler
from drift_data.schema import PAIRS
from drift_data.store import ParquetSink, StepResult, Version, fingerprint

_BATCH = 1024
#: Rows that are sorted at once, prompts and all.
_SLICE = 20_000
#: Columns that tests add to say how often they changed a row.
_COUNTED = {"redacted_pieces", "trimmed", "stripped"}
#: Told the stage and the rows that are through it.
Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class Iteration:
    """One iteration, everything decided.

    Attributes:
        name: iter1 and the like; part of every request's seed.
        source: the version of feedback or seed pairs that it reads.
        judge, reward: models that are asked besides the policy; None where not needed.
    """

    name: str
    pair: Pair
    rule: Rule
    source: Version
    policy: Policy
    judge: Policy | None
    reward: Policy | None


def make_pairs(iteration: Iteration, folder: Path, sampler: Sampler, progress: Progress) -> StepResult:
    """Fill the folder of a version of pairs.

    Raises:
        DriftError: an engine cannot run, an evaluation set is not there, and the like.
    """
    work = folder / "work"
    work.mkdir()
    run_kinds = kinds(iteration.rule, iteration.pair)
    asked = [iteration.policy] if run_kinds else []
    sampler.hold([*asked, iteration.judge] if iteration.judge is not None else asked)
    with Funnel(folder) as funnel:
        _Run(iteration, work, funnel, sampler, progress).all(folder)
    shutil.rmtree(work)
    rows = {split: _rows(folder, split) for split in _splits(iteration.pair)}
    if rows.get("test") == 0:  # `datasets` refuses to read a split without rows
        (folder / "data" / "test-00000.parquet").unlink()
        del rows["test"]
    return StepResult(
        sum(rows.values()),
        dict(sorted(funnel.reasons.items())),
        dict(sorted(funnel.counts.items())),
        splits=rows,
        tables={"Funnel": funnel.table(), "Tokens": _lengths(folder)},
    )


def _splits(pair: Pair) -> list[str]:
    return ["train", "test"] if pair.split.test > 0 else ["train"]


class _Run:
    def __init__(self, iteration: Iteration, work: Path, funnel: Funnel, sampler: Sampler, progress: Progress) -> None:
        self.it = iteration
        self.work = work
        self.funnel = funnel
        self.sampler = sampler
        self.progress = progress
        self.kinds = kinds(iteration.rule, iteration.pair)

    def all(self, folder: Path) -> None:
        _write(self._candidates(), self.work / "candidates.parquet")
        if self.kinds:
            self._sample()
        else:
            _write(_read(self.work / "candidates.parquet"), self.work / "asked.parquet")
        with ExitStack() as stack:
            sinks = {name: stack.enter_context(ParquetSink(folder, PAIRS, name)) for name in _splits(self.it.pair)}
            for rows in self._pairs():
                side = split_of(rows, self.it.pair.split)
                for name, sink in sinks.items():
                    sink.write(rows.filter(side == name).select(PAIRS.names).to_arrow())
                self.funnel.count("pairs", len(rows))
                self.progress("pair", self.funnel.stages["pairs"])

    def _candidates(self) -> Iterator[pl.DataFrame]:
        """What is to be sampled, highest score first."""
        screens = load_screens("before", self.it.pair, self.it.policy)
        room = self.it.pair.limit
        with duck.connect(self.work) as connection:
            for rows in candidates(connection, self.it, self.work):
                self.funnel.count("candidates", len(rows))
                rows = self.funnel.keep("select", rows)
                for name, screen in screens:
                    rows = self.funnel.keep(name, screen(rows))
                if room is not None:
                    reason = pl.when(pl.int_range(pl.len()) >= room).then(pl.lit("over the limit"))
                    rows = self.funnel.keep("limit", rows.with_columns(reason=reason))
                    room -= len(rows)
                self.progress("select", self.funnel.stages["candidates"])
                yield rows

    def _sample(self) -> None:
        """candidates.parquet -> asked.parquet, with the keys of each row's requests, and all of them answered."""
        context = min(self.it.policy.context, self.sampler.engines.context)

        def asked() -> Iterator[Request]:
            with _Writer(self.work / "asked.parquet") as writer:
                for rows in _read(self.work / "candidates.parquet"):
                    own = requests(rows.to_dicts(), self.kinds, self.it.pair, self.it.policy, self.it.name, context)
                    keys = [None if one is None else [request.key for request in one] for one in own]
                    rows = rows.with_columns(pl.Series("keys", keys, pl.List(pl.String)))
                    too_long = pl.when(pl.col("keys").is_null()).then(pl.lit("longer than the context"))
                    writer.write(self.funnel.keep("ask", rows.with_columns(reason=too_long)))
                    for one in own:
                        yield from one or ()

        self.sampler.ask(self.it.policy, asked(), lambda done, tokens: self.progress("sample", done))
        self.sampler.rest()  # the GPU is free for a judge or reward model

    def _pairs(self) -> Iterator[pl.DataFrame]:
        rows = self._picked()
        return map(self._columns, self._verified(rows) if self.it.pair.verify else rows)

    def _picked(self) -> Iterator[pl.DataFrame]:
        """From samples to pairs that the tests let through."""
        screens = load_screens("after", self.it.pair, self.it.policy)
        with Picker(self.it, self.kinds, self.sampler) as picker:
            for rows in _read(self.work / "asked.parquet"):
                if self.kinds:
                    rows = picker.pick(rows)
                else:
                    nothing = pl.lit(None, pl.String)
                    names = [f"{side}_{what}" for side in ("chosen", "rejected") for what in ("finish", "kind")]
                    rows = rows.with_columns(nothing.alias(name) for name in names)
                if self.it.pair.redact:  # before any is dropped: what is dropped is written down too
                    rows = redact_replies(rows)
                if self.kinds:
                    rows = self.funnel.keep("pick", rows, sampled=True)
                for name, screen in screens:
                    rows = self.funnel.keep(name, screen(rows), sampled=True)
                yield self.funnel.keep("fit", self._fitted(rows), sampled=True)

    def _verified(self, picked: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
        """The pairs that the judge agrees with; all are picked before it is asked, and it is asked in one go."""
        path = self.work / "picked.parquet"
        _write(picked, path)
        assert self.it.judge is not None
        verdicts = verify(self.it.judge, self.sampler, _read(path))
        for rows in _read(path):
            yield self.funnel.keep("verify", with_verdicts(rows, verdicts), sampled=True)

    def _fitted(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Counts the tokens of the final replies; one that was rewritten may spell longer than it was sampled."""
        prompts, before = rows["prompt"].to_list(), rows["prompt_tokens"].to_list()
        tokens = {
            f"{side}_tokens": pl.Series(
                self.it.policy.reply_tokens(prompts, rows[side].to_list(), before), dtype=pl.Int32
            )
            for side in ("chosen", "rejected")
        }
        longest = pl.max_horizontal("chosen_tokens", "rejected_tokens")
        over = pl.col("prompt_tokens") + longest > self.it.pair.budget.total
        return rows.with_columns(**tokens).with_columns(reason=pl.when(over).then(pl.lit("reply over budget")))

    def _columns(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The columns of PAIRS, and user_id for the split."""
        for name in _COUNTED & set(rows.columns):
            self.funnel.counts[name.replace("_", " ")] += int(rows[name].sum())
        return rows.with_columns(
            pair_id=pl.Series(
                [fingerprint([row_id, self.it.rule.name, self.it.name]) for row_id in rows["row_id"]], dtype=pl.String
            ),
            chosen=_as_reply("chosen"),
            rejected=_as_reply("rejected"),
            rule=pl.lit(self.it.rule.name),
            guidance=pl.coalesce("chosen_kind", "rejected_kind").replace_strict(
                {GUIDED: "feedback", PLAIN: "none"}, default=None, return_dtype=pl.String
            ),
            policy=pl.lit(f"{self.it.policy.label}@{self.it.policy.identity}" if self.kinds else None, pl.String),
            finish_reason=pl.coalesce("chosen_finish", "rejected_finish"),
            length_difference=pl.col("chosen_tokens") - pl.col("rejected_tokens"),
        )


def candidates(connection: Any, iteration: Iteration, work: Path) -> Iterator[pl.DataFrame]:
    """All candidates of the rule with the `reason` that select.sql gives, highest score first.

    Only keys are sorted, rows are then looked up slice by slice: DuckDB's sort does not spill rows as wide as these.
    """
    path = duck.literal(str(work / "unsorted.parquet"))
    connection.execute(
        f"COPY ({selection(connection, iteration)}) TO {path} (FORMAT parquet, ROW_GROUP_SIZE 2048)",
        iteration.pair.select.parameters,
    )
    unsorted = f"read_parquet({path}, file_row_number := true)"
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE ranked AS SELECT file_row_number, "
        f"row_number() OVER (ORDER BY score DESC, row_id, conversation_id, turn) AS rank FROM {unsorted}"
    )
    ((count,),) = connection.execute("SELECT count(*) FROM ranked").fetchall()
    for begin in range(0, count, _SLICE):
        rows = connection.sql(
            f"SELECT * EXCLUDE (file_row_number, rank) FROM {unsorted} JOIN ranked USING (file_row_number) "
            f"WHERE rank > {begin} AND rank <= {begin + _SLICE} ORDER BY rank"
        )
        for batch in rows.to_arrow_reader(_BATCH):
            frame = pl.DataFrame(batch)
            yield frame.with_columns(pl.col(name).cast(type_) for name, type_ in CANDIDATE.items())


def selection(connection: Any, iteration: Iteration) -> str:
    """The query for the candidates, with parameters to bind; makes the views that it reads."""
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW {iteration.rule.reads} AS SELECT * FROM {_parquet(iteration.source)}"
    )
    connection.execute(f"CREATE OR REPLACE TEMP VIEW candidates AS {iteration.rule.sql}")
    return Path(__file__).with_name("select.sql").read_text(encoding="utf-8")


def _parquet(version: Version) -> str:
    return f"read_parquet({duck.literal(str(version.path / 'data' / '*.parquet'))})"


def _as_reply(side: str) -> pl.Expr:
    return pl.concat_list(pl.struct(role=pl.lit("assistant"), content=pl.col(side)))


class _Writer:
    """Frames to a Parquet file of our own; the first one decides the columns."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer: pq.ParquetWriter | None = None

    def __enter__(self) -> _Writer:
        return self

    def write(self, rows: pl.DataFrame) -> None:
        table = rows.to_arrow()
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._path, table.schema, compression="zstd")
        self._writer.write_table(table)

    def __exit__(self, *_: object) -> None:
        if self._writer is not None:
            self._writer.close()


def _write(frames: Iterator[pl.DataFrame], path: Path) -> None:
    with _Writer(path) as writer:
        for rows in frames:
            writer.write(rows)


def _read(path: Path) -> Iterator[pl.DataFrame]:
    if not path.is_file():  # there was no row at all
        return
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(_BATCH):
            yield pl.DataFrame(batch)


def _rows(folder: Path, split: str) -> int:
    return sum(pq.read_metadata(path).num_rows for path in (folder / "data").glob(f"{split}-*.parquet"))


def _lengths(folder: Path) -> list[list[str | int]]:
    """Tokens of prompt, chosen and rejected, and of chosen minus rejected."""
    rows = pl.scan_parquet(folder / "data" / "*.parquet")
    names = ["prompt_tokens", "chosen_tokens", "rejected_tokens", "length_difference"]
    table: list[list[str | int]] = [["", "mean", "10%", "median", "90%"]]
    for name in names:
        column = pl.col(name)
        found = rows.select(
            column.mean().alias("mean"), *(column.quantile(q, "nearest").alias(str(q)) for q in (0.1, 0.5, 0.9))
        ).collect()
        values: list[str | int] = ["-" if value is None else round(value) for value in found.row(0)]
        table.append([name.replace("_", " "), *values])
    return table
