"""drift-data ls"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from drift_data.errors import DriftError

from .. import console
from ..names import names_of
from ..options import JsonOption, StoreOption, spelled
from ..text import size


def command(store: StoreOption = Path("drift-store"), json: JsonOption = False) -> None:
    """List the versions in the store.

    \b
    Examples:
      drift-data ls
      drift-data ls --json
    """
    from drift_data.store import Store, Version
    from drift_data.store.disk import bytes_below

    opened = Store(store)
    names = names_of(opened)

    def about(version: Version) -> dict[str, Any]:
        try:
            rows: int | None = version.manifest.rows
        except DriftError:
            rows = None
        return {
            "version": str(version),
            "dataset": version.dataset,
            "names": names.get(str(version), []),
            "rows": rows,
            "bytes": bytes_below(version.path),
            "path": str(version.path),
        }

    versions = [about(version) for version in opened.versions()]
    versions.sort(key=lambda one: (one["dataset"], "latest" not in one["names"], not one["names"], one["version"]))
    if json:
        console.json(versions)
        return
    if not versions:
        console.result(f"no versions in {store}")
        console.hint(f"next: {spelled('mine', 'LOGS', store=store)}")
        return
    console.table(
        ["version", "rows", "size", "names"],
        [[one["version"], one["rows"], size(one["bytes"]), ", ".join(one["names"])] for one in versions],
        right=["rows", "size"],
    )
    for one in versions:
        if one["rows"] is None:
            console.warning(f"{one['version']} is damaged; {spelled('verify', one['version'], store=store)} says how")
