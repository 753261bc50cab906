"""Rules: which reply is chosen, which rejected. Each is a file in rules/: a header and the query for its rows."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from drift_data.errors import DriftError
from drift_data.faults import explain
from drift_data.section import Section
from drift_data.sqlfile import read_sql_file

_FOLDER = Path(__file__).parent / "rules"


class Rule(Section):
    """
    Attributes:
        name: the file's.
        says: what it does, in a line.
        reads: the dataset that its query reads, under that name.
        chosen, rejected: from the row of the log, or from samples of the policy.
        samples: which are taken of each row. guidance: guided or plain, as the project says.
        sql: gives the columns of `screen.CANDIDATE`.
    """

    name: str
    says: str
    reads: Literal["feedback", "seed"]
    chosen: Literal["row", "sample"]
    rejected: Literal["row", "sample"]
    samples: Literal["none", "plain", "guidance", "plain and guided"]
    sql: str


def find_rule(name: str) -> Rule:
    """The rule of that name.

    Raises:
        DriftError: there is none, or its header has faults.
    """
    known = rule_names()
    if name not in known:
        nearest = get_close_matches(name, known, 1)
        raise DriftError(
            f"There is no rule {name!r}.",
            why=f"The rules are {', '.join(known)}.",
            fix=f"Did you mean {nearest[0]}?" if nearest else "",
        )
    file = read_sql_file(_FOLDER / f"{name}.sql")
    try:
        return Rule(**{**file.header, "name": name, "sql": file.sql})
    except ValidationError as error:
        raise DriftError(f"The header of {file.path} has faults.", why=explain(error, Rule)) from error


def rule_names() -> list[str]:
    """All rules, sorted."""
    return sorted(path.stem for path in _FOLDER.glob("*.sql"))
