"""Dumps in, `conversations` out: one streaming pass per run of files of one format, or over all of a grouped one."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from drift_data import duck
from drift_data.arrow import array, scalar
from drift_data.errors import DriftError
from drift_data.ingest import hub
from drift_data.ingest.convert import RECORDS, converted
from drift_data.ingest.copies import CopyFinder
from drift_data.ingest.formats import Format
from drift_data.ingest.records import SCHEMA, is_parquet, record_batches, unreadable
from drift_data.ingest.rejects import Spool, write_rejects
from drift_data.ingest.sources import Source
from drift_data.schema import CONVERSATIONS
from drift_data.store.parquet import ParquetSink

_HERE = Path(__file__).parent
_BATCH_ROWS = 2048
#: What DuckDB raises where a value is not what an expression expects.
_ODD_VALUE = (duckdb.ConversionException, duckdb.InvalidInputException, duckdb.OutOfRangeException)

#: Told the source being read and how many conversations there are so far.
Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class Read:
    """A source and the format it is read as."""

    source: Source
    format: Format


@dataclass
class Ingested:
    """What a run of `ingest` did.

    Attributes:
        conversations: rows written.
        messages: messages in them.
        rejected: lines by reason.
        dropped: copies of conversations, and records that are none, by reason.
        first_rejects: the first rejected lines (source, line, reason, detail), never their text.
        formats: conversations by format.
        unread_times: times that were not understood, by source.
    """

    conversations: int = 0
    messages: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)
    first_rejects: list[dict[str, object]] = field(default_factory=list)
    formats: Counter[str] = field(default_factory=Counter)
    unread_times: Counter[str] = field(default_factory=Counter)


def ingest(reads: Sequence[Read], folder: Path, progress: Progress = lambda source, conversations: None) -> Ingested:
    """Read every source into `folder`: Parquet of `CONVERSATIONS` under data/, rejected lines under rejects/.

    Args:
        reads: sources with their formats, in order.
        folder: an empty folder; what does not fit into memory is spilled below it and removed at the end.
        progress: called now and then.
    """
    work = folder / "work"
    work.mkdir(parents=True)
    result = Ingested()
    spools: list[Spool] = []
    copies = CopyFinder()
    with ParquetSink(folder, CONVERSATIONS) as sink:
        for run in _runs(reads):
            pass_ = _Pass(run, work, result.dropped)
            spools += pass_.spools
            for batch in pass_.batches():
                kept = _keep_rejects(batch, pass_.found)
                named = _named(kept, reads)
                sink.write(named)
                copies.add(kept["key"])
                odd = kept.filter(pc.greater(kept["unread_times"], scalar(0, pa.int32())))
                for number, count in zip(odd["source"].to_pylist(), odd["unread_times"].to_pylist(), strict=True):
                    result.unread_times[reads[number].source.name] += count
                result.conversations += kept.num_rows
                result.messages += pc.sum(pc.list_value_length(kept["messages"])).as_py() or 0
                result.formats[pass_.format.name] += kept.num_rows
                if kept.num_rows:
                    progress(named["source"][-1].as_py(), result.conversations)
    found = copies.drop_from(folder)
    result.conversations -= found.rows
    result.messages -= found.messages
    result.dropped += found.reasons
    for spool in spools:
        spool.finish()
    names = [read.source.name for read in reads]
    result.rejected, result.first_rejects = write_rejects(spools, names, folder / "rejects")
    shutil.rmtree(work)
    return result


def _runs(reads: Sequence[Read]) -> list[list[tuple[int, Read]]]:
    """What is read by one query, with the numbers of the sources.

    All sources of a format whose conversations may be spread over several; of the others neighbouring text files of one
    format, and Parquet files and Hub datasets one by one.
    """
    runs: list[list[tuple[int, Read]]] = []
    grouped: dict[str, list[tuple[int, Read]]] = {}
    for format_, neighbours in groupby(enumerate(reads), key=lambda item: item[1].format):
        if format_.group_by is None:
            runs += [list(run) for _, run in groupby(neighbours, key=lambda item: _kind(item[1].source))]
        elif format_.name in grouped:
            grouped[format_.name] += neighbours
        else:
            grouped[format_.name] = list(neighbours)
            runs.append(grouped[format_.name])
    return runs


def _kind(source: Source) -> str:
    return source.name if source.path is None or is_parquet(source.path) else ""


class _Pass:
    """One query over sources of one kind.

    Attributes:
        format: their format.
        spools: rejects found while reading bytes, and those `found` by conversation.sql.
    """

    def __init__(self, run: list[tuple[int, Read]], work: Path, skipped: Counter[str]) -> None:
        number = run[0][0]
        self.format = run[0][1].format
        self._run = run
        self._work = work
        self._skipped = skipped
        self._failure: DriftError | None = None
        self._read = Spool(work / f"{number}-read")
        self.found = Spool(work / f"{number}-found", in_order=self.format.conversations is None)
        self.spools = [self._read, self.found]

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Columns of conversation.sql."""
        try:
            yield from self._batches()
        except duckdb.Error as error:
            # An error of the Python below a query comes back as one of DuckDB's.
            if self._failure is not None:
                raise self._failure from None
            # Only a mapping is recognised by nothing. What DuckDB says quotes the value, which is text of a log.
            if not self.format.detect and isinstance(error, _ODD_VALUE):
                raise DriftError(
                    f"An expression of the {self.format.name} in drift.yaml fails on a record.",
                    why=f"DuckDB: {type(error).__name__}.",
                    fix="Let it give NULL there: try_cast(... AS DOUBLE), try_strptime(...), TRY(...).",
                ) from None
            self._check_parquet()
            raise

    def _check_parquet(self) -> None:
        """
        Raises:
            DriftError: a source is Parquet, and damaged.
        """
        for _, read in self._run:
            path = read.source.path
            if path is not None and is_parquet(path):
                try:
                    for _ in pq.ParquetFile(path).iter_batches():
                        pass
                except (OSError, pa.ArrowException) as error:
                    raise unreadable(path, error) from None

    def _batches(self) -> Iterator[pa.RecordBatch]:
        with duck.connect(self._work) as connection:
            connection.execute(_sql("macros.sql"))
            if self.format.conversations is None:
                self._create_lines(connection)
                connection.execute(
                    "CREATE TEMP VIEW records AS "
                    "SELECT line, CASE WHEN line.fault IS NULL THEN line.text END AS record FROM lines"
                )
                yield from self._query(connection)
                return
            # Its own database: the outer query pulls from the inner one, and must not wait for its own threads.
            with duck.connect(self._work) as inner:
                inner.execute(_sql("macros.sql"))
                self._create_lines(inner)
                rows = converted(inner, self.format, self._skipped, self._work)
                connection.register("converted", pa.RecordBatchReader.from_batches(RECORDS, rows))
                connection.execute(
                    "CREATE TEMP VIEW records AS SELECT {source: source, number: number, text: text, fault: fault, "
                    "others: others} AS line, record FROM converted"
                )
                yield from self._query(connection)

    def _query(self, connection: duckdb.DuckDBPyConnection) -> Iterator[pa.RecordBatch]:
        query = _sql("conversation.sql").replace("{draft}", self.format.sql)
        yield from connection.sql(query).to_arrow_reader(_BATCH_ROWS)

    def _create_lines(self, connection: duckdb.DuckDBPyConnection) -> None:
        """The view `lines(line)`: each record of the sources as text, with what is wrong with it as JSON."""
        texts: list[tuple[int, Path]] = []
        raw: list[str] = []
        for number, read in self._run:
            path = read.source.path
            if path is None:
                rows = hub.reader(read.source.name)
                connection.register(
                    f"rows{number}", pa.RecordBatchReader.from_batches(rows.schema, self._watched(rows))
                )
                raw.append(
                    f"SELECT {number} AS source, row_number() OVER () AS number, to_json({duck.ROW})::VARCHAR AS text "
                    f"FROM rows{number} {duck.ROW}"
                )
            elif is_parquet(path):
                # DuckDB's own number is read in parallel, but a dump may have a column of that name.
                own = "file_row_number" in pq.read_schema(path).names
                place, more = (
                    ("row_number() OVER ()", "") if own else ("file_row_number + 1", ", file_row_number = true")
                )
                raw.append(
                    f"SELECT {number} AS source, {place} AS number, to_json({duck.ROW})::VARCHAR AS text "
                    f"FROM read_parquet({duck.literal(str(path))}{more}) {duck.ROW}"
                )
            else:
                texts.append((number, path))
        if texts:
            stream = self._watched(record_batches(texts, self._read))
            connection.register("texts", pa.RecordBatchReader.from_batches(SCHEMA, stream))
            raw.append("SELECT source, number, text FROM texts")
        lines = _sql("lines.sql").replace("{raw}", " UNION ALL ".join(raw))
        connection.execute(f"CREATE TEMP VIEW lines AS {lines}")

    def _watched(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        try:
            yield from batches
        except DriftError as failure:
            self._failure = failure
            raise


def _keep_rejects(batch: pa.RecordBatch, spool: Spool) -> pa.RecordBatch:
    """Move the rejected rows of a batch to the spool; return the others."""
    if batch["reason"].null_count == batch.num_rows:
        return batch
    rejected = batch.select(["source", "line", "text", "others", "reason", "detail"])
    for row in rejected.filter(pc.is_valid(batch["reason"])).to_pylist():
        own = {"source": row["source"], "number": row["line"], "text": row["text"]}
        for line in [own, *(row["others"] or [])]:
            spool.add(line["source"], line["number"], row["reason"], row["detail"] or "", [line["text"].encode()])
    return batch.filter(pc.is_null(batch["reason"]))


def _named(batch: pa.RecordBatch, reads: Sequence[Read]) -> pa.RecordBatch:
    """Replace the numbers of the sources by their names, and add their formats."""
    numbers = batch["source"]
    columns = {name: batch[name] for name in CONVERSATIONS.names if name not in ("source", "format")}
    columns["source"] = array([read.source.name for read in reads], pa.string()).take(numbers)
    columns["format"] = array([read.format.name for read in reads], pa.string()).take(numbers)
    return pa.RecordBatch.from_arrays([columns[name] for name in CONVERSATIONS.names], CONVERSATIONS.names)


@cache
def _sql(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")
