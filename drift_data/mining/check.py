"""Try signals on single reactions: a file's own examples, and hits in mined conversations."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from drift_data import duck
from drift_data.errors import DriftError
from drift_data.mining.catalogue import Example, Signal
from drift_data.mining.query import evidence_alone, parquet, sql
from drift_data.schema import CONVERSATIONS
from drift_data.store import Version

#: As if the gate and the scorer had read the texts: neither is asked here.
_UNREAD = f"""
    CREATE TEMP VIEW read_conversations AS
    SELECT *, said AS may_say, said AS worded, said AS echoed FROM ({sql("spots.sql")})
"""


@dataclass(frozen=True)
class ExampleResult:
    """What a signal does on one of its own examples.

    Attributes:
        example: the columns given.
        expected: it should fire.
        evidence: why it fired; None where it did not.
    """

    example: Example
    expected: bool
    evidence: str | None

    @property
    def passed(self) -> bool:
        return (self.evidence is not None) == self.expected


@dataclass(frozen=True)
class Hit:
    """A reaction where a signal fires."""

    conversation_id: str
    turn: int
    reply: str
    user: str
    evidence: str


def check_signal(signal: Signal) -> list[ExampleResult]:
    """Run the examples in a signal's header.

    Raises:
        DriftError: the expression is not valid SQL over a reaction or gives no text, or an example names a column that
            is none.
    """
    cases = [(example, True) for example in signal.positive] + [(example, False) for example in signal.negative]
    results = []
    with duck.connect() as connection:
        connection.execute(sql("said.sql") + sql("macros.sql"))
        _check_type(connection, signal)
        for example, expected in cases:
            query = f"SELECT {evidence_alone(signal)} FROM ({_reaction(signal, example)})"
            results.append(ExampleResult(example, expected, _run(connection, signal, query)[0][0]))
    return results


def find_hits(signal: Signal, conversations: Version, limit: int) -> list[Hit]:
    """The first reactions in a version of `conversations` where a signal fires.

    Raises:
        DriftError: the expression is not valid SQL over a reaction.
    """
    with TemporaryDirectory() as spill, duck.connect(Path(spill)) as connection:
        connection.execute(sql("said.sql") + sql("macros.sql"))
        connection.execute(f"CREATE TEMP VIEW conversations AS SELECT * FROM {parquet(conversations)}")
        connection.execute(_UNREAD)
        query = f"""
            SELECT conversation_id, turn, reply, "user", evidence
            FROM (SELECT *, {evidence_alone(signal)} AS evidence FROM ({sql("reactions.sql")}))
            WHERE evidence IS NOT NULL LIMIT {limit}
        """
        return [Hit(*row) for row in _run(connection, signal, query)]


def _check_type(connection: duckdb.DuckDBPyConnection, signal: Signal) -> None:
    """Anything is cast to text further on, and `false` would be evidence."""
    phrase = ", NULL::VARCHAR AS phrase" if signal.spoken else ""
    reaction = f"SELECT *{phrase} FROM ({_reaction(signal, signal.positive[0])})"
    # Beside a column, an aggregate is a fault, as it is in mining.
    type_ = _run(connection, signal, f"DESCRIBE SELECT ({signal.sql}\n) AS evidence, reply FROM ({reaction})")[0][1]
    if type_ != "VARCHAR":
        raise DriftError(
            f"{signal.path}: the expression gives {type_}, not text.",
            why="A signal gives the evidence as text, or NULL where it does not fire; false or 0 is not NULL.",
            fix="Wrap it: CASE WHEN ... THEN 'what was found' END",
        )


def _run(connection: duckdb.DuckDBPyConnection, signal: Signal, query: str) -> list[Any]:
    try:
        return connection.execute(query).fetchall()
    except duckdb.Error as error:
        raise DriftError(
            f"{signal.path}: DuckDB does not accept the expression.",
            why=str(error).split("\n")[0],
            fix=f"Use the columns of a reaction: {', '.join(columns())}; and `phrase` if the header has phrases.",
        ) from error


def _reaction(signal: Signal, example: Example) -> str:
    """A SELECT of one row with the columns of reactions.sql, of which the example gives some."""
    given = {"user": "", "reply": "", "request": "", "kind": "message"} | example
    unknown = sorted(set(given) - set(columns()))
    if unknown:
        raise DriftError(
            f"{signal.path}: an example gives {', '.join(map(repr, unknown))}, which no reaction has.",
            why=f"Columns of a reaction: {', '.join(columns())}.",
        )
    derived = {
        "said": 'said_in(["user"])[1]',
        "words": 'word_count("user")',
        "reply_opening": "opening(reply, 160)",
        "next_opening": "opening(next_reply, 160)",
        "similarity": """CASE WHEN comparable("user", request)
            THEN overlap(tokens(lower("user")), tokens(lower(request))) END""",
    }
    row = ", ".join(
        f"{duck.literal(_text(given[name])) if given.get(name) is not None else 'NULL'}::{type_} AS {duck.quoted(name)}"
        for name, type_ in columns().items()
        if name not in derived or name in given
    )
    added = ", ".join(f"{expression} AS {name}" for name, expression in derived.items() if name not in given)
    return f"SELECT *{', ' + added if added else ''} FROM (SELECT {row})"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


#: Columns that only the engine uses.
_INTERNAL = {
    "place", "reply_at", "request_at", "answer_at", "next_user_at", "branch", "may_say", "worded", "echoed", "heard",
    "shared", "messages", "conversation_id", "user_id", "source", "line", "format", "toxic", "redacted",
}  # fmt: skip


@cache
def columns() -> dict[str, str]:
    """The columns of a reaction that a signal can use, with their SQL types."""
    with duck.connect() as connection:
        connection.execute(sql("said.sql") + sql("macros.sql"))
        connection.register("conversations", CONVERSATIONS.empty_table())
        connection.execute(_UNREAD)
        described: Sequence[tuple[Any, ...]] = connection.execute(f"DESCRIBE {sql('reactions.sql')}").fetchall()
    return {name: type_ for name, type_, *_ in described if name not in _INTERNAL}
