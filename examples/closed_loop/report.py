"""docs/closed-loop.md and the page: tables of what was measured, the machine, and the reading of it by hand."""

from __future__ import annotations

import base64
import html
import os
import platform
import re
import string
import textwrap
from collections.abc import Callable, Sequence
from importlib import metadata
from pathlib import Path

from closed_loop import figures, summary
from closed_loop.arms import ARMS, METHODS, SCALES
from closed_loop.figures import gain
from closed_loop.summary import Row, of, over_seeds
from drift_data.coverage.coverage import Coverage, Options, coverage
from drift_data.coverage.replies import Reply

HERE = Path(__file__).parent
#: Held-out tasks whose replies are compared in coverage.
TASKS = 140
#: The task of the topography.
ASKED_KIND = "name"
PACKAGES = ("torch", "transformers", "trl", "duckdb", "polars", "scikit-learn")


def write(out: Path, document: Path, page: Path, engine: str) -> None:
    """Write the document, the figures beside it, and the page, which needs no other file.

    Raises:
        SystemExit: no arm has come to a round.
    """
    found = summary.rows(out)
    last = max((row["round"] for row in found), default=0)
    if not last:
        raise SystemExit(f"Nothing in {out} has come to a round yet.")
    first_seed = next(row["seed"] for row in found if row["arm"] == "drift" and row["round"] == last)
    tasks = summary.measures.read(out / f"seed{first_seed}" / "drift" / "deployed" / "0" / "held_out.jsonl")
    asked = next(row["asked"] for row in tasks if row["kind"] == ASKED_KIND)
    document.parent.mkdir(parents=True, exist_ok=True)
    files = figures.write(out, document.parent / "figures" / "closed-loop", found, asked)
    words = {
        "made": made(found, engine),
        "methods": methods(out, found, last),
        "kinds": kinds(found, last),
        "arms": arms(found, last),
        "pairs": sides(found),
        "mining": mining(found),
        "theory": theory(found, last),
        "asked": asked,
        "conversations": f"{SCALES['full'].conversations:,}",
        "held_out": str(SCALES["full"].held_out),
        "steps": str(SCALES["full"].steps),
        "tasks": str(TASKS),
    }
    text = string.Template((HERE / "report.md").read_text(encoding="utf-8")).substitute(words)
    document.write_text(text, encoding="utf-8")
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(_page(text, files), encoding="utf-8")


def made(found: Sequence[Row], engine: str) -> str:
    """Where and with what it was made, and what was not."""
    model = "a processor"
    if Path("/proc/cpuinfo").is_file():
        named = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
        model = named[1].strip() if named else model
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in PACKAGES)
    wanted = [(name, seed) for name in ARMS for seed in range(SCALES["full"].seeds)]
    last = SCALES["full"].iterations
    there = {(row["arm"], row["seed"]) for row in found if row["round"] == last}
    missing: dict[str, list[str]] = {}
    for name, seed in wanted:
        if (name, seed) not in there:
            missing.setdefault(ARMS[name].says, []).append(str(seed))
    lines = [
        f"{os.cpu_count()} cores of {model}, Python {platform.python_version()}, {versions}; engine {engine}. "
        f"{len(there)} of {len(wanted)} runs of {last} rounds.",
    ]
    if missing:
        those = "; ".join(f"{says} (seed {', '.join(seeds)})" for says, seeds in missing.items())
        lines.append(f"Not run: {those}. An arm with fewer than three seeds has no interval.")
    return "\n\n".join(textwrap.fill(line, 120, break_on_hyphens=False) for line in lines)


