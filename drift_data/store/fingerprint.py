"""Digests: what a version's id is made of, and what its files are checked against."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SOURCES = (".py", ".sql", ".yaml")


def fingerprint(value: Any) -> str:
    """16 hex digits of the SHA-256 of a JSON value's canonical form: sorted keys, no spaces, ASCII.

    Raises:
        TypeError: something JSON has no form for, or a key that is not a string (1 and "1" would be one key).
        ValueError: a float that is not finite.
    """
    _check_keys(value)
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _check_keys(value: Any) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise TypeError(f"a key of a fingerprinted mapping is {type(key).__name__}, not str")
            _check_keys(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _check_keys(item)


def source_digest(*sources: str | Path) -> str:
    """16 hex digits over the sources (.py, .sql, .yaml) of packages and modules (by name), folders and files (by path).

    Only names below each package or folder count, not where it is installed.
    """
    return fingerprint([[path.name, dict(_digests(path))] for path in map(_located, sources)])


def _located(source: str | Path) -> Path:
    if isinstance(source, Path):
        return source
    spec = importlib.util.find_spec(source)
    if spec is None:
        raise ModuleNotFoundError(f"no module named {source!r}")
    if spec.submodule_search_locations:
        return Path(next(iter(spec.submodule_search_locations)))
    assert spec.origin is not None
    return Path(spec.origin)


def _digests(root: Path) -> Iterator[tuple[str, str]]:
    if root.is_file():
        yield "", file_digest(root)[0]
        return
    for path in sorted(root.rglob("*")):
        if path.suffix in SOURCES and path.is_file():
            yield path.relative_to(root).as_posix(), file_digest(path)[0]


def file_digest(path: Path) -> tuple[str, int]:
    """(SHA-256 in hex, size in bytes) of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), file.tell()
