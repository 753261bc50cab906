"""drift-train loop"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from .. import console
from ..options import ProjectOption, StoreOption
from ..text import many
from ..train_options import (
    KeysArgument,
    LayoutOption,
    RunsOption,
    SizeOption,
    only_project,
    read_training,
    shown,
    store_option,
)


def command(
    keys: KeysArgument = None,
    iterations: Annotated[int, typer.Option("--iterations", min=0, help="Rounds after the warm-up.")] = 2,
    policy: Annotated[
        str | None,
        typer.Option(
            "--policy",
            metavar="MODEL",
            help="The model that the chain starts from; by default the one of the size.",
            show_default=False,
        ),
    ] = None,
    size: SizeOption = None,
    engine: Annotated[
        Literal["vllm", "server", "transformers"] | None,
        typer.Option("--engine", help="What samples; vllm by default.", show_default=False),
    ] = None,
    layout: LayoutOption = "single",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the commands, run none.")] = False,
    store: StoreOption = Path("drift-store"),
    project: ProjectOption = None,
    runs: RunsOption = None,
) -> None:
    """Walk the whole chain: seed pairs, warm-up, and for each round pairs and training.

    Runs the commands that you would run yourself, each in a process of its own, and shows them. What is up to date is
    left as it is, and what was cut off goes on.

    \b
    Examples:
      drift-train loop --iterations 2
      drift-train loop --size tiny --policy build/policy --engine transformers --dry-run
    """
    from drift_data.errors import DriftError
    from drift_data.sample.policy import model_folder
    from drift_recipes.loop import loop_commands, run_loop

    training = read_training(project, size, runs)
    own = [*(keys or ()), *([f"base={policy}"] if policy is not None else [])]
    base = training.resolve("seed", own, names=True).recipe.base
    if base is None:
        raise DriftError(
            f"Which model does the chain start from? The size {training.size} names none.", fix="--policy MODEL"
        )
    model_folder(base)
    where = store_option(store)
    commands = loop_commands(
        iterations,
        base,
        training.runs,
        pair_options=[*only_project(training.options), *where],
        sampling_options=[] if engine is None else ["--engine", engine],
        recipe_options=[*own, *training.options, *(["--accelerate", layout] if layout != "single" else []), *where],
    )
    for number, words in enumerate(commands):
        console.result(f"{number + 1}. {shown(words)}")
    if dry_run:
        return

    def begins(number: int, words: list[str]) -> None:
        console.result()
        console.result(f"[{number + 1}/{len(commands)}] {shown(words)}", "bold")
        console.flush()

    done, code = run_loop(commands, begins)
    if code:
        console.hint(f"{done} of {many(len(commands), 'command')} done{_on(training.runs, commands[done])}")
        raise typer.Exit(code)
    console.result()
    console.result(f"{many(len(commands), 'command')} done")


def _on(runs: Path, failed: list[str]) -> str:
    """What to do after a command failed. A run that is done is up to date, or in the way of one of newer pairs."""
    from drift_recipes.spec import Run

    if failed[:2] == ["drift-train", "recipe"] and Run(runs / failed[2]).done:
        return (
            f"; {runs} holds a chain of other pairs or settings, which stays: this loop with --runs {runs}-2 walks a "
            "fresh one beside it"
        )
    return "; this loop goes on from there when run again"
