"""drift-data check"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .. import console
from ..options import JsonOption, StoreOption
from ..text import many

if TYPE_CHECKING:
    from drift_data.pairing.check import Finding, Lengths, Report
    from drift_data.store import Version


def command(
    dataset: Annotated[
        str,
        typer.Argument(
            metavar="DATASET",
            help="A version such as pairs-iter1, a file or folder of Parquet or JSONL, a saved `datasets` folder, or "
            "hf://owner/name.",
            show_default=False,
        ),
    ],
    model: Annotated[
        str | None,
        typer.Option(
            "--model",
            metavar="MODEL",
            help="Folder or Hub id of the model to be trained: its tokens are counted.",
            show_default=False,
        ),
    ] = None,
    max_length: Annotated[
        int, typer.Option("--max-length", min=1, help="Tokens that the trainer reads of prompt and reply.")
    ] = 2048,
    store: StoreOption = Path("drift-store"),
    json: JsonOption = False,
) -> None:
    """Check a preference dataset before training.

    Anyone's, in the formats of TRL: columns, roles, empty and identical replies, tokens lost, rows that come again, in
    another split or the same. Exits with 1 if anything is wrong.

    \b
    Examples:
      drift-data check pairs-iter1 --model Qwen/Qwen2.5-7B-Instruct
      drift-data check data/train.jsonl
      drift-data check hf://trl-lib/ultrafeedback_binarized
    """
    from drift_data.pairing.check import check
    from drift_data.sample.policy import find_policy

    found = _dataset(dataset, store)
    report = check(found, find_policy(model, weights=False) if model else None, max_length)
    if json:
        console.json({"dataset": str(found), "sound": report.sound} | asdict(report))
    else:
        _print(str(found), report)
    if not report.sound:
        raise typer.Exit(1)


def _dataset(name: str, store: Path) -> Version | Path | str:
    """What is on disk goes before a version of the same name."""
    from drift_data.errors import DriftError
    from drift_data.pairing.read import SUFFIXES
    from drift_data.store import Store
    from drift_data.store.store import is_store

    if name.startswith("hf://"):
        return name
    path = Path(name)
    if is_store(path):
        raise DriftError(
            f"{path} is a store, with datasets of several kinds.",
            fix=f"Name a version in it: drift-data check pairs-NAME --store {path}",
        )
    if path.exists() or "/" in name or path.suffix in SUFFIXES:
        return path
    return Store(store).find(name)


def _print(name: str, report: Report) -> None:
    splits = ", ".join(f"{split} {many(rows, 'row')}" for split, rows in report.splits.items())
    console.result(f"{name}  {splits}", "bold")
    if report.format:
        console.result(report.format)
    if report.lengths:
        console.result()
        console.table(
            ["means", "prompt", "chosen", "rejected", "chosen - rejected", "chosen longer", "shorter"],
            [_means(lengths) for lengths in report.lengths],
            right=["prompt", "chosen", "rejected", "chosen - rejected", "chosen longer", "shorter"],
        )
    if report.tokens_lost:
        console.result()
        console.result(f"{many(report.tokens_lost, 'token')} of replies lie behind {report.max_length:,}")
    for title, findings in (("worth a look", report.notes), ("fault", report.faults)):
        if findings:
            console.result()
            console.table([title, "rows", "first"], [_line(finding, title) for finding in findings], right=["rows"])
    if report.sound:
        console.result()
        console.result("nothing is wrong", "green")


def _means(lengths: Lengths) -> list[console.Cell]:
    numbers = (lengths.prompt, lengths.chosen, lengths.rejected)
    shares = (lengths.longer, lengths.shorter)
    return [
        lengths.unit,
        *(f"{number:,.1f}" for number in numbers),
        f"{lengths.difference:+,.1f}",
        *(f"{part:.1%}" for part in shares),
    ]


def _line(finding: Finding, title: str) -> list[console.Cell]:
    what = console.Styled(finding.what, "red" if title == "fault" else "yellow")
    more = " ..." if finding.count > len(finding.rows) else ""
    return [what, finding.count, " ".join(finding.rows) + more]
