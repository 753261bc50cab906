"""drift-data signals check"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .. import console
from ..options import JsonOption, ProjectOption, StoreOption, read_project
from ..text import around, many, short

if TYPE_CHECKING:
    from drift_data.mining.catalogue import Signal
    from drift_data.mining.check import ExampleResult, Hit


def command(
    file: Annotated[Path, typer.Argument(metavar="FILE.sql", help="The signal.", show_default=False)],
    logs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="LOGS", help="Where to look for hits; by default the latest conversations.", show_default=False
        ),
    ] = None,
    store: StoreOption = Path("drift-store"),
    project: ProjectOption = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="How many hits to show.")] = 5,
    json: JsonOption = False,
) -> None:
    """Check a signal of your own and try it on logs.

    Its header, its examples, and the first reactions it finds. Exits with 1 if an example fails.

    \b
    Examples:
      drift-data signals check signals/wants_a_person.sql
      drift-data signals check signals/wants_a_person.sql logs/
    """
    from drift_data.mining.catalogue import read_signal
    from drift_data.mining.check import check_signal

    signal = read_signal(file)
    results = check_signal(signal)
    hits = _hits(signal, logs or [], store, project, limit)
    passed = all(result.passed for result in results)
    if json:
        examples = [asdict(result) | {"passed": result.passed} for result in results]
        found = None if hits is None else [asdict(hit) for hit in hits]
        console.json({"signal": signal.name, "passed": passed, "examples": examples, "hits": found})
    else:
        _print(signal, results, hits)
    if not passed:
        raise typer.Exit(1)


def _hits(signal: Signal, logs: list[str], store: Path, project: Path | None, limit: int) -> list[Hit] | None:
    """The first hits; None when there is nowhere to look."""
    from drift_data.ingest.choose import choose_formats
    from drift_data.ingest.sources import find_sources
    from drift_data.mining.check import find_hits
    from drift_data.mining.steps import ingest_step
    from drift_data.store import Store

    if not logs:
        conversations = Store(store).refs().get("conversations")
        return find_hits(signal, conversations, limit) if conversations and conversations.path.is_dir() else None
    settings = read_project(project)
    with TemporaryDirectory() as folder, console.progress("reading the logs") as report:
        sources, _ = find_sources(logs, Path(folder) / "spool")
        step = ingest_step(choose_formats(sources, settings.format, settings.mappings), report)
        return find_hits(signal, Store(Path(folder) / "store").make(step).version, limit)


def _print(signal: Signal, results: list[ExampleResult], hits: list[Hit] | None) -> None:
    rows: list[list[console.Cell]] = []
    for result in results:
        verdict = console.Styled("pass", "green") if result.passed else console.Styled("FAIL", "red")
        fired = "silent" if result.evidence is None else f"fires: {short(result.evidence, 40)}"
        rows.append([verdict, "fires" if result.expected else "silent", fired, _example(result.example)])
    console.table(["", "expected", "found", "example"], rows)
    passed = sum(result.passed for result in results)
    console.result()
    console.result(f"{signal.name}: {passed} of {many(len(results), 'example')} pass")
    if hits is None:
        console.hint("no conversations to try it on: name logs after the file, or run drift-data mine first")
        return
    console.result()
    console.result(f"first {many(len(hits), 'hit')} in conversations" if hits else "no hit in the conversations")
    for hit in hits:
        console.result(f"  {short(hit.conversation_id, 40)} turn {hit.turn}: {short(hit.evidence, 40)}", "bold")
        console.result(f"    reply  {short(hit.reply)}")
        console.result(f"    user   {around(hit.user, hit.evidence)}")


def _example(example: dict[str, Any]) -> str:
    return ", ".join(f"{name}: {short(str(value), 60)}" for name, value in example.items())
