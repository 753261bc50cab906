"""drift-train push"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..options import JsonOption, ProjectOption, StoreOption
from ..train_options import RunsOption, read_training


def command(
    run: Annotated[str, typer.Argument(metavar="RUN", help="A run: its name or its folder.", show_default=False)],
    repo: Annotated[str, typer.Argument(metavar="OWNER/NAME", help="The model on the Hub.", show_default=False)],
    private: Annotated[bool, typer.Option("--private", help="Make it private, where it is not there yet.")] = False,
    public: Annotated[
        bool, typer.Option("--public", help="Everyone may have a model that learnt from private logs.")
    ] = False,
    tag: Annotated[
        str | None, typer.Option("--tag", help="A tag on the Hub beside the run's id.", show_default=False)
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what would be uploaded.")] = False,
    store: StoreOption = Path("drift-store"),
    project: ProjectOption = None,
    runs: RunsOption = None,
    json: JsonOption = False,
) -> None:
    """Publish the model of a run on the Hugging Face Hub.

    One commit, with the run's id as a tag; a model that is there already pushes nothing. Models that learnt from logs
    that may not be shared are refused.

    \b
    Examples:
      drift-train push iter2 OWNER/NAME --private
      drift-train push iter2 OWNER/NAME --dry-run
    """
    from drift_data.store import Store
    from drift_recipes.push import ModelPush
    from drift_recipes.runs import find_run

    from ..hub import publish, quiet_bars, waiting

    if private and public:
        raise typer.BadParameter("--private and --public exclude each other.")
    quiet_bars()
    training = read_training(project, None, runs)
    found = find_run(run, training.runs)
    push = ModelPush(
        found, Store(store), repo, training.project.hub, private=private, public=public, tag=tag, tell=waiting
    )
    publish(push, {"name": found.folder.name, "id": push.id}, dry_run, json)