def methods(out: Path, found: Sequence[Row], last: int) -> str:
    """The methods, round by round."""
    covered = _coverage(out, found, last)
    lines = [
        ["method", "round", "right answers, %", "complaints, %", "thanks, %", "distinct right", "coverage", "seeds"]
    ]
    for name in (*METHODS, "swapped", "random"):
        for n in range(last + 1):
            if n == 0 and name != "drift":
                continue
            values = of(found, name, n, lambda row: row["utility"])
            if not values:
                continue
            who = "before" if n == 0 else name
            shares = [one.methods[who].coverage for one in covered] if n in (0, last) and name in METHODS else []
            lines.append(
                [
                    "before training" if n == 0 else ARMS[name].says,
                    str(n),
                    *(_with(of(found, name, n, lambda row: 100 * row[key])) for key in ("utility", "dsat", "sat")),  # noqa: B023
                    _with(of(found, name, n, lambda row: row["distinct"]), 2),
                    _with(shares, 2) if shares else "",
                    str(len(values)),
                ]
            )
    warm = summary.warm(out)
    if warm:
        right, distinct = _with([100 * row["utility"] for row in warm]), _with([row["distinct"] for row in warm], 2)
        lines.insert(2, ["after the warm-up", "", right, "", "", distinct, "", str(len(warm))])
    return _table(lines)


def _coverage(out: Path, found: Sequence[Row], last: int) -> list[Coverage]:
    """One for each seed that has all methods."""
    done = {(row["arm"], row["seed"]) for row in found if row["round"] == last}
    seeds = sorted(seed for seed in {seed for _, seed in done} if all((name, seed) in done for name in METHODS))
    made = []
    for seed in seeds:
        rows = summary.replies(out, METHODS, seed, last, TASKS)
        replies = [Reply(row["method"], row["prompt"], row["reply"], row["reward"]) for row in rows]
        made.append(coverage(replies, Options(grid=48)))
    return made


def kinds(found: Sequence[Row], last: int) -> str:
    """Right answers by kind of task."""
    names = [key for key in found[0] if key.startswith("utility/")]
    lines = [["method", *(name.removeprefix("utility/") for name in names)]]
    for label, arm, n in (("before training", "drift", 0), *((ARMS[name].says, name, last) for name in METHODS)):
        if of(found, arm, n, lambda row: 0):
            lines.append([label, *(_with(of(found, arm, n, lambda row: 100 * row[key]), 0) for key in names)])  # noqa: B023
    return _table(lines)


def arms(found: Sequence[Row], last: int) -> str:
    """What each arm gained by its last round."""
    lines = [["arm", "right answers, points", "each seed", "complaints, points"]]
    for name, arm in ARMS.items():
        gains = gain(found, name, last)
        if gains:
            before = of(found, name, 0, lambda row: 100 * row["dsat"])
            after = of(found, name, last, lambda row: 100 * row["dsat"])
            fell = [late - early for early, late in zip(before, after, strict=False)]
            each = ", ".join(f"{one:+.1f}" for one in gains)
            lines.append([arm.says, _with(gains, sign=True), each, _with(fell, sign=True)])
    return _table(lines)


def sides(found: Sequence[Row]) -> str:
    """How good the training pairs are, by the checker."""
    lines = [["arm", "round", "pairs", "chosen right, %", "rejected right, %", "better, %", "worse, %"]]
    for name, arm in ARMS.items():
        for n in sorted({row["round"] for row in found if row["arm"] == name and row["round"]}):
            keys = ("chosen_right", "rejected_right", "improving", "worsening")
            shares = [_mean(of(found, name, n, lambda row: 100 * row[key])) for key in keys]  # noqa: B023
            count = _mean(of(found, name, n, lambda row: row["pairs"]))
            lines.append([arm.says, str(n), f"{count:.0f}", *(f"{share:.0f}" for share in shares)])
    return _table(lines)


def mining(found: Sequence[Row]) -> str:
    """Precision and recall against what the users showed."""
    lines = [["users", "label", "showed it", "precision", "recall", "of a right answer, %"]]
    for name in ("drift", "misled10", "misled30"):
        rows = [row["mined"] for row in found if row["arm"] == name and "mined" in row]
        for label in ("dsat", "sat") if rows else ():
            own = [row[label] for row in rows]
            lines.append(
                [
                    ARMS[name].says if name != "drift" else "as they are",
                    label,
                    f"{_mean([one['true'] for one in own]):.0f}",
                    f"{_mean([one['precision'] for one in own]):.2f}",
                    f"{_mean([one['recall'] for one in own]):.2f}",
                    f"{100 * _mean([row['false'] for row in rows]):.0f}" if label == "dsat" else "",
                ]
            )
    return _table(lines)


