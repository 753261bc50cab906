"""drift-data show"""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from drift_data.errors import DriftError

from .. import console
from ..options import JsonOption, RefArgument, StoreOption, spelled
from ..text import many

if TYPE_CHECKING:
    from drift_data.store import Version


def command(
    ref: RefArgument,
    store: StoreOption = Path("drift-store"),
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="How many rows.")] = 10,
    label: Annotated[
        Literal["dsat", "sat", "mixed", "neutral"] | None, typer.Option("--label", help="Only rows with this label.")
    ] = None,
    signal: Annotated[
        str | None,
        typer.Option("--signal", metavar="NAME", help="Only rows where this signal fired.", show_default=False),
    ] = None,
    rejects: Annotated[bool, typer.Option("--rejects", help="The lines that could not be read instead.")] = False,
    text: Annotated[bool, typer.Option("--text", help="With --rejects: what the lines hold.")] = False,
    dropped: Annotated[
        bool, typer.Option("--dropped", help="The rows that made no pair instead, with the reason.")
    ] = False,
    reason: Annotated[
        str | None,
        typer.Option(
            "--reason",
            metavar="TEXT",
            help="With --dropped: only stages and reasons with this text.",
            show_default=False,
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Show rows of a version.

    They are cut to a few lines each; --json gives them whole.

    \b
    Examples:
      drift-data show feedback --label dsat
      drift-data show feedback@v1 --signal objection --limit 3
      drift-data show conversations --rejects --text
      drift-data show pairs-iter1 --dropped --reason refusal
    """
    from drift_data.store import Store

    if text and not rejects:
        raise typer.BadParameter("--text goes with --rejects.")
    if rejects and (label or signal):
        raise typer.BadParameter("--label and --signal do not go with --rejects.")
    if reason and not dropped:
        raise typer.BadParameter("--reason goes with --dropped.")
    if dropped and (rejects or label or signal):
        raise typer.BadParameter("--dropped does not go with --rejects, --label or --signal.")
    version = Store(store).find(ref)
    if dropped:
        from ..dropped import show_dropped

        show_dropped(Store(store), version, limit, reason, json)
        return
    if rejects:
        _show_rejects(version, limit, text, json, store)
        return
    rows = _rows(version, limit, label, signal)
    if json:
        console.json(rows)
        return
    from ..rows import print_row

    for row in rows:
        print_row(version.dataset, row)
    if not rows:
        console.result("no such rows")
    elif version.dataset == "feedback":
        console.hint(f"next: {spelled('explain', rows[0]['reaction_id'], *([ref] if '@' in ref else []), store=store)}")


def _rows(version: Version, limit: int, label: str | None, signal: str | None) -> list[dict[str, Any]]:
    import polars as pl

    from drift_data.store import load

    columns = {column.name for column in version.manifest.columns}
    wanted = {"label": label, "signals": signal}
    for column, value in wanted.items():
        if value is not None and column not in columns:
            raise DriftError(
                f"{version} has no {column}.", fix=f"Leave out --{column.removesuffix('s')}, or show feedback."
            )
    rows = load(version)
    if label is not None:
        rows = rows.filter(pl.col("label") == label)
    if signal is not None:
        known = [name.removeprefix("signal ") for name in version.manifest.counts if name.startswith("signal ")]
        if known and signal not in known:
            raise DriftError(
                f"The signal {signal!r} fired nowhere in {version}.",
                why=f"These did: {', '.join(known)}.",
                fix="`drift-data signals` lists them all.",
            )
        rows = rows.filter(pl.col("signals").list.eval(pl.element().struct.field("name") == signal).list.any())
    return rows.head(limit).collect().to_dicts()


def _show_rejects(version: Version, limit: int, text: bool, json: bool, store: Path) -> None:
    from drift_data.mining.mine import read_rejects

    folder = version.path / "rejects"
    if not folder.is_dir():
        raise DriftError(
            f"{version} has no rejected lines.", fix=spelled("show", "conversations", "--rejects", store=store)
        )
    entries = list(islice(read_rejects(version), limit))
    if text:
        with (folder / "lines").open("rb") as lines:
            for entry in entries:
                lines.seek(entry["offset"])
                entry["text"] = lines.read(entry["bytes"]).decode("utf-8", errors="backslashreplace")
    if json:
        console.json(
            [{key: value for key, value in entry.items() if key not in ("offset", "bytes")} for entry in entries]
        )
        return
    for entry in entries:
        detail = f"  {entry['detail']}" if entry["detail"] else ""
        console.result(f"{entry['source']}:{entry['line']}  {entry['reason']}{detail}")
        if text:
            console.block(entry["text"][:2000])
    whole = sum(count for name, count in version.manifest.counts.items() if name.startswith("rejected "))
    if whole > len(entries):
        console.hint(f"{many(whole - len(entries), 'more line')}; --limit {whole} shows all")
    elif not whole:
        console.result("every line was read")
