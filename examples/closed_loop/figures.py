"""The experiment as pictures: PNG, each by a function from what `summary` gives."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib

from closed_loop import summary
from closed_loop.arms import ARMS, METHODS
from closed_loop.summary import Row, of, over_seeds
from drift_data.coverage.coverage import Options, topography
from drift_data.coverage.plot import draw
from drift_data.coverage.replies import Reply

matplotlib.use("Agg")
from matplotlib.figure import Figure

#: Okabe and Ito's colours, told apart by the colour-blind.
COLOURS = {"drift": "#0072B2", "spin": "#D55E00", "iterdpo": "#009E73", "swapped": "#777777", "random": "#bbbbbb"}
DOTS_PER_INCH = 100
#: A line is the mean over so many steps.
WINDOW = 9


def learning(found: Sequence[Row]) -> Figure:
    """Share of right answers and of unhappy conversations over the rounds; thin lines are seeds, bars 95% intervals."""
    figure = Figure((8.5, 3.6), layout="constrained")
    panels = (("utility", "right answers to held-out tasks"), ("dsat", "conversations with a complaint"))
    for at, (key, title) in enumerate(panels):
        axes = figure.add_subplot(1, 2, at + 1)
        for name in (*METHODS, "swapped"):
            own = [row for row in found if row["arm"] == name]
            for seed in {row["seed"] for row in own}:
                line = sorted((row["round"], 100 * row[key]) for row in own if row["seed"] == seed)
                axes.plot(*zip(*line, strict=True), color=COLOURS[name], alpha=0.25, lw=1)
            rounds = sorted({row["round"] for row in own})
            means = [over_seeds(of(own, name, n, lambda row: 100 * row[key])) for n in rounds]  # noqa: B023
            if rounds:
                label = "chosen and rejected swapped" if name == "swapped" else ARMS[name].says
                style = "--" if name == "swapped" else "-"
                axes.errorbar(
                    rounds, *zip(*means, strict=True), color=COLOURS[name], ls=style, marker="o", capsize=3, label=label
                )
        axes.set_title(title, fontsize=10)
        axes.set_xlabel("rounds of training")
        axes.set_ylabel("%")
        axes.set_xticks(sorted({row["round"] for row in found}))
        axes.grid(alpha=0.3)
        if at == 0:
            axes.legend(fontsize=8, loc="best")
    return figure


def robustness(found: Sequence[Row]) -> Figure:
    """How far each arm came by its last round, against the policy that was deployed first."""
    last = max(row["round"] for row in found)
    figure = Figure((8.5, 3.4), layout="constrained")
    axes = figure.add_subplot()
    names = [name for name in ARMS if of(found, name, last, lambda row: 0)]
    for place, name in enumerate(reversed(names)):
        gains = gain(found, name, last)
        mean, half = over_seeds(gains)
        axes.barh(place, mean, xerr=half or None, color=COLOURS.get(name, "#56B4E9"), alpha=0.8, capsize=3)
        axes.plot(gains, [place] * len(gains), "k.", ms=4)
    axes.set_yticks(range(len(names)), [ARMS[name].says for name in reversed(names)], fontsize=9)
    axes.axvline(0, color="black", lw=0.8)
    axes.set_xlabel(f"change in right answers after {last} rounds, points (dots: seeds, bars: 95% intervals)")
    axes.grid(alpha=0.3, axis="x")
    return figure


def gain(found: Sequence[Row], name: str, n: int) -> list[float]:
    """Points of utility that an arm gained by round n, of each seed."""
    start = {row["seed"]: row["utility"] for row in found if row["arm"] == name and row["round"] == 0}
    return [100 * (r["utility"] - start[r["seed"]]) for r in found if r["arm"] == name and r["round"] == n]


def theory(out: Path, found: Sequence[Row]) -> Figure:
    """sigma(-s), gradient norm and Lemma 1's bound along the training of DRIFT and SPIN, the mean over seeds."""
    figure = Figure((8.5, 3.2), layout="constrained")
    panels = (
        ("drift/sigma_q50", "σ(−s), median of a step"),
        ("grad_norm", "gradient norm"),
        ("drift/bound", "bound of Lemma 1, βτp₀Δ"),
    )
    rounds = sorted({row["round"] for row in found if row["round"]})
    for at, (key, title) in enumerate(panels):
        axes = figure.add_subplot(1, 3, at + 1)
        for name in METHODS:
            offset = 0
            for n in rounds:
                curves = [
                    summary.curve(out, row["seed"], name, n, key)
                    for row in found
                    if row["arm"] == name and row["round"] == n
                ]
                if not curves:
                    continue
                mean = [sum(step) / len(step) for step in zip(*curves, strict=False)]
                smooth = [
                    sum(mean[max(0, i - WINDOW + 1) : i + 1]) / (i + 1 - max(0, i - WINDOW + 1))
                    for i in range(len(mean))
                ]
                label = ARMS[name].says if n == rounds[0] else None
                axes.plot(range(offset, offset + len(mean)), smooth, color=COLOURS[name], label=label)
                offset += len(mean)
                if n != rounds[-1]:
                    axes.axvline(offset, color="black", lw=0.6, ls=":")
        axes.set_title(title, fontsize=10)
        axes.set_xlabel("step (dotted: the next round begins)", fontsize=8)
        axes.grid(alpha=0.3)
    figure.axes[0].legend(fontsize=8)
    return figure


def topographies(out: Path, seeds: Sequence[int], n: int, asked: str) -> bytes:
    """The reward topography of one held-out task, the replies of all seeds together."""
    pooled = [
        Reply(row["method"], row["prompt"], row["reply"], row["reward"])
        for seed in seeds
        for row in summary.replies(out, METHODS, seed, n)
        if row["prompt"] == asked
    ]
    found = topography(pooled, Options())
    assert found is not None
    return draw(pooled, found)


def write(out: Path, into: Path, found: Sequence[Row], asked: str) -> dict[str, Path]:
    """All of them as PNG: name -> file."""
    into.mkdir(parents=True, exist_ok=True)
    last = max(row["round"] for row in found)
    made: dict[str, Any] = {
        "learning": learning(found),
        "robustness": robustness(found),
        "theory": theory(out, found),
    }
    files = {}
    for name, figure in made.items():
        files[name] = into / f"{name}.png"
        figure.savefig(files[name], dpi=DOTS_PER_INCH, metadata={"Software": None})
    seeds = sorted({row["seed"] for row in found if row["arm"] in METHODS and row["round"] == last})
    whole = [s for s in seeds if {r["arm"] for r in found if r["seed"] == s and r["round"] == last} >= set(METHODS)]
    if whole:
        files["topography"] = into / "topography.png"
        files["topography"].write_bytes(topographies(out, whole, last, asked))
    return files
