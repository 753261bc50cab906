"""The SQL that evaluates every signal, and the scorer, in one pass over the reactions.

Most reactions say nothing about the reply. So a cheap test looks at each text first (`gate`); a signal's own patterns,
then its expression, run only where that test found something.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import polars as pl
import pyarrow as pa

from drift_data import duck
from drift_data.ahead import ahead
from drift_data.duck import literal, quoted
from drift_data.mining.atoms import searchable
from drift_data.mining.catalogue import Phrases, Signal
from drift_data.mining.echo import ECHOES, echoes
from drift_data.mining.gate import build_gate, place
from drift_data.mining.scorer import Scorer, score_sql, strength_sql
from drift_data.mining.words import weigh
from drift_data.store import Version

_HERE = Path(__file__).parent
_BATCH = 4096
_NO_SIGNALS = "[]::STRUCT(name VARCHAR, evidence VARCHAR)[]"
#: Batches that are read before they are asked for.
_AHEAD = 2


@cache
def sql(name: str) -> str:
    """A .sql file of this folder."""
    return (_HERE / name).read_text(encoding="utf-8")


def parquet(version: Version) -> str:
    """The rows of a version as a SQL relation."""
    return f"read_parquet({literal(str(version.path / 'data' / '*.parquet'))})"


def some_of(conversations: Version, ids: pl.Series, folder: Path) -> str:
    """The conversations with these ids as a SQL relation, for as long as the folder is there; the ids lie in it."""
    path = folder / "ids.parquet"
    ids.unique().to_frame("id").write_parquet(path)
    return (
        f"(SELECT * FROM {parquet(conversations)} WHERE conversation_id IN (FROM read_parquet({literal(str(path))})))"
    )


def evidence_alone(signal: Signal) -> str:
    """The evidence of one signal (VARCHAR, NULL where it does not fire) over rows of reactions.sql without a gate."""
    return _evidence(signal, f"coalesce({', '.join(_search(one) for one in signal.spoken)})")


def _search(phrases: Phrases) -> str:
    return f"nullif(regexp_extract(said, {literal(phrases.pattern)}, 1), '')"


def _evidence(signal: Signal, phrase: str) -> str:
    """
    Args:
        phrase: SQL for what its phrases matched.
    """
    body = f"({signal.sql}\n)::VARCHAR"  # it may end in a comment
    if not signal.spoken:
        return body
    return f"CASE WHEN {phrase} IS NOT NULL THEN {_put_phrase(body, phrase)} END"


#: What DuckDB reads as one: strings, quoted names, comments, and the word `phrase` where it is a name of its own.
_TOKEN = re.compile(
    r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|/\*.*?\*/|(?<![\w.$])(?P<phrase>phrase)(?![\w$])""",
    re.DOTALL | re.IGNORECASE,
)


def _put_phrase(body: str, phrase: str) -> str:
    """The expression with `phrase` in place of the name. Not by a lambda that binds it: DuckDB compiles the regular
    expressions in a lambda anew for every two thousand rows, which takes longer than all else.
    """
    return _TOKEN.sub(lambda found: phrase if found["phrase"] else found[0], body)


