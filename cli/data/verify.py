"""drift-data verify"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from drift_data.errors import DriftError

from .. import console
from ..options import JsonOption, StoreOption


def command(
    refs: Annotated[
        list[str] | None,
        typer.Argument(metavar="REF", help="Versions to check; all of them by default.", show_default=False),
    ] = None,
    store: StoreOption = Path("drift-store"),
    json: JsonOption = False,
) -> None:
    """Check that versions still are what was made.

    Reads every byte. Exits with 1 if any is not.

    \b
    Examples:
      drift-data verify
      drift-data verify feedback@v1
    """
    from drift_data.store import Store

    opened = Store(store)
    versions = [opened.find(ref) for ref in refs] if refs else opened.versions()
    found = {str(version): opened.verify(version) for version in versions}
    if not refs:
        for name in opened.refs():
            try:
                opened.find(name)
            except DriftError as fault:
                found[name] = [fault.what]
    if json:
        console.json([{"version": name, "problems": problems} for name, problems in found.items()])
    elif not found:
        console.result(f"no versions in {store}")
    else:
        for name, problems in found.items():
            console.result(f"{name}  {'damaged' if problems else 'ok'}", "red" if problems else "")
            for problem in problems:
                console.result(f"  {problem}")
    if any(found.values()):
        console.hint("fix: remove the folder of a damaged version and run the command that made it again")
        raise typer.Exit(1)
