"""What nothing needs any more: versions that no reference reaches, and what killed runs left behind."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from drift_data.store.disk import bytes_below
from drift_data.store.lock import locked_if_free, this_process
from drift_data.store.version import Version


class Garbage(NamedTuple):
    path: Path
    bytes: int
    why: str


def reachable(roots: Iterable[Version], versions: dict[str, Version]) -> set[str]:
    """Names ("dataset@id") of the versions that are roots or ancestors of one.

    Raises:
        DriftError: a manifest on the way is damaged, so that its ancestors are not known.
    """
    found: set[str] = set()
    todo = [str(version) for version in roots]
    while todo:
        name = todo.pop()
        if name not in found and name in versions:
            found.add(name)
            todo += versions[name].manifest.parents.values()
    return found


def leftovers(tmp: Path, locks: Path) -> tuple[list[Garbage], set[str]]:
    """(what killed runs left in `tmp`, names of the versions that runs still alive are reading).

    Call it while no run can begin or end: then only a run that holds its lock is alive, and the rest is dead.
    """
    dead: list[Garbage] = []
    read: set[str] = set()
    for path in sorted(tmp.iterdir()):
        lock = locks / path.name.rpartition(".")[0]
        if lock.is_file():
            with locked_if_free(lock) as free:
                if not free:
                    read.update(json.loads(lock.read_text(encoding="utf-8") or '{"reads": []}')["reads"])
                    continue
        dead.append(Garbage(path, bytes_below(path), "left by a run that was stopped"))
    return dead, read


def lock_text(parents: Iterable[Version]) -> str:
    """What the run that makes a version writes into its lock."""
    return json.dumps({"by": this_process(), "reads": [str(parent) for parent in parents]})


def maker(text: str) -> str:
    """Who wrote the text of a lock; another run where it does not say."""
    try:
        return str(json.loads(text)["by"])
    except (ValueError, KeyError):  # it has only just begun
        return "another run"


def remove(garbage: Garbage, tmp: Path) -> None:
    """Remove a file or folder; a folder leaves its place at once, so that a kill cannot leave half of it there."""
    if not garbage.path.is_dir():
        garbage.path.unlink()
        return
    trash = tmp / f"trash.{secrets.token_hex(8)}"
    garbage.path.rename(trash)
    shutil.rmtree(trash)