class Query:
    """The query for one catalogue, one scorer and one pair of thresholds.

    Args:
        signals: the catalogue in use.
        scorer: the model.
        dsat: dsat_score from which a reaction counts as dissatisfied.
        sat: sat_score from which it counts as satisfied.
    """

    def __init__(self, signals: Sequence[Signal], scorer: Scorer, dsat: float, sat: float) -> None:
        self.signals = signals
        self.scorer = scorer
        self._thresholds = {"dsat": float(dsat), "sat": float(sat)}
        self._phrases = [(signal.name, phrases) for signal in signals for phrases in signal.spoken]
        self._gate = build_gate([phrases for _, phrases in self._phrases])
        self._fired = {signal.name: quoted(f"signal {signal.name}") for signal in signals}

    def rows(self, conversations: str, spill: Path) -> Iterator[pa.RecordBatch]:
        """The `feedback` table over `conversations` (a SQL relation), streamed in order."""
        yield from self._run(conversations, spill, self.feedback)

    def parts(self, conversations: str, spill: Path) -> Iterator[pa.RecordBatch]:
        """What the scorer reads of each reaction: conversation_id, source, line, turn, kind, said, heard, features (a
        struct), and a boolean column `signal <name>` for each signal.
        """
        fired = "".join(f", {column} IS NOT NULL AS {column}" for column in self._fired.values())
        query = f"SELECT conversation_id, source, line, turn, kind, said, heard, features{fired} FROM ({self.featured})"
        yield from self._run(conversations, spill, query)

    def _run(self, conversations: str, spill: Path, query: str) -> Iterator[pa.RecordBatch]:
        # Two databases: the second pulls from the first, and must not wait for its own threads.
        with duck.connect(spill) as first, duck.connect(spill) as second:
            first.execute(sql("said.sql"))
            first.execute(f"CREATE TEMP VIEW conversations AS SELECT * FROM {conversations}")
            second.execute(sql("said.sql") + sql("macros.sql"))
            spots = first.sql(sql("spots.sql")).to_arrow_reader(_BATCH)
            schema = self._read_schema(spots.schema)
            # Begun while the second plans its long query, which takes half a second.
            with ahead(self._read(spots, schema), _AHEAD) as batches:
                second.register("read_conversations", pa.RecordBatchReader.from_batches(schema, batches))
                yield from second.sql(query).to_arrow_reader(_BATCH)

    def _read_schema(self, spots: pa.Schema) -> pa.Schema:
        bits = pa.struct([(f"w{word}", pa.int64()) for word in range(self._gate.words)])
        sums = pa.struct([("dsat", pa.float64()), ("sat", pa.float64())])
        shares = pa.struct([(name, pa.float64()) for name in ECHOES])
        for name, of_one in (("may_say", bits), ("worded", sums), ("echoed", shares)):
            spots = spots.append(pa.field(name, pa.list_(of_one)))
        return spots

    def _read(self, conversations: pa.RecordBatchReader, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        """The stream with, for each of the `spots`, `may_say` (the bits of the gate of what is said), `worded` (what
        its words, and those heard after it, weigh) and `echoed` (what is said again).
        """
        for batch in conversations:
            offsets = batch["said"].offsets
            said, heard = (searchable(pl.Series(batch[name].values)) for name in ("said", "heard"))
            worded = weigh(said, self.scorer.said) + weigh(heard, self.scorer.heard)
            found = [
                self._gate.look(said),
                worded.to_struct().to_arrow().cast(schema.field("worded").type.value_type),
                echoes(batch),
            ]
            lists = [pa.ListArray.from_arrays(offsets, values) for values in found]
            yield pa.RecordBatch.from_arrays([*batch.columns, *lists], schema=schema)

    @property
    def feedback(self) -> str:
        """Rows of the `feedback` table, from the table `read_conversations`."""
        entries = ", ".join(f"{{name: {literal(name)}, evidence: {column}}}" for name, column in self._fired.items())
        return sql("feedback.sql").format(
            featured=self.featured,
            any=f"coalesce({', '.join(self._fired.values()) or 'NULL'}) IS NOT NULL",
            signals=f"list_filter([{entries}], lambda s: s.evidence IS NOT NULL)" if entries else _NO_SIGNALS,
            dsat_score=score_sql(self.signals, self.scorer, "dsat", self._fired),
            sat_score=score_sql(self.signals, self.scorer, "sat", self._fired),
            **self._thresholds,
        )

    @property
    def featured(self) -> str:
        """Rows of reactions.sql with a column `signal <name>` for each signal, and `features`."""
        phrase = {signal.name: quoted(f"phrase {signal.name}") for signal in self.signals if signal.spoken}
        phrases = [f"{self._phrase(signal)} AS {phrase[signal.name]}" for signal in self.signals if signal.spoken]
        evidence = [
            f"{_evidence(signal, phrase.get(signal.name, 'NULL'))} AS {self._fired[signal.name]}"
            for signal in self.signals
        ]
        sides = [
            f"{strength_sql(self.signals, self.scorer, side, self._fired)} AS strength_{side}"
            for side in ("dsat", "sat")
        ]
        return f"""
            WITH phrased AS (SELECT {", ".join(["*", *phrases])} FROM ({sql("reactions.sql")})),
            fired AS (SELECT {", ".join(["*", *evidence])} FROM phrased),
            evident AS (SELECT *, {", ".join(sides)} FROM fired)
            {sql("features.sql")}
        """

    def _phrase(self, signal: Signal) -> str:
        """What the phrases of a signal match, where the gate lets them through."""
        found = [
            (*place(number), _search(phrases))
            for number, (name, phrases) in enumerate(self._phrases)
            if name == signal.name
        ]
        masks: dict[int, int] = {}
        for word, bit, _ in found:
            masks[word] = masks.get(word, 0) | bit
        guard = " OR ".join(f"may_say.w{word} & {mask} != 0" for word, mask in masks.items())
        tests = ", ".join(f"CASE WHEN may_say.w{word} & {bit} != 0 THEN {search} END" for word, bit, search in found)
        return f"CASE WHEN {guard} THEN coalesce({tests}) END"
