"""A step: what goes in, and a function that makes a folder of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from drift_data.schema import describe
from drift_data.store.manifest import Column, Input, version_id
from drift_data.store.version import Version


@dataclass(frozen=True)
class StepResult:
    """What a run says about the folder it filled.

    Attributes:
        rows: rows of all splits together.
        dropped: reason -> how many were left out for it.
        counts: the step's own summary, for the card and for `diff`.
        splits: split -> rows; all in "train" when not given.
        tables: title -> rows of cells, the first row the head; for the card and the command line.
    """

    rows: int
    dropped: Mapping[str, int] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    splits: Mapping[str, int] | None = None
    tables: Mapping[str, list[list[str | int]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """What makes one version of a dataset.

    Attributes:
        name: what is done, such as "mine".
        dataset: the dataset it makes.
        code: digest of the source code that matters, see `source_digest`.
        inputs: files from outside the store, in the order they are read.
        parents: role -> version it reads.
        parameters: every choice that changes the result, as a JSON object.
        schema: columns of the Parquet files it writes; the first one is the key.
        run: fills the empty folder it is given (through `ParquetSink`; other files as it likes).
        packages: what else shapes the bytes; recorded, but not part of the id.
    """

    name: str
    dataset: str
    code: str
    inputs: tuple[Input, ...]
    parents: Mapping[str, Version]
    parameters: Mapping[str, Any]
    schema: pa.Schema
    run: Callable[[Path], StepResult]
    packages: tuple[str, ...] = ("duckdb", "polars", "pyarrow")

    @property
    def columns(self) -> tuple[Column, ...]:
        return tuple(Column(name=name, type=type_, description=says) for name, type_, says in describe(self.schema))

    @property
    def version_id(self) -> str:
        """16 hex digits made of all that goes in; known before anything is run."""
        return version_id(
            step=self.name,
            dataset=self.dataset,
            code=self.code,
            inputs=self.inputs,
            parents={role: str(version) for role, version in self.parents.items()},
            parameters=self.parameters,
            columns=self.columns,
        )
