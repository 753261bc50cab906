"""Rows that made no pair, with stage and reason: what `drift-data show --dropped` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drift_data.errors import DriftError

from . import console
from .rows import last_request
from .text import many, short

if TYPE_CHECKING:
    from drift_data.store import Store, Version

_MOST = 160


def show_dropped(store: Store, version: Version, limit: int, reason: str | None, json: bool) -> None:
    """Print the first dropped rows, their texts looked up in the version they came from.

    Raises:
        DriftError: the version has none.
    """
    import polars as pl

    files = sorted((version.path / "dropped" / "data").glob("*.parquet"))
    if not files:
        raise DriftError(f"{version} has no dropped rows.", fix="Name a version of pairs, such as pairs-iter1.")
    rows = pl.scan_parquet(files, glob=False)
    if reason is not None:
        said = pl.concat_str("stage", pl.lit(": "), "reason").str.to_lowercase()
        rows = rows.filter(said.str.contains(reason.lower(), literal=True))
    whole = rows.select(pl.len()).collect().item()
    if reason is not None and not whole and (reasons := version.manifest.dropped):
        raise DriftError(
            f"No row of {version} was dropped for {reason!a}.", why=f"These were: {'; '.join(sorted(reasons))}."
        )
    found = rows.head(limit).collect().to_dicts()
    texts = _texts(store, version, [row["row_id"] for row in found])
    for row in found:
        about = texts.get(row["row_id"], {})
        row["request"] = last_request(about.get("prompt"))
        row["reply"], row["feedback"] = about.get("reply"), about.get("feedback")
    if json:
        console.json(found)
        return
    for row in found:
        detail = f" ({row['detail']})" if row["detail"] else ""
        console.result(f"{row['row_id']}  {row['stage']}: {row['reason']}{detail}", "bold")
        for name in ("request", "reply", "feedback", "chosen", "rejected"):
            if row[name]:
                console.result(f"  {name:<9} {short(row[name], _MOST)}")
        console.result()
    if whole > len(found):
        console.hint(f"{many(whole - len(found), 'more row')}; --limit {whole} shows all")
    elif not whole:
        console.result("no such rows")


def _texts(store: Store, version: Version, ids: list[str]) -> dict[str, dict[str, Any]]:
    import polars as pl

    from drift_data.store import load

    for role, parent in version.manifest.parents.items():
        key, reply = ("pair_id", pl.col("rejected").list.first().struct.field("content"))
        if role == "feedback":
            key, reply = "reaction_id", pl.col("response")
        rows = load(store.find(parent)).filter(pl.col(key).is_in(ids))
        found = rows.select(pl.col(key).alias("id"), "prompt", reply.alias("reply"), "feedback").collect()
        return {row["id"]: row for row in found.to_dicts()}
    return {}
