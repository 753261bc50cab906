"""Writes that are on the disk when they return, and whole or not there at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path


def sync(path: Path) -> None:
    """Flush one file or the entries of one folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Flush a folder and all that is in it."""
    for path in sorted(folder.rglob("*")):
        sync(path)
    sync(folder)


def replace_text(path: Path, text: str, aside: Path) -> None:
    """Replace a small file at once; `aside` is a folder of the same file system."""
    new = aside / f"{path.name}.{secrets.token_hex(8)}"
    new.write_text(text, encoding="utf-8")
    sync(new)
    new.replace(path)
    sync(path.parent)


def files_below(folder: Path) -> Iterator[str]:
    """Every file (not folder) below, relative to it with forward slashes, sorted."""
    yield from sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


def bytes_below(path: Path) -> int:
    """Bytes of a file, or of all files below a folder."""
    if not path.is_dir():
        return path.lstat().st_size
    return sum((path / name).lstat().st_size for name in files_below(path))
