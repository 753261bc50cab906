"""The runs in a folder, and how far each is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from drift_data.errors import DriftError
from drift_data.store import Store
from drift_data.store.lock import locked_if_free
from drift_recipes.spec import Run


@dataclass(frozen=True)
class State:
    """How far a run is, and why its model is not the one that would be trained today.

    Attributes:
        progress: done, training (by a process that is alive), or cut off.
        stale: why it is; empty where it is not.
    """

    progress: Literal["done", "training", "cut off"]
    stale: str


def check_run_name(name: str) -> None:
    """
    Raises:
        DriftError: a run cannot be called so.
    """
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", name):
        raise DriftError(
            f"A run cannot be called {name!r}.", fix="Use letters, digits, '.', '_' and '-', a letter or digit first."
        )


def list_runs(runs: Path) -> list[Run]:
    """Sorted by name."""
    if not runs.is_dir():
        return []
    return [Run(path.parent) for path in sorted(runs.glob("[!.]*/manifest.json"))]


def find_run(name: str, runs: Path) -> Run:
    """A run by its name, or by its folder.

    Raises:
        DriftError: there is none.
    """
    for folder in (runs / name, Path(name)):
        if (folder / "manifest.json").is_file():
            return Run(folder)
    known = ", ".join(run.folder.name for run in list_runs(runs))
    raise DriftError(
        f"There is no run {name!r} in {runs}.",
        why=f"There is: {known}." if known else "",
        fix=f"drift-train recipe {name}" if "/" not in name else "`drift-train ls` lists the runs.",
    )


def state_of(run: Run, store: Store) -> State:
    """How far a run is; asks manifests only, no model is read."""
    if run.done:
        return State("done", _stale(run, store))
    lock = run.folder / "lock"
    if lock.is_file():
        with locked_if_free(lock) as free:
            if not free:
                return State("training", "")
    return State("cut off", _stale(run, store))


def _stale(run: Run, store: Store) -> str:
    manifest = run.manifest
    if manifest.get("stale"):
        return str(manifest["stale"])
    if after := manifest.get("after"):
        name, _, id_ = after.rpartition("@")
        before = Run(run.folder.parent / name)
        if before.folder.is_dir() and before.manifest["id"] != id_:
            return f"{name} has been trained anew since."
    data = str(manifest["inputs"]["data"])
    latest = store.refs().get(data.partition("@")[0])
    return f"There is a later {latest}." if latest is not None and str(latest) != data else ""
