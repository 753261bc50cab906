"""drift-data pull"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .. import console
from ..options import JsonOption, StoreOption, spelled
from ..text import many

if TYPE_CHECKING:
    from drift_data.publish.pull import Pulled


def command(
    name: Annotated[
        str, typer.Argument(metavar="OWNER/NAME[/CONFIG][@REVISION]", help="The dataset.", show_default=False)
    ],
    store: StoreOption = Path("drift-store"),
    json: JsonOption = False,
) -> None:
    """Bring a dataset from the Hugging Face Hub.

    Versions that drift made come back under the same id, every byte checked. A preference dataset of somebody else
    becomes the dataset external-OWNER-NAME, and is looked at as by `drift-data check`.

    \b
    Examples:
      drift-data pull OWNER/NAME
      drift-data pull OWNER/NAME/iter2
      drift-data pull trl-lib/ultrafeedback_binarized@main
    """
    from drift_data.publish.pull import pull
    from drift_data.store import Store

    from ..hub import quiet_bars, waiting

    quiet_bars()
    pulled = pull(name, Store(store), waiting)
    if json:
        console.json([_json(one) for one in pulled])
        return
    for one in pulled:
        rows = many(one.version.manifest.rows, "row")
        console.result(f"{'new' if one.fresh else 'up to date':<11} {one.version}  {rows}")
        if one.report is not None and not one.report.sound:
            faults = ", ".join(f"{fault.what} ({fault.count:,})" for fault in one.report.faults)
            console.warning(f"{one.version.dataset} has faults: {faults}")
            console.hint(f"next: {spelled('check', one.version.dataset, store=store)}")
    console.hint(f"next: {spelled('show', pulled[0].version.dataset, '--limit', '3', store=store)}")


def _json(one: Pulled) -> dict[str, Any]:
    return {
        "version": str(one.version),
        "path": str(one.version.path),
        "fresh": one.fresh,
        "hub": asdict(one.where),
        "check": None if one.report is None else {"sound": one.report.sound} | asdict(one.report),
    }
