"""drift-train report"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .. import console
from ..options import JsonOption, ProjectOption
from ..train_options import RunsOption, read_training


def command(
    names: Annotated[list[str], typer.Argument(metavar="RUN...", help="Names or folders of runs.", show_default=False)],
    out: Annotated[Path, typer.Option("--out", help="The folder for report.png and report.html.")] = Path("report"),
    runs: RunsOption = None,
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """Draw the training dynamics of runs side by side, and say what went wrong.

    Writes a figure and one HTML page that needs nothing else. A run may still be going on.

    \b
    Examples:
      drift-train report iter1
      drift-train report seed iter1 iter2 --out figures
    """
    from drift_recipes.report import HEADINGS, NOTE, report
    from drift_recipes.runs import find_run

    folder = read_training(project, None, runs).runs
    made = report([find_run(name, folder) for name in names], out)
    if json:
        console.json(made.as_json())
        return
    console.table(HEADINGS, made.table, right=HEADINGS[1:])
    console.result(NOTE, "dim")
    console.result()
    for flag in made.flags:
        console.result(f"{flag.run}: {flag.what}", "yellow")
        for line in (flag.saw, flag.means, f"Try: {flag.remedy}"):
            console.result(f"  {line}")
        console.result()
    if not made.flags:
        console.result("Nothing of what goes wrong in practice was seen.")
        console.result()
    for file in (made.png, made.html):
        console.result(str(file))
