"""SQL files with a header: a YAML mapping in the leading block comment, then the SQL.

Formats and signals are such files; this is the one place that takes them apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from drift_data.errors import DriftError
from drift_data.faults import YAML_FIX, yaml_fault

#: The C parser where PyYAML was built with it: the catalogue is read at every start.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_HEADER = re.compile(r"\A\s*/\*(?P<header>.*?)\*/(?P<sql>.*)\Z", re.DOTALL)


@dataclass(frozen=True)
class SqlFile:
    """One .sql file: `header` as YAML gave it, `sql` without header and closing semicolon."""

    path: Path
    header: dict[str, Any]
    sql: str


def read_sql_file(path: Path) -> SqlFile:
    """Read and split one file.

    Raises:
        DriftError: no header, a header that is not a YAML mapping, or no SQL after it.
    """
    try:
        found = _HEADER.match(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise DriftError(f"{path} cannot be read.", why=str(error)) from error
    if found is None:
        raise DriftError(
            f"{path} has no header.",
            fix="Begin the file with /* name: ... */, as `drift-data signals --help` shows.",
        )
    try:
        header = yaml.load(found["header"], Loader=_LOADER)
    except yaml.YAMLError as error:
        above = found.string[: found.start("header")].count("\n")
        raise DriftError(f"The header of {path} is not YAML.", why=yaml_fault(error, above), fix=YAML_FIX) from error
    if not isinstance(header, dict):
        raise DriftError(f"The header of {path} is not a mapping of `key: value` lines.")
    sql = found["sql"].strip().removesuffix(";").strip()
    if not sql:
        raise DriftError(f"{path} has a header but no SQL after it.")
    return SqlFile(path, header, sql)
