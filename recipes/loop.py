"""The rounds of DRIFT as the commands a person would run: pairs, training, pairs sampled from what was trained, ..."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from drift_recipes.launch import run_command
from drift_recipes.spec import Run

Command = list[str]


def loop_commands(
    iterations: int,
    base: str,
    runs: Path,
    pair_options: Sequence[str] = (),
    sampling_options: Sequence[str] = (),
    recipe_options: Sequence[str] = (),
) -> list[Command]:
    """Every command, in order: seed, then each iteration.

    Args:
        iterations: rounds after the warm-up.
        base: the model that the chain starts from.
        runs: where the runs are.
        pair_options: for `drift-data pair`.
        sampling_options: for `drift-data pair`, where something is sampled.
        recipe_options: for `drift-train recipe`.
    """
    commands = [
        ["drift-data", "pair", "seed", "--rule", "seed", "--policy", base, *pair_options],
        ["drift-train", "recipe", "seed", *recipe_options],
    ]
    before = "seed"
    for name in (f"iter{n}" for n in range(1, iterations + 1)):
        policy = str(Run(runs / before).model)
        commands += [
            ["drift-data", "pair", name, "--policy", policy, *sampling_options, *pair_options],
            ["drift-train", "recipe", name, *recipe_options],
        ]
        before = name
    return commands


def run_loop(commands: Sequence[Command], begins: Callable[[int, Command], object]) -> tuple[int, int]:
    """Run commands until one fails: (how many ran to a good end, exit code of the one that did not).

    What is up to date is left alone, and what was cut off goes on: the commands see to that themselves.

    Args:
        begins: told the number of each command, from 0, and the command, before it runs.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed; the command that ran has ended.
    """
    for number, command in enumerate(commands):
        begins(number, command)
        code = run_command([_program(command[0]), *command[1:]])
        if code:
            return number, code if code > 0 else 128 - code
    return len(commands), 0


def _program(name: str) -> str:
    """The program of this installation, whatever else is on the PATH."""
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.is_file() else shutil.which(name) or name