def theory(found: Sequence[Row], last: int) -> str:
    """What Lemma 1 and Proposition 1 speak of."""
    keys: list[tuple[str, Callable[[Row], float]]] = [
        ("update at the start, ‖E[d]‖²", lambda row: row["update"]),
        ("σ(−s), last quarter", lambda row: row["last_sigma"]),
        ("gradient norm", lambda row: row["gradient"]),
        ("last quarter", lambda row: row["last_gradient"]),
        ("Lemma 1's bound", lambda row: row["bound"]),
        ("weights moved by", lambda row: row["moved"]),
    ]
    lines = [["method", "round", *(name for name, _ in keys), "chosen and rejected equally right, %"]]
    for name in METHODS:
        for n in range(1, last + 1):
            if of(found, name, n, lambda row: 0):
                own = [_with(of(found, name, n, key), 2) for _, key in keys]
                alike = of(found, name, n, lambda row: 100 * (1 - row["improving"] - row["worsening"]))
                lines.append([ARMS[name].says, str(n), *own, _with(alike, 0)])
    return _table(lines)


def _with(values: Sequence[float], digits: int = 1, sign: bool = False) -> str:
    mean, half = over_seeds(values)
    plus = "+" if sign else ""
    return f"{mean:{plus}.{digits}f}" + (f" ± {half:.{digits}f}" if half else "")


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _table(lines: Sequence[Sequence[str]]) -> str:
    head, *rows = lines
    cells = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)


def _page(text: str, files: dict[str, Path]) -> str:
    """The document as one HTML file, figures inside. Knows as much Markdown as the document uses."""
    body: list[str] = []
    for block in re.split(r"\n{2,}", text.strip()):
        image = re.fullmatch(r"!\[(.*?)\]\((.*?)\)", block, re.DOTALL)
        if image:
            file = files.get(Path(image[2]).stem)
            if file is not None:
                data = base64.b64encode(file.read_bytes()).decode()
                body.append(f'<img alt="{html.escape(image[1])}" src="data:image/png;base64,{data}">')
        elif block.startswith("#"):
            level = len(block) - len(block.lstrip("#"))
            body.append(f"<h{level}>{_inline(block.lstrip('# '))}</h{level}>")
        elif block.startswith("|"):
            head, _, *rows = [line.strip("| ").split(" | ") for line in block.splitlines()]
            body.append("<table>" + _cells(head, "th") + "".join(_cells(row, "td") for row in rows) + "</table>")
        elif block.startswith("- "):
            items = re.split(r"\n- ", block[2:])
            body.append("<ul>" + "".join(f"<li>{_inline(item)}</li>" for item in items) + "</ul>")
        elif block.startswith("    "):
            body.append(f"<pre>{html.escape(re.sub('^    ', '', block, flags=re.MULTILINE))}</pre>")
        else:
            body.append(f"<p>{_inline(block)}</p>")
    page = (HERE / "report.html").read_text(encoding="utf-8")
    return page.replace("<!-- body -->", "\n".join(body))


def _cells(row: Sequence[str], tag: str) -> str:
    return "<tr>" + "".join(f"<{tag}>{_inline(cell)}</{tag}>" for cell in row) + "</tr>"


def _inline(text: str) -> str:
    safe = html.escape(text)
    safe = re.sub(r"`([^`]+)`", r"<code>\1</code>", safe)
    safe = re.sub(r"\*([^*]+)\*", r"<em>\1</em>", safe)
    return re.sub(r"\[([^\]]+)\]\((https://[^)\s]+)\)", r'<a href="\2">\1</a>', safe)
