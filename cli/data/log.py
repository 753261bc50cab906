"""drift-data log"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .. import console
from ..names import names_of
from ..options import JsonOption, StoreOption, spelled
from ..text import many, size

if TYPE_CHECKING:
    from drift_data.store import Lineage, Store


def command(
    ref: Annotated[
        str | None,
        typer.Argument(metavar="REF", help="The version to trace; by default the latest ones.", show_default=False),
    ] = None,
    store: StoreOption = Path("drift-store"),
    json: JsonOption = False,
) -> None:
    """Show what a version was made from, back to the logs, and where on the Hub it is.

    \b
    Examples:
      drift-data log
      drift-data log feedback@v1
    """
    from drift_data.store import Store

    opened = Store(store)
    names = names_of(opened)
    if ref is not None:
        lineages = [opened.lineage(opened.find(ref))]
    else:
        lineages = [opened.lineage(opened.find(name)) for name in opened.refs() if "@" not in name]
        below = {str(one.version) for lineage in lineages for one in _ancestors(lineage)}
        lineages = [lineage for lineage in lineages if str(lineage.version) not in below]
    if json:
        console.json([_json(lineage, names, opened) for lineage in lineages])
        return
    for lineage in lineages:
        console.tree(_tree(lineage, names, opened))
    if not lineages:
        console.result(f"no versions in {store}")
        console.hint(f"next: {spelled('mine', 'LOGS', store=store)}")


def _ancestors(lineage: Lineage) -> list[Lineage]:
    return [found for parent in lineage.parents.values() for found in (parent, *_ancestors(parent))]


def _json(lineage: Lineage, names: dict[str, list[str]], store: Store) -> dict[str, Any]:
    from drift_data.publish.published import published

    about: dict[str, Any] = {"version": str(lineage.version), "known": lineage.known}
    if lineage.known:
        manifest = lineage.version.manifest
        about |= {
            "step": manifest.step,
            "rows": manifest.rows,
            "names": names.get(str(lineage.version), []),
            "inputs": [{"name": item.name, "sha256": item.sha256, "bytes": item.bytes} for item in manifest.inputs],
            "hub": [asdict(one) for one in published(store, lineage.version)],
        }
    return about | {"parents": {role: _json(parent, names, store) for role, parent in lineage.parents.items()}}


def _tree(lineage: Lineage, names: dict[str, list[str]], store: Store) -> console.Tree:
    from drift_data.publish.published import published

    if not lineage.known:
        return f"{lineage.version}  not in this store", []
    manifest = lineage.version.manifest
    tags = names.get(str(lineage.version))
    called = f"  ({', '.join(tags)})" if tags else ""
    text = f"{lineage.version}  by {manifest.step}, {many(manifest.rows, 'row')}{called}"
    inputs: list[console.Tree] = [
        (f"{item.name}  {size(item.bytes)}  sha256 {item.sha256[:12]}", []) for item in manifest.inputs[:10]
    ]
    if len(manifest.inputs) > 10:
        inputs.append((f"… {many(len(manifest.inputs) - 10, 'more file')}", []))
    places: list[console.Tree] = [
        (f"on the Hub: {one.repo}{f', config {one.config}' if one.config else ''}  commit {one.commit[:12]}", [])
        for one in published(store, lineage.version)
    ]
    return text, [*places, *(_tree(parent, names, store) for parent in lineage.parents.values()), *inputs]
