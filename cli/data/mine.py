"""drift-data mine"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .. import console
from ..options import JsonOption, ProjectOption, StoreOption, read_project, spelled
from ..text import around, many, share, short, size

if TYPE_CHECKING:
    from drift_data.mining.mine import Mined, Plan
    from drift_data.store import Store, Version

_TOP = 8
_PLACES = 3
_SOURCES = 30


def command(
    logs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="LOGS",
            help="Files, folders, globs, hf://owner/name, or - for standard input; the project's own by default.",
            show_default=False,
        ),
    ] = None,
    store: StoreOption = Path("drift-store"),
    project: ProjectOption = None,
    format_: Annotated[
        str | None, typer.Option("--format", metavar="NAME", help="Read every file as this format.", show_default=False)
    ] = None,
    scorer: Annotated[
        str | None,
        typer.Option(
            "--scorer",
            metavar="REF",
            help="A scorer that `drift-data fit` made; by default what the project says, or the shipped one.",
            show_default=False,
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what would be done.")] = False,
    tag: Annotated[
        str | None, typer.Option("--tag", help="Tag the versions, so that gc keeps them.", show_default=False)
    ] = None,
    json: JsonOption = False,
) -> None:
    """Find what users disliked and liked in chat logs.

    Makes the datasets conversations, feedback and seed; what is up to date is not made again. Lines that cannot be
    read are counted and kept.

    \b
    Examples:
      drift-data mine logs/
      drift-data mine logs/ --dry-run
      zcat dump.jsonl.gz | drift-data mine - --format openai --json
    """
    from drift_data.mining.mine import mine, plan
    from drift_data.store import Store
    from drift_data.store.refs import check_tag

    if tag is not None:
        check_tag(tag)
    settings = read_project(project)
    if format_ is not None:
        settings = settings.model_copy(update={"format": format_})
    if scorer is not None:
        settings = settings.model_copy(update={"scorer": scorer})
    opened = Store(store)
    if dry_run:
        with TemporaryDirectory() as spool, console.progress("reading the logs"):
            planned = plan(logs or [], opened, settings, Path(spool))
        if json:
            console.json(_plan_json(planned))
        else:
            _print_plan(planned)
        for text in planned.warnings:
            console.warning(text)
        return
    with console.progress("reading the logs") as report:
        mined = mine(logs or [], opened, settings, report)
    if tag is not None:
        for version in mined.versions.values():
            opened.tag(str(version), tag)
    if json:
        console.json(mined.as_json())
    else:
        _print_mined(mined, opened, store, tag)
    for text in mined.warnings:
        console.warning(text)
    if not mined.conversations:
        console.warning(
            "there is no conversation in these logs"
            + (": every line was rejected. Is the format right?" if mined.rejected_lines else ".")
        )
        if mined.rejected_lines:
            raise typer.Exit(1)


def _plan_json(plan: Plan) -> dict[str, Any]:
    sizes = {item.name: item.bytes for item in plan.steps[0].step.inputs}
    return {
        "sources": [
            {"name": read.source.name, "format": read.format.name, "bytes": sizes[read.source.name]}
            for read in plan.reads
        ],
        "passed_over": plan.passed_over,
        "empty": plan.empty,
        "warnings": plan.warnings,
        "steps": [
            {"step": planned.step.name, "version": str(planned.version), "up_to_date": planned.up_to_date}
            for planned in plan.steps
        ],
        "bytes": plan.bytes,
    }


def _print_plan(plan: Plan) -> None:
    about = _plan_json(plan)
    console.table(
        ["source", "format", "size"],
        [[source["name"], source["format"], size(source["bytes"])] for source in about["sources"][:_SOURCES]],
        right=["size"],
    )
    if len(plan.reads) > _SOURCES:
        console.result(f"and {many(len(plan.reads) - _SOURCES, 'more source')}")
    _print_unread(plan)
    console.result()
    console.table(
        ["step", "", "version"],
        [
            [step["step"], "up to date" if step["up_to_date"] else "would run", step["version"]]
            for step in about["steps"]
        ],
    )
    console.result()
    runs = [step["step"] for step in about["steps"] if not step["up_to_date"]]
    cost = f"would read {size(plan.bytes)}" if "ingest" in runs else "would not read the logs"
    console.result(f"{cost} and run {', '.join(runs)}" if runs else "nothing to do")


def _print_mined(mined: Mined, store: Store, root: Path, tag: str | None) -> None:
    console.result(
        f"{many(mined.conversations, 'conversation')}, {many(mined.reactions, 'reaction')}, {mined.seconds:.1f} s",
        "bold",
    )
    console.result()
    console.table(
        ["label", "reactions", "share"],
        [
            [console.Styled(label, style), mined.labels[label], share(mined.labels[label], mined.reactions)]
            for label, style in console.LABEL_STYLES.items()
        ],
        right=["reactions", "share"],
    )
    _print_expected(mined)
    if mined.signals:
        top = sorted(mined.signals.items(), key=lambda item: (-item[1], item[0]))
        said = _examples(mined.versions["feedback"])
        console.result()
        console.table(
            ["signal", "reactions", "for example"],
            [[name, count, said.get(name, "")] for name, count in top[:_TOP]],
            right=["reactions"],
        )
        if len(top) > _TOP:
            console.result(f"and {many(len(top) - _TOP, 'more signal')}")
    console.result()
    console.result(f"{many(mined.seed_pairs, 'seed pair')}: a disliked reply and the one that then satisfied")
    _print_left_out(mined)
    console.result()
    for name, version in mined.versions.items():
        console.result(f"{'new' if mined.fresh[name] else 'up to date':<11} {version.path}")
    if tag:
        console.result(f"tagged      {tag}")
    console.result()
    label = next((label for label in ("dsat", "sat", "mixed") if mined.labels.get(label)), None)
    words = ["show", "feedback", "--label", label] if label else ["show", "conversations"]
    console.hint(f"next: {spelled(*words, store=root)}")


def _print_expected(mined: Mined) -> None:
    """What the probabilities say; mixed reactions count on both sides."""
    rows: list[list[console.Cell]] = [
        [console.Styled(side, console.LABEL_STYLES[side]), *map(_percent, (expected["precision"], expected["share"]))]
        for side, expected in mined.expected.items()
    ]
    if mined.reactions:
        console.result()
        right = ["of those called so, are", "of all, are"]
        console.table(["expected", *right], rows, right=right)


def _percent(share: float | None) -> str | None:
    return None if share is None else f"{share:.1%}"


def _examples(feedback: Version) -> dict[str, str]:
    """For each signal what one user said (or did, without words), from the first rows where anything fired."""
    import polars as pl

    from drift_data.store import load

    rows = load(feedback).filter(pl.col("label") != "neutral").select("feedback", "signals").head(3000).collect()
    found: dict[str, str] = {}
    for said, signals in rows.iter_rows():
        for signal in signals:
            name, why = signal["name"], signal["evidence"]
            if name not in found:
                found[name] = around(said, why, 72) if said else f"({short(why, 70)})"
    return found


def _print_unread(about: Plan | Mined) -> None:
    for why, names in (("no dumps by their names", about.passed_over), ("without any record", about.empty)):
        if names:
            shown = ", ".join(names[:_PLACES]) + (", …" if len(names) > _PLACES else "")
            console.result(f"passed over, {why}: {many(len(names), 'file')} ({shown})")


def _print_left_out(mined: Mined) -> None:
    _print_unread(mined)
    for reason, count in sorted(mined.dropped.items()):
        console.result(f"{many(count, 'record')} left out: {reason}")
    if not mined.rejected:
        return
    console.result()
    console.result(f"{many(mined.rejected_lines, 'line')} could not be read", "yellow")
    rows: list[list[console.Cell]] = []
    for reason, count in sorted(mined.rejected.items(), key=lambda item: (-item[1], item[0])):
        places = [f"{one['source']}:{one['line']}" for one in mined.first_rejects if one["reason"] == reason]
        more = ", …" if count > min(len(places), _PLACES) else ""
        rows.append([reason, count, ", ".join(places[:_PLACES]) + more])
    console.table(["reason", "lines", "where"], rows, right=["lines"], indent="  ")
    console.result(f"  kept in {mined.versions['conversations'].path / 'rejects'}")
