"""Dump formats: one file each, found by being here.

`NAME.sql` reads formats whose records map to conversations by expressions alone: a YAML header, then a SELECT over
`records(line, record)` that passes `line` through and gives any of the columns in `DRAFT` (see `../conversation.sql`).

`NAME.py` reads formats that need more (trees, request logs, nested envelopes): `TITLE`, `DETECT`, optionally
`SPLIT`, `GROUP_BY`, `BEGINS` or `COMPANIONS`, and `conversations(records)`, which turns the records of one group into
conversations in drift's own shape (see `drift.sql`), with two more keys: `records` are the indices of the records it
was made from (all of them, if it is missing), `skip` or `fault` says why these records are no conversation or are
rejected.

`detect` is a list of alternatives; each names the key paths that must all be in a record: `a.b a[].b`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from drift_data.sqlfile import read_sql_file

#: A parsed JSON object of a dump.
Json = dict[str, Any]
Convert = Callable[[Sequence[Json]], Iterable[Json]]

#: The format that `conversations()` functions produce.
OWN = "drift"


@dataclass(frozen=True)
class GroupBy:
    """What the records of one conversation share.

    Attributes:
        names: what the parts are called in `key`.
        parts: gives the parts of a record, None for one that it has not.
        key: SQL expression over the hashes of the parts, with windows if need be; NULL for a record that stands alone.
    """

    names: tuple[str, ...]
    parts: Callable[[Json], Sequence[Any]]
    key: str


@dataclass(frozen=True)
class Companions:
    """Files without conversations that an export has beside those with.

    Attributes:
        beside: glob of the names of the files with conversations.
        names: the other files' names.
    """

    beside: str
    names: frozenset[str]


@dataclass(frozen=True)
class Format:
    """How one kind of dump is recognised and read.

    Attributes:
        name: what `--format` takes.
        title: one line for people.
        detect: alternatives of key paths, see the module's docstring.
        sql: SELECT over `records`; of the format `drift` when `conversations` is given.
        conversations: turns the records of one group into conversations; None when `sql` alone does.
        group_by: what the records of one conversation share.
        begins: SQL condition over `record` that holds for the first record of a conversation, when those that follow
            belong to it.
        split: gives the records in an envelope, none where a record is no envelope; for formats with `group_by`.
        companions: files that are passed over where they lie in a folder with such an export.
    """

    name: str
    title: str
    detect: tuple[tuple[str, ...], ...]
    sql: str
    conversations: Convert | None = None
    group_by: GroupBy | None = None
    begins: str | None = None
    split: Callable[[Json], list[Any]] | None = None
    companions: Companions | None = None


@cache
def all_formats() -> dict[str, Format]:
    """Every format by name, in order of name."""
    found = dict(_find())
    return {name: found[name] for name in sorted(found)}


def _find() -> Iterator[tuple[str, Format]]:
    folder = Path(__file__).parent
    own = read_sql_file(folder / f"{OWN}.sql")
    for path in folder.iterdir():
        if path.suffix == ".sql":
            file = read_sql_file(path)
            yield path.stem, Format(path.stem, file.header["title"], _alternatives(file.header["detect"]), file.sql)
        elif path.suffix == ".py" and not path.stem.startswith("_"):
            module = importlib.import_module(f"{__name__}.{path.stem}")
            yield (
                path.stem,
                Format(
                    path.stem,
                    module.TITLE,
                    _alternatives(module.DETECT),
                    own.sql,
                    module.conversations,
                    getattr(module, "GROUP_BY", None),
                    getattr(module, "BEGINS", None),
                    getattr(module, "SPLIT", None),
                    getattr(module, "COMPANIONS", None),
                ),
            )


def _alternatives(detect: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(keys.split()) for keys in detect)
