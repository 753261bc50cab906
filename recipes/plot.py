"""The training dynamics of several runs side by side, as one picture."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from io import BytesIO
from typing import Any, NamedTuple

from drift_data.errors import DriftError
from drift_data.extras import need
from drift_recipes.flags import ACCURACY, BOUND, CHOSEN, GRADIENT, LENGTH, LOSS, MARGIN, REJECTED
from drift_recipes.history import History

#: Okabe and Ito's colours, told apart by the colour-blind; without their yellow, which is pale on white.
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
#: A line is the mean over this share of the logged steps; what was logged shows behind it.
_WINDOW = 0.1
_DOTS_PER_INCH = 150
_LONGEST_NAME = 48
#: Characters that fit into one line of it.
_LEGEND = 120

LOW, MEDIAN, HIGH = "drift/sigma_q25", "drift/sigma_q50", "drift/sigma_q75"


class _Panel(NamedTuple):
    title: str
    solid: str
    dashed: str = ""
    band: tuple[str, str] | None = None
    zero: bool = False
    log: bool = False


_PANELS = (
    _Panel("loss", LOSS),
    _Panel("accuracy", ACCURACY),
    _Panel("margin of rewards", MARGIN, zero=True),
    _Panel("σ(−s), median and middle half", MEDIAN, band=(LOW, HIGH)),
    _Panel("log-ratio, nats: chosen —, rejected - -", CHOSEN, dashed=REJECTED, zero=True),
    _Panel("gradient norm", GRADIENT, log=True),
    _Panel("bound of Lemma 1, βτp₀Δ", BOUND),
    _Panel("chosen − rejected, tokens", LENGTH, zero=True),
)


def draw(histories: Sequence[History]) -> bytes:
    """A PNG of eight panels, a colour for each run.

    Raises:
        DriftError: matplotlib is missing, or there are more runs than colours.
    """
    if len(histories) > len(_COLOURS):
        raise DriftError(
            f"{len(histories)} runs are too many for one figure.", fix=f"Name {len(_COLOURS)} of them at most."
        )
    matplotlib, figures = need("matplotlib", "train"), need("matplotlib.figure", "train")
    lines, ticker = need("matplotlib.lines", "train"), need("matplotlib.ticker", "train")
    style = {
        "font.size": 10,
        "axes.titlesize": 11,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "grid.color": "#e4e4e4",
    }
    with matplotlib.rc_context(style), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")  # a name in a script that the font lacks shows as boxes
        figure = figures.Figure(figsize=(16, 8.4), layout="constrained")
        for panel, axes in zip(_PANELS, figure.subplots(2, 4).flat, strict=True):
            axes.set_title(panel.title, loc="left")
            axes.set_xlabel("step")
            axes.xaxis.set_major_locator(ticker.MaxNLocator(nbins=6, integer=True))
            if panel.zero:
                axes.axhline(0, color="#999999", linewidth=0.8, zorder=1)
            drawn = [_draw(axes, panel, history, colour) for history, colour in zip(histories, _COLOURS, strict=False)]
            if not any(drawn):
                axes.text(0.5, 0.5, "not logged", transform=axes.transAxes, ha="center", color="#767676")
                axes.set_yticks([])
            elif panel.log and 0 < 10 * axes.dataLim.ymin < axes.dataLim.ymax:
                axes.set_yscale("log")
                axes.yaxis.set_major_formatter(ticker.FuncFormatter(lambda value, at: f"{value:g}"))
                axes.yaxis.set_minor_formatter(ticker.NullFormatter())
        keys = [
            (lines.Line2D([], [], color=colour, linewidth=2.5), _label(history.name))
            for history, colour in zip(histories, _COLOURS, strict=False)
        ]
        if any(history.series(f"eval_{LOSS}")[1] for history in histories):
            dot = lines.Line2D([], [], color="#767676", linestyle="", marker="o", markersize=7)
            keys.append((dot, "test split"))
        legend = figure.legend(
            *zip(*keys, strict=True),
            loc="outside upper left",
            ncols=len(keys) if sum(len(label) for _, label in keys) < _LEGEND else 3,
            frameon=False,
            fontsize=12,
        )
        for text in legend.get_texts():
            text.set_parse_math(False)  # a name is no formula
        picture = BytesIO()
        figure.savefig(picture, format="png", dpi=_DOTS_PER_INCH, metadata={"Software": None})
    return picture.getvalue()


def _draw(axes: Any, panel: _Panel, history: History, colour: str) -> bool:
    """Whether there was anything to draw."""
    if panel.band:
        (steps, low), (_, high) = (history.series(key) for key in panel.band)
        if len(low) == len(high):
            axes.fill_between(steps, _smooth(low), _smooth(high), color=colour, alpha=0.15, linewidth=0)
    drawn = False
    for key, dashes in ((panel.solid, "-"), (panel.dashed, "--")):
        steps, values = history.series(key)
        if not values:
            continue
        drawn = True
        smooth = _smooth(values)
        if smooth != values and not panel.dashed:
            axes.plot(steps, values, color=colour, alpha=0.2, linewidth=0.8)
        axes.plot(steps, smooth, dashes, color=colour, linewidth=1.8, marker="o" if len(values) == 1 else "")
    steps, values = history.series(f"eval_{panel.solid}")
    if values:
        axes.plot(steps, values, "o", color=colour, markeredgecolor="white", markersize=7, zorder=3)
    return drawn


def _smooth(values: list[float]) -> list[float]:
    """Means over a window around each step; NaN leaves a gap."""
    half = int(_WINDOW * len(values) / 2)
    if not half:
        return values
    means = []
    for at, value in enumerate(values):
        near = [other for other in values[max(0, at - half) : at + half + 1] if math.isfinite(other)]
        means.append(sum(near) / len(near) if math.isfinite(value) else math.nan)
    return means


def _label(name: str) -> str:
    """The name, the middle of a long one left out."""
    shown = "".join(char if char.isprintable() else "?" for char in name)
    half = _LONGEST_NAME // 2
    return shown if len(shown) <= _LONGEST_NAME else f"{shown[:half]}…{shown[-half:]}"
