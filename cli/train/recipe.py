"""drift-train recipe"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .. import console
from ..options import JsonOption, ProjectOption, StoreOption
from ..planned import plan_json, plan_line, print_plan
from ..text import many
from ..train_options import (
    AllowStaleOption,
    KeysArgument,
    LayoutOption,
    NameArgument,
    RunsOption,
    SizeOption,
    read_training,
    shown,
)

if TYPE_CHECKING:
    from drift_recipes.chain import Link


def command(
    name: NameArgument,
    keys: KeysArgument = None,
    size: SizeOption = None,
    layout: LayoutOption = "single",
    run: Annotated[
        str | None, typer.Option("--run", metavar="NAME", help="Another name for the run.", show_default=False)
    ] = None,
    allow_stale: AllowStaleOption = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the plan, train nothing.")] = False,
    store: StoreOption = Path("drift-store"),
    project: ProjectOption = None,
    runs: RunsOption = None,
    json: JsonOption = False,
) -> None:
    """Train a model by a recipe.

    Leaves it in runs/NAME/model, which every tool that reads Transformers models can load. A run that was cut off goes
    on from its last checkpoint; one that is done is left as it is.

    \b
    Examples:
      drift-train recipe seed
      drift-train recipe iter1 loss.beta=0.2 --accelerate fsdp2
      drift-train recipe mine.yaml --size tiny base=models/small --dry-run
    """
    from drift_data.store import Store
    from drift_recipes.launch import prepare, train
    from drift_recipes.layouts import devices_of, split_by
    from drift_recipes.plan import plan

    training = read_training(project, size, runs)
    found = training.link(name, keys, Store(store), run, allow_stale or dry_run)
    planned = plan(found, devices_of(layout), split_by(layout))
    if dry_run:
        if json:
            console.json(plan_json(found, planned))
        else:
            print_plan(found, planned)
        return
    done = prepare(found, _typed(found, name, keys, training.size, layout), layout)
    if not done:
        console.hint(plan_line(found, planned))
        train(found.run)
    left_out = found.run.manifest.get("left_out", {})
    if json:
        made = {"fresh": not done, "model": str(found.run.model), "left_out": left_out}
        console.json(plan_json(found, planned) | made)
        return
    for reason, count in sorted(left_out.items()):
        console.warning(f"{many(count, 'row')} left out: {reason}")
    console.result(f"{'up to date' if done else 'new':<11} {found.run.model}")
    console.result()
    words = ["drift-train", "report", str(found.run.folder)]
    console.hint(f"next: {shown(words)}")


def _typed(found: Link, name: str, keys: list[str] | None, size: str, layout: str) -> str:
    """The command for the manifest: what shapes the model, and no folder of the machine."""
    words = ["drift-train", "recipe", Path(name).name, *(_no_folder(key) for key in keys or ()), "--size", size]
    if layout != "single":
        words += ["--accelerate", Path(layout).name]
    if found.resolved.name != Path(name).stem:
        words += ["--run", found.resolved.name]
    return shown(words)


def _no_folder(key: str) -> str:
    name, _, value = key.partition("=")
    return f"{name}={Path(value).resolve().name}" if Path(value).is_dir() else key
