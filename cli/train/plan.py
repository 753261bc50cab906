"""drift-train plan"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .. import console
from ..options import JsonOption, ProjectOption, StoreOption
from ..planned import plan_json, print_plan
from ..train_options import KeysArgument, LayoutOption, NameArgument, RunsOption, SizeOption, read_training


def command(
    name: NameArgument,
    keys: KeysArgument = None,
    size: SizeOption = None,
    layout: LayoutOption = "single",
    devices: Annotated[
        int | None, typer.Option("--devices", min=1, help="How many devices to plan for.", show_default=False)
    ] = None,
    store: StoreOption = Path("drift-store"),
    project: ProjectOption = None,
    runs: RunsOption = None,
    json: JsonOption = False,
) -> None:
    """Say what a run would be: steps, tokens, memory, what is dropped; loads no model.

    The memory is an estimate of weights, gradients, optimizer and activations; docs/training.md has the formula.

    \b
    Examples:
      drift-train plan iter2
      drift-train plan iter2 --size 14b --accelerate fsdp2 --devices 8
    """
    from drift_data.store import Store
    from drift_recipes.layouts import devices_of, split_by
    from drift_recipes.plan import plan

    training = read_training(project, size, runs)
    found = training.link(name, keys, Store(store), command="plan")
    planned = plan(found, devices or devices_of(layout), split_by(layout))
    if json:
        console.json(plan_json(found, planned))
    else:
        print_plan(found, planned)
