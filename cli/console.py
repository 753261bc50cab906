"""The only place that prints. Data goes to stdout; hints, warnings, errors and progress to stderr.

Whatever is given is made harmless here (`text.visible`), so that no command can forget it.
"""

from __future__ import annotations

import json as json_module
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from .text import safe_json, short, visible

_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}
LABEL_STYLES = {"dsat": "red", "sat": "green", "mixed": "yellow", "neutral": "dim"}


class Styled(NamedTuple):
    """Text in one of the styles of `_CODES`."""

    text: str
    style: str


#: Numbers get thousands separators, None is a dash.
Cell = str | int | None | Styled
#: A line and the lines below it.
Tree = tuple[str, Sequence["Tree"]]


def result(text: str = "", style: str = "") -> None:
    """One line of data."""
    _write(sys.stdout, _coloured(visible(text), style, sys.stdout))


def block(text: str, indent: str = "  ", most: int | None = None) -> None:
    """Text of several lines, indented so that none can pass for a line of ours; `most` cuts it to so many lines."""
    lines = text.replace("\r\n", "\n").split("\n")
    for line in lines[:most]:
        _write(sys.stdout, indent + visible(line.expandtabs(4)))
    if most is not None and len(lines) > most:
        _write(sys.stdout, f"{indent}… {len(lines) - most:,} more lines")


def path(path: Path) -> None:
    """A path and nothing else: exact where a program reads it, harmless where a person does."""
    text = str(path)
    if not sys.stdout.isatty():
        with suppress(AttributeError):
            sys.stdout.flush()  # what was printed before goes first
            sys.stdout.buffer.write(os.fsencode(text) + b"\n")
            return
    _write(sys.stdout, visible(text))


def json(value: Any) -> None:
    """One JSON value."""
    text = json_module.dumps(value, ensure_ascii=False, indent=2, default=_plain)
    _write(sys.stdout, safe_json(text))


def table(columns: Sequence[str], rows: Sequence[Sequence[Cell]], right: Sequence[str] = (), indent: str = "") -> None:
    """Aligned columns; where the terminal is too narrow the last one is cut.

    Args:
        columns: their headings.
        rows: a cell for each column.
        right: columns set to the right.
        indent: what every line begins with.
    """
    from rich.cells import cell_len, set_cell_size

    lines = [[Styled(name, "dim") for name in columns], *([_cell(cell) for cell in row] for row in rows)]
    widths = [max(cell_len(line[at].text) for line in lines) for at in range(len(columns))]
    room = _width()
    if room is not None:
        widths[-1] = min(widths[-1], max(10, room - len(indent) - sum(widths[:-1]) - 2 * (len(columns) - 1)))
    for line in lines:
        cells = []
        for at, (text, style) in enumerate(line):
            if cell_len(text) > widths[at]:
                text = set_cell_size(text, widths[at] - 1).rstrip() + "…"
            gap = " " * (widths[at] - cell_len(text))
            coloured = _coloured(text, style, sys.stdout)
            cells.append(gap + coloured if columns[at] in right else coloured + gap)
        _write(sys.stdout, (indent + "  ".join(cells)).rstrip())


def beside(left_name: str, left: str, right_name: str, right: str, most: int) -> None:
    """Two texts side by side, at most `most` lines of each."""
    from rich.cells import cell_len, chop_cells

    width = ((_width() or 120) - 5) // 2

    def lines(name: str, text: str) -> list[str]:
        return [name, *chop_cells(visible(short(text, width * most)), width)][: most + 1]

    sides = (lines(left_name, left), lines(right_name, right))
    for at in range(max(map(len, sides))):
        ours, theirs = (side[at] if at < len(side) else "" for side in sides)
        style = "dim" if at == 0 else ""
        gap = " " * (width - cell_len(ours))
        line = f"  {_coloured(ours, style, sys.stdout)}{gap}   {_coloured(theirs, style, sys.stdout)}"
        _write(sys.stdout, line.rstrip())


