"""drift-data diff"""

from __future__ import annotations

import json as json_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .. import console
from ..options import JsonOption, StoreOption
from ..text import short

if TYPE_CHECKING:
    from drift_data.store import Diff


def command(
    before: Annotated[str, typer.Argument(metavar="A", help="The version before.", show_default=False)],
    after: Annotated[str, typer.Argument(metavar="B", help="The version after.", show_default=False)],
    store: StoreOption = Path("drift-store"),
    json: JsonOption = False,
) -> None:
    """Compare two versions of a dataset.

    Rows are matched by key; then labels, parameters and inputs are compared.

    \b
    Example:
      drift-data diff feedback@v1 feedback
    """
    from drift_data.store import Store, diff

    opened = Store(store)
    found = diff(opened.find(before), opened.find(after))
    if json:
        console.json(_json(found))
    else:
        _print(found)


def _json(found: Diff) -> dict[str, Any]:
    return {
        "before": str(found.before),
        "after": str(found.after),
        "key": found.key,
        "rows": {"added": found.added, "removed": found.removed, "changed": found.changed, "same": found.same},
        "columns": found.columns,
        "labels": [{"before": old, "after": new, "rows": rows} for (old, new), rows in found.labels.items()],
        "samples": found.samples,
        "parameters": [{"name": name, "before": old, "after": new} for name, old, new in found.parameters],
        "parents": {role: {"before": old, "after": new} for role, (old, new) in found.parents.items()},
        "inputs": found.inputs,
        "code": found.code,
    }


def _print(found: Diff) -> None:
    console.result(f"{found.before} -> {found.after}", "bold")
    counts = {"added": found.added, "removed": found.removed, "changed": found.changed, "same": found.same}
    samples = {name: ", ".join(keys) for name, keys in found.samples.items()}
    console.table(
        ["rows", "", f"{found.key}, for example"],
        [[name, count, samples.get(name, "")] for name, count in counts.items()],
        right=[""],
    )
    if found.labels:
        console.result()
        rows: list[list[console.Cell]] = [[f"{old} -> {new}", count] for (old, new), count in found.labels.items()]
        console.table(["label", "rows"], rows, right=["rows"])
    if found.columns:
        console.result()
        rows = [[name, count] for name, count in sorted(found.columns.items(), key=lambda item: (-item[1], item[0]))]
        console.table(["column that differs", "rows"], rows, right=["rows"])
    console.result()
    for name, old, new in found.parameters:
        console.result(f"parameter {name}: {_value(old)} -> {_value(new)}")
    for role, (from_, to) in found.parents.items():
        console.result(f"made from {role}: {from_ or '-'} -> {to or '-'}")
    for kind, files in found.inputs.items():
        if files:
            console.result(f"input {kind}: {', '.join(files[:10])}" + (", …" if len(files) > 10 else ""))
    if found.code:
        console.result("made by another version of drift's code")
    if not (found.parameters or found.parents or any(found.inputs.values()) or found.code):
        console.result("made from the same inputs, parameters and code")


def _value(value: Any) -> str:
    return "-" if value is None else short(json_module.dumps(value, ensure_ascii=False))
