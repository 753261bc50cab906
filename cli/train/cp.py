"""drift-train cp"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .. import console
from ..train_options import NameArgument, shown


def command(
    name: NameArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write.", show_default=False)],
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> None:
    """Copy a recipe into a file, to change it.

    \b
    Example:
      drift-train cp iter2 mine.yaml
    """
    from drift_data.errors import DriftError
    from drift_recipes.recipe import own_text

    if file.suffix not in (".yaml", ".yml"):
        raise DriftError(f"{file} does not end in .yaml.", why="A recipe is known by it.", fix=f"Use {file}.yaml.")
    text = own_text(name)
    try:
        with file.open("w" if force else "x", encoding="utf-8") as written:
            written.write(text)
    except FileExistsError:
        fix = shown(["drift-train", "cp", name, str(file), "--force"])
        raise DriftError(f"{file} is there already.", fix=f"Name another file, or write over it: {fix}") from None
    except OSError as error:
        raise DriftError(f"{file} cannot be written.", why=str(error), fix="Name another file.") from error
    console.path(file)
    console.hint(f"next: {shown(['drift-train', 'plan', str(file)])}")
