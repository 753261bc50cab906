"""drift-train ls"""

from __future__ import annotations

from pathlib import Path

from .. import console
from ..options import JsonOption, ProjectOption, StoreOption
from ..train_options import RunsOption, read_training

_STYLES = {"done": "green", "training": "cyan", "cut off": "yellow", "stale": "yellow"}


def command(
    store: StoreOption = Path("drift-store"),
    project: ProjectOption = None,
    runs: RunsOption = None,
    json: JsonOption = False,
) -> None:
    """List the recipes, and the runs: done, training, cut off or stale.

    A run is stale where its data was made anew since, or the run it went on from was.

    \b
    Example:
      drift-train ls
    """
    from drift_data.store import Store
    from drift_recipes.recipe import recipe_about
    from drift_recipes.runs import list_runs, state_of

    folder = read_training(project, None, runs).runs
    opened = Store(store)
    states = [(run, state_of(run, opened)) for run in list_runs(folder)]
    recipes = recipe_about()
    if json:
        console.json(
            {
                "recipes": list(recipes),
                "runs": [
                    {"name": run.folder.name, "id": run.manifest["id"], "state": state.progress, "stale": state.stale}
                    for run, state in states
                ],
            }
        )
        return
    console.table(["recipe", "what it is"], [[name, says] for name, says in recipes.items()])
    console.result()
    if not states:
        console.result(f"no runs in {folder}")
        return
    rows: list[list[console.Cell]] = []
    for run, state in states:
        word = "stale" if state.stale and state.progress == "done" else state.progress
        about = state.stale or f"trained on {run.manifest['inputs']['data']}"
        rows.append([run.folder.name, console.Styled(word, _STYLES[word]), str(run.manifest["id"]), about])
    console.table(["run", "state", "id", ""], rows)
