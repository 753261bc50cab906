"""drift-data init"""

from __future__ import annotations

import glob
import json
import re
import shlex
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer

from drift_data.errors import DriftError

from .. import console
from ..options import PROJECT
from ..text import many

if TYPE_CHECKING:
    from drift_data.ingest.sources import Source

_FOLDER = "logs"
_MOST = 30
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}")

_REST = """
# What is not written here keeps its default; `drift-data schema` lists every key.
# signals:
#   folder: signals          # signals of your own (.sql) beside the built-in ones
#   disable: []              # built-in signals to leave out, by name
# thresholds:
#   precision: 0.8           # share of the reactions called dsat (or sat) that shall be that; or say from which score:
#   dsat: null               # dsat_score from which a reaction counts as dissatisfied
#   sat: null                # sat_score from which it counts as satisfied
# pair:                      # how preference pairs are made, in every iteration
#   policy: null             # the model that is sampled: a folder or a Hub id
#   rule: drift              # or spin, iterdpo, seed
# pairs:                     # what differs in one of them
#   seed: {rule: seed}
# engine:
#   name: vllm               # or server, transformers
"""


def command(
    logs: Annotated[
        list[str] | None,
        typer.Argument(metavar="LOGS", help=f"Files, folders or globs; {_FOLDER}/ by default.", show_default=False),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite drift.yaml.")] = False,
) -> None:
    """Write a drift.yaml for the logs that are there.

    Files of an unknown shape get a mapping to fill in.

    \b
    Examples:
      drift-data init
      drift-data init dumps/ more/*.jsonl
    """
    from drift_data.ingest.sources import find_sources

    typed = shlex.join(["drift-data", "init", *(logs or []), "--force"])
    if PROJECT.exists() and not force:
        raise DriftError(f"{PROJECT} is there already.", fix=f"{typed} overwrites it.")
    if not logs and not Path(_FOLDER).is_dir():
        raise DriftError("No logs were named.", why=f"There is no folder {_FOLDER} here.", fix="drift-data init FOLDER")
    if "-" in (logs or []):
        raise DriftError("Standard input cannot be declared.", fix="drift-data mine - reads it without a project file.")
    named = logs or [_FOLDER]
    with TemporaryDirectory() as spool:
        sources, passed_over = find_sources(named, Path(spool))
    rows: list[list[console.Cell]] = []
    unknown: list[Source] = []
    for source in sources:
        format_ = _format(source)
        if format_ is None:
            unknown.append(source)
        rows.append([source.name, console.Styled("unknown", "yellow") if format_ is None else format_])
    PROJECT.write_text(_text(named, unknown), encoding="utf-8")
    console.table(["source", "format"], rows[:_MOST])
    if len(rows) > _MOST:
        console.result(f"and {many(len(rows) - _MOST, 'more source')}")
    if passed_over:
        shown = ", ".join(passed_over[:5]) + (", …" if len(passed_over) > 5 else "")
        console.result(f"passed over, no dumps by their names: {shown}")
    console.result(f"wrote {PROJECT}")
    if unknown:
        console.hint(f"fill in the mappings in {PROJECT} for the files of unknown format")
    console.hint("next: drift-data mine --dry-run")


def _format(source: Source) -> str | None:
    """The format, "empty" for a file without records, None when it is not known."""
    from drift_data.ingest.choose import choose_formats

    try:
        reads = choose_formats([source], None, [])
    except DriftError as fault:
        if "unknown format" not in fault.what:
            raise
        return None
    return reads[0].format.name if reads else "empty"


def _text(logs: list[str], unknown: list[Source]) -> str:
    lines = ["# The project: `drift-data mine` reads this file. Paths are relative to it.", "logs:"]
    lines += [f"  - {json.dumps(log, ensure_ascii=False)}" for log in logs]
    if unknown:
        lines += [
            "",
            "# Dumps of a shape that drift does not know. Fill in and uncomment; values are DuckDB expressions over",
            "# `record` (one JSON object of the file) and `m` (one message in it).",
            "# mappings:",
        ]
    shapes: dict[tuple[tuple[str, ...], ...], list[str]] = {}
    for source in unknown:
        record = _record(source)
        shapes.setdefault(_shape(record), []).append(source.name)
    for (keys, message_keys, messages), names in shapes.items():
        lines += [f"# {line}" for line in _stub(names, keys, message_keys, messages)]
    return "\n".join(lines) + "\n" + _REST


def _record(source: Source) -> dict[str, Any]:
    """The first record that is a JSON object; empty when there is none."""
    from drift_data import duck
    from drift_data.ingest.records import is_parquet, record_samples

    if source.path is None:
        return {}
    samples = duck.parquet_samples(source.path, 1) if is_parquet(source.path) else record_samples(source.path)
    for text in samples:
        try:
            record = json.loads(text)
        except (ValueError, RecursionError):
            continue
        if isinstance(record, dict):
            return record
    return {}


def _shape(record: dict[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """(keys of the record, keys of a message, the key of the messages if there is a list of objects)."""
    lists = [key for key, value in record.items() if isinstance(value, list) and value and isinstance(value[0], dict)]
    first: dict[str, Any] = record[lists[0]][0] if lists else {}
    return tuple(record)[:30], tuple(first)[:30], tuple(lists[:1])


def _stub(
    names: list[str], keys: tuple[str, ...], message_keys: tuple[str, ...], messages: tuple[str, ...]
) -> list[str]:
    found = messages[0] if messages and _PLAIN_KEY.fullmatch(messages[0]) else "MESSAGES"
    # A key is text of the log: ascii() leaves nothing in it that could end the comment.
    return [
        f"  # keys of a record: {', '.join(ascii(key[:40]) for key in keys) or 'not a JSON object'}",
        *([f"  # keys of a message: {', '.join(ascii(key[:40]) for key in message_keys)}"] if message_keys else []),
        *(f"  # also: {json.dumps(name)}" for name in names[1:]),
        f"  - files: {json.dumps(glob.escape(names[0]))}",
        "    id: record ->> '$.ID'",
        f"    messages: record -> '$.{found}'",
        "    role: m ->> '$.ROLE'",
        "    content: m -> '$.CONTENT'",
        "    roles: {human: user, bot: assistant}",
    ]
