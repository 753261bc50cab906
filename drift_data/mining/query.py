"""The SQL that evaluates every signal in one pass over the reactions.

Most reactions say nothing about the reply. So a cheap test looks at each text first (`gate`); a signal's own patterns,
then its expression, run only where that test found something.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pyarrow as pa

from drift_data import duck
from drift_data.duck import literal, quoted
from drift_data.mining.catalogue import Phrases, Signal
from drift_data.mining.gate import build_gate, place
from drift_data.mining.score import score_sql
from drift_data.store import Version

_HERE = Path(__file__).parent
_BATCH = 4096


@cache
def sql(name: str) -> str:
    """A .sql file of this folder."""
    return (_HERE / name).read_text(encoding="utf-8")


def parquet(version: Version) -> str:
    """The rows of a version as a SQL relation."""
    return f"read_parquet({literal(str(version.path / 'data' / '*.parquet'))})"


def evidence_alone(signal: Signal) -> str:
    """The evidence of one signal (VARCHAR, NULL where it does not fire) over rows of reactions.sql without a gate."""
    return _evidence(signal, [(phrases, "true") for phrases in signal.spoken], "true")


def _evidence(signal: Signal, spoken: Sequence[tuple[Phrases, str]], guard: str) -> str:
    """
    Args:
        spoken: the signal's phrases, each with the test that must hold before they are searched for.
        guard: true wherever one of these tests is.
    """
    body = f"({signal.sql})::VARCHAR"
    if not spoken:
        return body
    words = ", ".join(
        f"CASE WHEN {test} THEN nullif(regexp_extract(said, {literal(phrases.pattern)}, 1), '') END"
        for phrases, test in spoken
    )
    # A list of one element binds `phrase`, so that it is searched for once.
    return (
        f"CASE WHEN {guard} THEN list_transform([coalesce({words})], "
        f"lambda phrase: CASE WHEN phrase IS NOT NULL THEN {body} END)[1] END"
    )


class Query:
    """The query for one catalogue and one pair of thresholds.

    Args:
        signals: the catalogue in use.
        dsat: dsat_score from which a reaction counts as dissatisfied.
        sat: sat_score from which it counts as satisfied.
    """

    def __init__(self, signals: Sequence[Signal], dsat: float, sat: float) -> None:
        self.signals = signals
        self._thresholds = {"dsat": float(dsat), "sat": float(sat)}
        self._phrases = [(signal.name, phrases) for signal in signals for phrases in signal.spoken]
        self._gate = build_gate([phrases for _, phrases in self._phrases])

    def rows(self, conversations: str, spill: Path) -> Iterator[pa.RecordBatch]:
        """The `feedback` table over `conversations` (a SQL relation), streamed in order."""
        # Two databases: the second pulls from the first, and must not wait for its own threads.
        with duck.connect(spill) as first, duck.connect(spill) as second:
            first.execute(sql("said.sql"))
            first.execute(f"CREATE TEMP VIEW conversations AS SELECT * FROM {conversations}")
            second.execute(sql("said.sql") + sql("macros.sql"))
            second.register(
                "gated_conversations", self._gate.batches(first.sql(sql("spots.sql")).to_arrow_reader(_BATCH))
            )
            yield from second.sql(self.feedback).to_arrow_reader(_BATCH)

    def evidence(self, signal: Signal) -> str:
        """The evidence of one signal where the gate lets its phrases through."""
        places = [
            (place(number), phrases) for number, (name, phrases) in enumerate(self._phrases) if name == signal.name
        ]
        masks: dict[int, int] = {}
        for (word, bit), _ in places:
            masks[word] = masks.get(word, 0) | bit
        return _evidence(
            signal,
            [(phrases, f"may_say.w{word} & {bit} != 0") for (word, bit), phrases in places],
            " OR ".join(f"may_say.w{word} & {mask} != 0" for word, mask in masks.items()),
        )

    @property
    def feedback(self) -> str:
        """Rows of the `feedback` table, from the table `conversations`."""
        fired = {signal.name: quoted(f"signal {signal.name}") for signal in self.signals}
        evidence = [f"{self.evidence(signal)} AS {fired[signal.name]}" for signal in self.signals]
        entries = ", ".join(f"{{name: {literal(name)}, evidence: {column}}}" for name, column in fired.items())
        return sql("feedback.sql").format(
            reactions=sql("reactions.sql"),
            evidence=",\n".join(evidence) or "NULL AS no_signal",
            any=f"coalesce({', '.join(fired.values()) or 'NULL'}) IS NOT NULL",
            signals=f"list_filter([{entries}], lambda s: s.evidence IS NOT NULL)",
            dsat_score=score_sql(self.signals, "dsat", fired),
            sat_score=score_sql(self.signals, "sat", fired),
            **self._thresholds,
        )
