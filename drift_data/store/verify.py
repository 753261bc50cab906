"""Whether a version still is what its manifest says."""

from __future__ import annotations

import pyarrow as pa

from drift_data.errors import DriftError
from drift_data.store.disk import files_below
from drift_data.store.fingerprint import file_digest
from drift_data.store.manifest import NAME, Manifest, read_manifest, version_id
from drift_data.store.seal import split_rows
from drift_data.store.version import Version


def problems(version: Version) -> list[str]:
    """One sentence for each thing that is wrong, none when the version is whole. Reads every byte."""
    try:
        about = read_manifest(version.path)
    except DriftError as error:
        return [f"{NAME} is missing or damaged: {error.why}"]
    found: list[str] = []
    if (about.dataset, about.id) != (version.dataset, version.id):
        found.append(f"{NAME} is that of {about.dataset}@{about.id}")
    if _id_of(about) != about.id:
        found.append(f"{NAME} was changed: what it says went in does not give the id {about.id}")
    return found + _files(version, about) + _rows(version, about)


def _id_of(about: Manifest) -> str:
    return version_id(
        step=about.step,
        dataset=about.dataset,
        code=about.code,
        inputs=about.inputs,
        parents=about.parents,
        parameters=about.parameters,
        columns=about.columns,
    )


def _files(version: Version, about: Manifest) -> list[str]:
    found = []
    there = set(files_below(version.path)) - {NAME}
    for file in about.files:
        if file.path not in there:
            found.append(f"{file.path} is missing")
        elif file_digest(version.path / file.path) != (file.sha256, file.bytes):
            found.append(f"{file.path} was changed")
    extra = there - {file.path for file in about.files}
    return found + [f"{path} does not belong there" for path in sorted(extra)]


def _rows(version: Version, about: Manifest) -> list[str]:
    try:
        rows = split_rows(version.path)
    except (OSError, pa.ArrowInvalid):
        return ["data holds a file that is not Parquet"]
    if about.columns and rows != about.splits:
        return [f"the Parquet files hold {rows}, {NAME} says {about.splits}"]
    return []
