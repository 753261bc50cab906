"""drift-data gc"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from drift_data.errors import DriftError

from .. import console
from ..options import JsonOption, StoreOption, spelled
from ..text import size


def command(
    store: StoreOption = Path("drift-store"),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what would be removed.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Remove without asking.")] = False,
    json: JsonOption = False,
) -> None:
    """Remove versions that nothing needs any more.

    That is, versions neither the latest, nor tagged, nor what such a version was made from; and what stopped runs
    left. Runs that are going on are not disturbed.

    \b
    Examples:
      drift-data gc --dry-run
      drift-data gc --yes
    """
    from drift_data.store import Garbage, Store

    opened = Store(store)

    def report(garbage: list[Garbage], removed: bool) -> None:
        whole = sum(item.bytes for item in garbage)
        if json:
            items = [{"path": str(item.path), "bytes": item.bytes, "why": item.why} for item in garbage]
            console.json({"removed": removed, "bytes": whole, "items": items})
            return
        if not garbage:
            console.result("nothing to remove")
            return
        for item in garbage:
            console.result(f"{size(item.bytes):>9}  {item.path}  ({item.why})")
        console.result(f"{size(whole)} {'removed' if removed else 'would be removed'}")

    if yes and not dry_run:
        report(opened.gc(), removed=True)
        return
    garbage = opened.gc(dry_run=True)
    report(garbage, removed=False)
    if dry_run or not garbage:
        return
    if not console.can_ask():
        raise DriftError(
            "Nothing was removed.", why="There is no terminal to ask on.", fix=spelled("gc", "--yes", store=store)
        )
    if console.confirm("Remove them?"):
        opened.gc()
        console.hint("removed")
    else:
        console.hint("nothing was removed")
