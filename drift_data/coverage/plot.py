"""The reward topography of one prompt as a picture, and where each method's replies lie in it."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from drift_data.coverage.coverage import Topography
from drift_data.coverage.replies import Reply
from drift_data.extras import need

_DOTS_PER_INCH = 110
_LONGEST_NAME = 32
#: Panels in a row.
_ACROSS = 4


def draw(replies: Sequence[Reply], found: Topography) -> bytes:
    """A PNG, a panel for each method: the topography of all, the high-reward region outlined, the part of it that the
    method covers filled, and its replies as points, those of the greatest reward dark.

    Raises:
        DriftError: matplotlib is missing.
    """
    figures, backend = need("matplotlib.figure", "coverage"), need("matplotlib.backends.backend_agg", "coverage")
    names = sorted(found.own)
    columns = min(_ACROSS, len(names))
    rows = -(-len(names) // columns)
    figure = figures.Figure((3.2 * columns, 3.4 * rows), layout="constrained")
    backend.FigureCanvasAgg(figure)
    best = max(reply.reward or 0.0 for reply in replies)
    for at, name in enumerate(names):
        axes = figure.add_subplot(rows, columns, at + 1)
        axes.contourf(*found.axes, found.density, levels=12, cmap="Greys", alpha=0.6)
        covered = found.region & (found.own[name] >= found.threshold)
        axes.contourf(*found.axes, covered.astype(float), levels=[0.5, 1.5], colors=["#009E73"], alpha=0.5)
        axes.contour(*found.axes, found.region.astype(float), levels=[0.5], colors=["#0072B2"], linewidths=1.2)
        for point, reply in zip(found.points, replies, strict=True):
            if reply.method == name:
                good = (reply.reward or 0.0) >= best
                axes.plot(*point, "o", ms=4, color="#000000" if good else "#D55E00", alpha=0.8, mew=0)
        # A name may hold what matplotlib takes for mathematics.
        shown = name[:_LONGEST_NAME].replace("$", r"\$")
        axes.set_title(f"{shown}: {found.share(name):.0%}", fontsize=10)
        axes.set_xticks([])
        axes.set_yticks([])
    made = BytesIO()
    figure.savefig(made, format="png", dpi=_DOTS_PER_INCH, metadata={"Software": None})
    return made.getvalue()
