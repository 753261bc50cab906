"""drift-data evaluate"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .. import console
from ..options import JsonOption, StoreOption, spelled
from ..text import many, share, short

if TYPE_CHECKING:
    from drift_data.mining.evaluate import Estimate, Evaluation, Measured
    from drift_data.mining.scorer import Side

LabelsOption = Annotated[
    str, typer.Option("--labels", metavar="REF", help="labels, labels@TAG, labels@ID, or a .jsonl or .parquet file.")
]
MEASURES = {
    "precision": "precision",
    "recall": "recall",
    "f1": "F1",
    "average_precision": "average precision",
    "precision_at_recall_0.5": "precision at recall 0.5",
    "brier": "Brier score",
}

#: Labels of a kind below which a measure is mostly chance.
_FEW = 30


def command(
    labels: LabelsOption = "labels",
    feedback: Annotated[
        str, typer.Option("--feedback", metavar="REF", help="The version that is measured.")
    ] = "feedback",
    store: StoreOption = Path("drift-store"),
    examples: Annotated[
        int, typer.Option("--examples", metavar="N", min=0, help="Show N reactions for each way of being wrong.")
    ] = 0,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of the intervals.")] = 0,
    json: JsonOption = False,
) -> None:
    """Measure mined feedback against labels that people gave.

    How often it is right, how much it finds, whether its probabilities are probabilities, and what it takes for what;
    by language and by source, too. Intervals are 95%, by bootstrap over conversations. Needs numpy (the extra fit).

    \b
    Examples:
      drift-data evaluate
      drift-data evaluate --labels annotated.jsonl --examples 3
      drift-data evaluate --labels labels@v1 --feedback feedback@v2 --json
    """
    from drift_data.mining.evaluate import evaluate
    from drift_data.mining.labels import read_labels
    from drift_data.store import Store

    opened = Store(store)
    with console.progress("measuring"):
        found = evaluate(opened, read_labels(opened, labels), feedback, examples, seed)
    if json:
        console.json(found.as_json())
    else:
        _print(found, store)
    for side, measured in found.sides.items():
        if measured.labelled < _FEW:
            console.warning(f"only {many(measured.labelled, 'reaction')} labelled {side}: its figures say little")
    if found.fitted_on:
        console.warning(
            f"the scorer of {found.feedback} was fitted on {found.fitted_on:,} of these labels, so these figures "
            "flatter; those that `drift-data fit` prints are of reactions that it had not seen"
        )


def _print(found: Evaluation, store: Path) -> None:
    console.result(
        f"{many(found.rows, 'labelled reaction')} of {many(found.conversations, 'conversation')}, {found.feedback}",
        "bold",
    )
    for reason, number in found.left_out.items():
        console.result(f"{many(number, 'label')} left out: {reason}")
    if found.unseen:
        console.result(
            f"{many(found.unseen, 'label')} for what is no reaction to drift (no reply before it, or a copy): "
            "counted as neutral"
        )
    console.result()
    columns = [f"{side} ({measured.labelled:,})" for side, measured in found.sides.items()]
    table: list[list[console.Cell]] = [
        [title, *(_spelled(measured.measures[name]) for measured in found.sides.values())]
        for name, title in MEASURES.items()
    ]
    console.table(["", *columns], table)
    for name, values in found.groups.items():
        if values:
            console.result()
            _print_groups(name, values)
    console.result()
    _print_reliability(found)
    console.result()
    labels = list(found.confusion)
    console.table(
        ["people (down), drift (across)", *labels],
        [[console.Styled(label, console.LABEL_STYLES[label]), *found.confusion[label].values()] for label in labels],
        right=labels,
    )
    _print_examples(found, store)


def _print_groups(name: str, values: dict[str, tuple[int, dict[Side, Measured]]]) -> None:
    shown = ("precision", "recall", "average_precision")
    heads = [
        f"{side} {MEASURES[measure].replace('average precision', 'AP')}"
        for side in ("dsat", "sat")
        for measure in shown
    ]
    rows: list[list[console.Cell]] = [
        [
            short(value, 30),
            number,
            *(_spelled(measured.measures[measure]) for measured in sides.values() for measure in shown),
        ]
        for value, (number, sides) in values.items()
    ]
    console.table([name, "labels", *heads], rows, right=["labels"])


def _print_reliability(found: Evaluation) -> None:
    sides = list(found.reliability)
    rows: list[list[console.Cell]] = []
    for bins in zip(*found.reliability.values(), strict=True):
        cells: list[console.Cell] = [f"{bins[0].low:.1f} to {bins[0].high:.1f}"]
        for bin_ in bins:
            known = bin_.score is not None and bin_.share is not None
            cells += [bin_.rows, f"{bin_.score:.2f}" if known else None, f"{bin_.share:.2f}" if known else None]
        rows.append(cells)
    heads = [f"{side} {what}" for side in sides for what in ("rows", "mean score", "share")]
    console.table(["score", *heads], rows, right=heads)


def _print_examples(found: Evaluation, store: Path) -> None:
    before = None
    for row in found.examples:
        kind = (row["label"], row["mined"])
        if kind != before:
            number = found.confusion[row["label"]][row["mined"]]
            console.result()
            console.result(
                f"{row['label']} to people, {row['mined']} to drift: {number:,} ({share(number, found.rows)})", "bold"
            )
            before = kind
        signals = ", ".join(row["signals"]) or "no signal"
        console.result(
            f"  {row['reaction_id']}  dsat {row['dsat_score']:.2f}  sat {row['sat_score']:.2f}  {signals}", "dim"
        )
        console.result(f"    {short(row['feedback'], 160)}")
    if found.examples:
        console.hint(f"next: {spelled('explain', found.examples[0]['reaction_id'], str(found.feedback), store=store)}")


def _spelled(estimate: Estimate) -> str:
    if estimate.value is None:
        return "-"
    interval = "" if estimate.low is None else f" ({estimate.low:.2f}-{estimate.high:.2f})"
    return f"{estimate.value:.2f}{interval}"
