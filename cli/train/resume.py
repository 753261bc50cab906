"""drift-train resume"""

from __future__ import annotations

from typing import Annotated

import typer

from .. import console
from ..options import JsonOption, ProjectOption
from ..train_options import RunsOption, read_training


def command(
    run: Annotated[str, typer.Argument(metavar="RUN", help="A run: its name or its folder.", show_default=False)],
    project: ProjectOption = None,
    runs: RunsOption = None,
    json: JsonOption = False,
) -> None:
    """Go on with a run that was cut off, from its last checkpoint, as it was started.

    \b
    Example:
      drift-train resume iter1
    """
    from drift_recipes.launch import check_models, train
    from drift_recipes.runs import find_run

    found = find_run(run, read_training(project, None, runs).runs)
    if not found.done:
        check_models(found)
    fresh = train(found)
    if json:
        console.json({"name": found.folder.name, "id": found.manifest["id"], "fresh": fresh, "model": str(found.model)})
        return
    console.result(f"{'new' if fresh else 'up to date':<11} {found.model}")
