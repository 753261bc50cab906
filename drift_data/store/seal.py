"""Make a version of a folder that a step has filled: card, digests, manifest."""

from __future__ import annotations

import json
from importlib.metadata import version as package_version
from pathlib import Path

import pyarrow.parquet as pq

from drift_data.store.card import card
from drift_data.store.disk import files_below, sync_tree
from drift_data.store.fingerprint import file_digest
from drift_data.store.manifest import NAME, File, Manifest
from drift_data.store.step import Step, StepResult

CARD = "README.md"


def seal(folder: Path, step: Step, result: StepResult) -> None:
    """Write README.md (unless the step wrote its own) and manifest.json, and flush all to the disk.

    Raises:
        ValueError: the folder is not what the step says it is.
    """
    splits = {"train": result.rows} if result.splits is None else dict(result.splits)
    _check(folder, splits, result.rows)
    about = Manifest(
        dataset=step.dataset,
        id=step.version_id,
        step=step.name,
        code=step.code,
        inputs=step.inputs,
        parents={role: str(version) for role, version in step.parents.items()},
        parameters=json.loads(json.dumps(dict(step.parameters))),
        columns=step.columns,
        rows=result.rows,
        splits=splits,
        dropped=dict(result.dropped),
        counts=dict(result.counts),
        tables=dict(result.tables),
        files=(),
        packages={name: package_version(name) for name in step.packages},
    )
    if not (folder / CARD).exists():
        (folder / CARD).write_text(card(about), encoding="utf-8")
    files = []
    for path in files_below(folder):
        sha256, size = file_digest(folder / path)
        files.append(File(path=path, sha256=sha256, bytes=size))
    (folder / NAME).write_text(about.model_copy(update={"files": tuple(files)}).text(), encoding="utf-8")
    sync_tree(folder)


def _check(folder: Path, splits: dict[str, int], rows: int) -> None:
    if (folder / NAME).exists():
        raise ValueError(f"the step wrote {NAME} itself")
    if any(path.is_symlink() for path in folder.rglob("*")):
        raise ValueError("the step made a symbolic link, which would not be whole on another machine")
    if sum(splits.values()) != rows:
        raise ValueError(f"splits {splits} do not add up to {rows} rows")
    written = split_rows(folder)
    if written and written != splits:
        raise ValueError(f"the step says {splits}, its Parquet files hold {written}")


def split_rows(folder: Path) -> dict[str, int]:
    """Rows of each split by the footers of its Parquet files."""
    rows: dict[str, int] = {}
    for path in sorted((folder / "data").glob("*-*.parquet")):
        split = path.name.rpartition("-")[0]
        rows[split] = rows.get(split, 0) + pq.read_metadata(path).num_rows
    return rows
