"""drift-data tag"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .. import console
from ..options import RefArgument, StoreOption


def command(
    ref: RefArgument,
    tag: Annotated[str, typer.Argument(metavar="TAG", help="The name to give it, such as v1.", show_default=False)],
    store: StoreOption = Path("drift-store"),
) -> None:
    """Name a version, so that gc keeps it.

    A tag moves when it is given again.

    \b
    Example:
      drift-data tag feedback v1
    """
    from drift_data.store import Store

    version = Store(store).tag(ref, tag)
    console.result(f"{version.dataset}@{tag} is {version}")
