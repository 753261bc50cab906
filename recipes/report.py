"""Several runs side by side: a table, a figure, and what went wrong in them."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

from drift_recipes.flags import ACCURACY, BOUND, CHOSEN, GRADIENT, LOSS, MARGIN, REJECTED, Flag, find_flags
from drift_recipes.history import History, read_history
from drift_recipes.plot import MEDIAN, draw
from drift_recipes.spec import Run

#: Heading -> metric; where two numbers are given they are begin and end.
_COLUMNS = {
    "loss": LOSS,
    "accuracy": ACCURACY,
    "margin": MARGIN,
    "σ(−s) median": MEDIAN,
    "bound": BOUND,
    "chosen log-ratio": CHOSEN,
    "rejected log-ratio": REJECTED,
    "gradient norm": GRADIENT,
}
_BOTH_ENDS = (MEDIAN, GRADIENT)
HEADINGS = ("run", "steps", *_COLUMNS)
NOTE = "Means over the last tenth of what was logged; a -> b: over the first and the last tenth."


@dataclass(frozen=True)
class Report:
    """
    Attributes:
        histories: a run each, in the order given.
        flags: what went wrong.
        png: the figure.
        html: the page, with the figure in it.
    """

    histories: Sequence[History]
    flags: Sequence[Flag]
    png: Path
    html: Path

    @property
    def table(self) -> list[list[str]]:
        """A row per run, a cell for each of `HEADINGS`."""
        return [_row(history) for history in self.histories]

    def as_json(self) -> dict[str, Any]:
        """What the table shows, {"first", "last"} or null for each metric, and the flags."""
        return {
            "runs": [
                {"run": history.name, "steps": history.steps}
                | {key: ends._asdict() if (ends := history.ends(key)) else None for key in _COLUMNS.values()}
                for history in self.histories
            ],
            "flags": [asdict(flag) for flag in self.flags],
            "png": str(self.png),
            "html": str(self.html),
        }


def report(runs: Sequence[Run], out: Path) -> Report:
    """Write report.png and report.html to `out`, which is made if need be.

    Args:
        runs: finished or not.

    Raises:
        DriftError: a run has no metrics, matplotlib is missing, or there are too many runs for a figure.
    """
    histories = [read_history(run, name) for run, name in zip(runs, _names(runs), strict=True)]
    picture = draw(histories)
    out.mkdir(parents=True, exist_ok=True)
    flags = [flag for history in histories for flag in find_flags(history)]
    made = Report(histories, flags, out / "report.png", out / "report.html")
    made.png.write_bytes(picture)
    made.html.write_text(_page(made, picture), encoding="utf-8")
    return made


def _names(runs: Sequence[Run]) -> list[str]:
    """Names of the folders; their paths where two have the same name."""
    names = [run.folder.resolve().name for run in runs]
    return [str(run.folder) if names.count(name) > 1 else name for run, name in zip(runs, names, strict=True)]


def _row(history: History) -> list[str]:
    cells = [history.name, f"{history.steps:,}"]
    for key in _COLUMNS.values():
        ends = history.ends(key)
        if ends is None:
            cells.append("nan" if history.series(key)[1] else "-")
        elif key in _BOTH_ENDS:
            cells.append(f"{_number(ends.first)} -> {_number(ends.last)}")
        else:
            cells.append(_number(ends.last))
    return cells


def _number(value: float) -> str:
    return f"{value:.3g}"


def _page(made: Report, picture: bytes) -> str:
    def cells(tag: str, texts: Sequence[str]) -> str:
        return "<tr>" + "".join(f"<{tag}>{escape(text)}</{tag}>" for text in texts) + "</tr>"

    flags = "".join(
        f"<section><h2>{escape(flag.run)}: {escape(flag.what)}</h2><p>{escape(flag.saw)}</p>"
        f"<p>{escape(flag.means)}</p><p><b>Try:</b> {escape(flag.remedy)}</p></section>"
        for flag in made.flags
    )
    names = ", ".join(history.name for history in made.histories)
    page = Template(files("drift_recipes").joinpath("report.html").read_text(encoding="utf-8"))
    return page.substitute(
        names=escape(names),
        head=cells("th", HEADINGS),
        rows="\n".join(cells("td", row) for row in made.table),
        note=escape(NOTE),
        flags=flags or "<p>Nothing of what goes wrong in practice was seen.</p>",
        picture=base64.b64encode(picture).decode("ascii"),
    )
