"""drift-data fit"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .. import console
from ..options import JsonOption, ProjectOption, StoreOption, read_project, spelled
from ..text import many
from .evaluate import MEASURES, LabelsOption

if TYPE_CHECKING:
    from drift_data.mining.refit import Change, Refitted

#: With fewer reactions of a kind the figures say little.
_FEW = 50


def command(
    labels: LabelsOption = "labels",
    conversations: Annotated[
        str, typer.Option("--conversations", metavar="REF", help="The version that the labels are for.")
    ] = "conversations",
    store: StoreOption = Path("drift-store"),
    project: ProjectOption = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of the intervals.")] = 0,
    json: JsonOption = False,
) -> None:
    """Fit the scorer on labels of your own logs.

    It starts from the shipped weights: few labels move them a little, many a lot. Prints what that changes in
    cross-validation, where each conversation is scored by a model that has not seen it, and makes a version of scorer
    for `mine --scorer scorer`. Needs scipy (the extra fit).

    \b
    Examples:
      drift-data fit
      drift-data fit --labels annotated.jsonl
      drift-data mine --scorer scorer
    """
    from drift_data.mining.labels import read_labels
    from drift_data.mining.refit import refit
    from drift_data.store import Store

    opened = Store(store)
    with console.progress("fitting"):
        fitted = refit(opened, read_labels(opened, labels), read_project(project), conversations, seed)
    if json:
        version = fitted.version
        console.json({**asdict(fitted), "version": str(version), "path": str(version.path)})
    else:
        _print(fitted, store)
    for side, number in fitted.labelled.items():
        if number < _FEW:
            console.warning(
                f"only {number:,} of the labelled reactions are {side}; with fewer than {_FEW} a fit may do harm: "
                f"{spelled('label', store=store)}"
            )


def _print(fitted: Refitted, store: Path) -> None:
    counts = ", ".join(f"{number:,} {side}" for side, number in fitted.labelled.items())
    console.result(
        f"{many(fitted.rows, 'labelled reaction')} ({counts}) of {many(fitted.conversations, 'conversation')}", "bold"
    )
    for reason, number in fitted.left_out.items():
        console.result(f"{many(number, 'label')} left out: {reason}")
    console.result()
    rows: list[list[console.Cell]] = []
    for side, changes in fitted.changes.items():
        rows += [[f"{side} {MEASURES[name]}", *_cells(change)] for name, change in changes.items()]
    heads = ["shipped", "fitted", "change (95% interval)"]
    console.table(["in cross-validation", *heads], rows, right=heads[:2])
    console.result()
    console.result(f"{'new' if fitted.fresh else 'up to date':<11} {fitted.version.path}")
    console.hint(f"next: {spelled('mine', '--scorer', str(fitted.version), store=store)}, with the logs as before")


def _cells(change: Change) -> list[console.Cell]:
    if change.before is None or change.after is None:
        return [_spelled(change.before), _spelled(change.after), None]
    by = f"{change.after - change.before:+.2f}"
    interval = "" if change.low is None else f" ({change.low:+.2f} to {change.high:+.2f})"
    return [_spelled(change.before), _spelled(change.after), by + interval]


def _spelled(value: float | None) -> str | None:
    return None if value is None else f"{value:.2f}"
