"""The command reference, made from the commands' own help: python -m drift_cli.reference > docs/cli.md"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import Any

import typer

from . import data, train

_WIDTH = 100
REGENERATE = "python -m drift_cli.reference > docs/cli.md"


def reference() -> str:
    """The whole page, as Markdown."""
    head = [
        "# Commands",
        "",
        f"Made from the programs' own help by `{REGENERATE}`; do not edit.",
        "",
        "Data goes to stdout, everything else to stderr. Exit codes: 0 done, 1 something you can mend, 2 wrong usage,",
        "3 a bug in drift (run with `DRIFT_DEBUG=1` for the traceback), 130 stopped with Ctrl-C.",
        "`NO_COLOR=1` turns colours off.",
    ]
    return "\n".join([*head, *_program(data.app), *_program(train.app)]) + "\n"


def commands(app: typer.Typer) -> dict[str, Any]:
    """Every command of a program by name."""
    group: Any = typer.main.get_command(app)
    context = group.make_context(group.name, [], resilient_parsing=True)
    return {name: group.get_command(context, name) for name in group.list_commands(context)}


def _program(app: typer.Typer) -> Iterator[str]:
    group: Any = typer.main.get_command(app)
    yield from ("", f"## {group.name}", "", *_help(group, group.name))
    for name, command in commands(app).items():
        yield from ("", f"### {group.name} {name}", "", *_help(command, f"{group.name} {name}"))


def _help(command: Any, name: str) -> list[str]:
    context = command.make_context(name, [], resilient_parsing=True, terminal_width=_WIDTH, max_content_width=_WIDTH)
    text = re.sub(r"[ \t]+$", "", command.get_help(context), flags=re.MULTILINE)
    return ["```text", text, "```"]


if __name__ == "__main__":
    sys.stdout.write(reference())