def tree(root: Tree) -> None:
    """A line, and below it branches."""
    for line in _branches(root, "", ""):
        _write(sys.stdout, line)


def hint(text: str) -> None:
    """What to do next."""
    _write(sys.stderr, _coloured(visible(text), "cyan", sys.stderr))


def warning(text: str) -> None:
    """Something that may not be as wanted."""
    _write(sys.stderr, _coloured("warning: ", "yellow", sys.stderr) + visible(text))


def error(what: str, why: str = "", fix: str = "") -> None:
    """What went wrong, the facts, and what mends it."""
    _write(sys.stderr, _coloured("error: ", "red", sys.stderr) + visible(what))
    for line in why.splitlines():
        _write(sys.stderr, "  " + visible(line))
    for line in fix.splitlines():
        _write(sys.stderr, "  " + _coloured("fix: ", "cyan", sys.stderr) + visible(line))


def show_traceback(fault: BaseException) -> None:
    """The traceback, for people who mend drift."""
    for line in "".join(traceback.format_exception(fault)).splitlines():
        _write(sys.stderr, visible(line))


def confirm(question: str) -> bool:
    """Ask on the terminal; no is the default."""
    sys.stderr.write(f"{visible(question)} [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def watched() -> bool:
    """Whether a person may look at what goes to stderr."""
    return sys.stderr.isatty()


def ask(question: str) -> str | None:
    """A line that a person, or a program in a pipe, answers; None where there is none any more."""
    flush()
    sys.stderr.write(_coloured(visible(question), "bold", sys.stderr) + " ")
    sys.stderr.flush()
    line = read()
    if not sys.stdin.isatty():
        sys.stderr.write("\n")
    return line


def read() -> str | None:
    """A line of standard input; None where there is none any more."""
    # Once Polars has run, a read would go on after Ctrl-C, and the program would not hear of it before the next line.
    signal.siginterrupt(signal.SIGINT, True)
    line = sys.stdin.readline()
    return line.strip() if line else None


def can_ask() -> bool:
    """Whether a person is there to answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


@contextmanager
def progress(begin: str) -> Iterator[Callable[[str, int], None]]:
    """A live display of steps and the rows each has made, when stderr is a terminal.

    Args:
        begin: what is done before the first step.
    """
    if not sys.stderr.isatty():
        yield lambda step, rows: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(finished_text="✓"), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as display:
        current = display.add_task(visible(begin), total=None)
        tasks: dict[str, Any] = {}

        def report(step: str, rows: int) -> None:
            nonlocal current
            if step not in tasks:
                display.update(current, total=1, completed=1)
                current = tasks[step] = display.add_task(step, total=None)
            display.update(tasks[step], description=visible(f"{step}  {rows:,} rows"))

        yield report


def prepare() -> None:
    """Never fail on a character that the terminal cannot show."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]


def flush() -> None:
    sys.stdout.flush()


def silence() -> None:
    """Nobody reads stdout any more; keep Python from complaining about it at exit."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _write(stream: TextIO, line: str) -> None:
    stream.write(line + "\n")


def _coloured(text: str, style: str, stream: TextIO) -> str:
    plain = not style or not stream.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return text if plain else f"\x1b[{_CODES[style]}m{text}\x1b[0m"


def _cell(cell: Cell) -> Styled:
    if isinstance(cell, Styled):
        return Styled(visible(cell.text), cell.style)
    if cell is None:
        return Styled("-", "dim")
    return Styled(f"{cell:,}" if isinstance(cell, int) else visible(cell), "")


def _width() -> int | None:
    """Columns to fill; None where nobody looks, so that nothing is cut in a file or a pipe."""
    if not sys.stdout.isatty() and not os.environ.get("COLUMNS"):
        return None
    return shutil.get_terminal_size().columns


def _branches(node: Tree, first: str, rest: str) -> Iterator[str]:
    text, below = node
    yield first + visible(text)
    for at, child in enumerate(below):
        last = at == len(below) - 1
        yield from _branches(child, rest + ("└── " if last else "├── "), rest + ("    " if last else "│   "))


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is no JSON")
