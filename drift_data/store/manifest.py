"""What a version says about itself: manifest.json.

It holds no time and no path of the machine, so that the same inputs give the same bytes whenever and wherever.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from drift_data.errors import DriftError
from drift_data.store.fingerprint import fingerprint

NAME = "manifest.json"
#: Part of every id; raise it when the layout of a version directory changes.
LAYOUT = 1


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Input(_Part):
    """One file from outside the store, by the name results use for it."""

    name: str
    sha256: str
    bytes: int


class File(_Part):
    """One file of the version, `path` relative to it with forward slashes."""

    path: str
    sha256: str
    bytes: int


class Column(_Part):
    name: str
    type: str
    description: str


class Manifest(_Part):
    """How a version was made and what is in it.

    Attributes:
        code: digest of the source code that made it.
        parents: role of each version it was made from -> "dataset@id".
        columns: the schema of its Parquet files; empty where it holds something else.
        rows: rows of all splits together.
        splits: split -> rows.
        dropped: reason -> how many rows or records were left out for it.
        counts: the step's own summary.
        tables: title -> rows of cells, the first row the head.
        files: every file but manifest.json itself.
        packages: name -> version of what shapes the bytes.
    """

    dataset: str
    id: str
    step: str
    code: str
    inputs: tuple[Input, ...]
    parents: dict[str, str]
    parameters: dict[str, Any]
    columns: tuple[Column, ...]
    rows: int
    splits: dict[str, int]
    dropped: dict[str, int]
    counts: dict[str, int]
    tables: dict[str, list[list[str | int]]] = {}
    files: tuple[File, ...]
    packages: dict[str, str]

    def text(self) -> str:
        """Canonical JSON: sorted keys, two spaces, a newline at the end."""
        return json.dumps(self.model_dump(mode="json"), sort_keys=True, indent=2, allow_nan=False) + "\n"


def version_id(
    *,
    step: str,
    dataset: str,
    code: str,
    inputs: Iterable[Input],
    parents: Mapping[str, str],
    parameters: Mapping[str, Any],
    columns: Iterable[Column],
) -> str:
    """16 hex digits made of all that goes into a version."""
    return fingerprint(
        {
            "layout": LAYOUT,
            "step": step,
            "dataset": dataset,
            "code": code,
            "inputs": [[item.name, item.sha256] for item in inputs],
            "parents": dict(parents),
            "parameters": dict(parameters),
            "columns": [[column.name, column.type, column.description] for column in columns],
        }
    )


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a version directory.

    Raises:
        DriftError: it is missing or damaged.
    """
    path = folder / NAME
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except OSError as error:
        why = error.strerror or type(error).__name__
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        why = f"{'.'.join(map(str, first['loc'])) or 'the whole file'}: {first['msg']}"
    raise DriftError(
        f"{path} is missing or damaged.",
        why=why,
        fix=f"Remove the folder {folder} and run the command that made it again.",
    )
