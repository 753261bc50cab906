"""drift-train validate"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .. import console
from ..options import ProjectOption
from ..train_options import SizeOption, read_training


def command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A recipe of yours.", show_default=False)],
    size: SizeOption = None,
    project: ProjectOption = None,
) -> None:
    """Check a recipe; say all its faults at once.

    \b
    Example:
      drift-train validate mine.yaml
    """
    read_training(project, size, None).resolve(str(file), None, names=True)
    console.result(f"{file} is sound")
