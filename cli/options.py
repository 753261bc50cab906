"""Options that several commands take, and commands spelled with them."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from drift_data.project import Project

STORE = Path("drift-store")
PROJECT = Path("drift.yaml")

StoreOption = Annotated[Path, typer.Option("--store", envvar="DRIFT_STORE", help="The folder with the versions.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON value instead.")]
ProjectOption = Annotated[
    Path | None, typer.Option("--project", help="The project file; drift.yaml where there is one.", show_default=False)
]
RefArgument = Annotated[
    str, typer.Argument(metavar="REF", help="feedback, feedback@TAG or feedback@ID.", show_default=False)
]


def read_project(path: Path | None) -> Project:
    """The project file that was named, or drift.yaml if it is there, or the defaults.

    Raises:
        DriftError: it cannot be read, or has faults.
    """
    from drift_data.project import Project, load_project

    if path is None and not PROJECT.is_file():
        return Project()
    return load_project(path or PROJECT)


def spelled(*words: str, store: Path = STORE, project: Path | None = None) -> str:
    """A command line for the user to copy, with the options they gave themselves."""
    line = ["drift-data", *words]
    if store != STORE and str(store) != os.environ.get("DRIFT_STORE"):
        line += ["--store", str(store)]
    if project is not None:
        line += ["--project", str(project)]
    return shlex.join(line)
