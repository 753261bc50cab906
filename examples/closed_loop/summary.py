"""Everything that was measured, as rows: one for each arm, seed and round that is done."""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from closed_loop import deploy, measures
from closed_loop.arms import ARMS, METHODS, Arm
from closed_loop.update import first_update

#: 97.5% quantile of Student's t by degrees of freedom.
_T = {2: 4.30, 3: 3.18, 4: 2.78, 5: 2.57, 6: 2.45, 7: 2.36, 8: 2.31, 9: 2.26}
Row = dict[str, Any]


def rows(out: Path) -> list[Row]:
    """Arm, seed, round and what `measures` gives; round 0 is the policy that is deployed first."""
    found = []
    for seed in sorted(out.glob("seed*")):
        for name, arm in ARMS.items():
            folder = seed / name
            for n in range(100):
                if not (folder / "stages" / f"deploy-{n}.json").is_file():
                    break
                row: Row = {"arm": name, "seed": int(seed.name[4:]), "round": n}
                row |= measures.deployment(folder / "deployed" / str(n))
                if n:
                    row |= _read(folder / f"pairs-{n}.json") | trained(folder, arm, n)
                if (folder / f"mined-{n}.json").is_file():
                    row["mined"] = _read(folder / f"mined-{n}.json")
                found.append(row)
    return found


def warm(out: Path) -> list[Row]:
    """What `measures` gives of the warmed-up model of each seed."""
    folders = sorted(out.glob("seed*/start/deployed/seed"))
    return [measures.deployment(folder) for folder in folders if (folder / deploy.HELD_OUT).is_file()]


def trained(folder: Path, arm: Arm, n: int) -> Row:
    """Of the training of a round: means over its steps, and how far the weights moved.

    Returns:
        `gradient`: mean norm; `sigma`: mean of the medians of sigma(-s); `bound`: mean of Lemma 1's bound; `last_*`:
        the same over the last quarter of the steps; `moved`: norm of the change of all weights; `update` (of METHODS):
        |E[d]|^2 at the start, see `first_update`.
    """
    run = folder / "runs" / arm.iteration(n)
    before = folder / "runs" / (arm.iteration(n - 1) if n > 1 else "seed")
    steps = [row for row in measures.read(run / "metrics.jsonl") if "drift/sigma_q50" in row and "loss" in row]
    found: Row = {"steps": len(steps)}
    for name, key in (("gradient", "grad_norm"), ("sigma", "drift/sigma_q50"), ("bound", "drift/bound")):
        values = [row[key] for row in steps if row.get(key) is not None]
        quarter = values[-max(1, len(values) // 4) :]
        found[name], found[f"last_{name}"] = statistics.fmean(values), statistics.fmean(quarter)
    found["moved"] = moved(before / "model", run / "model")
    if folder.name in METHODS:
        found["update"] = _update(folder, before / "model", arm.iteration(n), n)
    return found


def _update(folder: Path, model: Path, pairs: str, n: int) -> float:
    """Computed once, since it takes some seconds."""
    kept = folder / f"update-{n}.json"
    if not kept.is_file():
        kept.write_text(json.dumps(first_update(model, folder / "drift-store", pairs)) + "\n", encoding="utf-8")
    return float(_read(kept)["squared"])


def moved(before: Path, after: Path) -> float:
    """Norm of the difference of all weights."""
    from safetensors.numpy import load_file

    old, new = (load_file(folder / "model.safetensors") for folder in (before, after))
    return math.sqrt(sum(float(((new[name] - old[name]) ** 2).sum()) for name in new))


def curve(out: Path, seed: int, name: str, n: int, key: str) -> list[float]:
    """A metric of every step of a round's training."""
    run = out / f"seed{seed}" / name / "runs" / ARMS[name].iteration(n)
    return [row[key] for row in measures.read(run / "metrics.jsonl") if row.get(key) is not None]


def replies(out: Path, names: Sequence[str], seed: int, n: int, tasks: int | None = None) -> list[Row]:
    """Replies to held-out tasks as `drift-data coverage` reads them, of arms after round n and of the first policy."""
    found = []
    for name in ("before", *names):
        folder = out / f"seed{seed}" / (names[0] if name == "before" else name) / "deployed"
        for row in measures.read(folder / str(0 if name == "before" else n) / deploy.HELD_OUT)[:tasks]:
            found += [
                {"method": name, "prompt": row["asked"], "reply": reply, "reward": float(right)}
                for reply, right in zip(row["replies"], row["right"], strict=True)
            ]
    return found


def over_seeds(values: Iterable[float]) -> tuple[float, float]:
    """(mean, half of the 95% interval of the mean by Student's t, or 0 where there are fewer than three)."""
    all_ = list(values)
    if len(all_) < 3:
        return statistics.fmean(all_), 0.0
    return statistics.fmean(all_), _T[len(all_) - 1] * statistics.stdev(all_) / math.sqrt(len(all_))


def of(found: Sequence[Row], arm: str, n: int, value: Callable[[Row], float]) -> list[float]:
    """A value of an arm after a round, of each seed."""
    return [value(row) for row in found if row["arm"] == arm and row["round"] == n]


def _read(path: Path) -> Row:
    return dict(json.loads(path.read_text(encoding="utf-8")))
