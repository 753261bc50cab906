"""drift-data path"""

from __future__ import annotations

from pathlib import Path

from .. import console
from ..options import RefArgument, StoreOption


def command(ref: RefArgument, store: StoreOption = Path("drift-store")) -> None:
    """Print the directory of a version, and nothing else.

    \b
    Example:
      du -sh "$(drift-data path feedback)"
    """
    from drift_data.store import Store

    console.path(Store(store).find(ref).path)
