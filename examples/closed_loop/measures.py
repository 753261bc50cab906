"""What came out of a deployment, of mining, of pairs and of training, held against the truth of the world."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import polars as pl

from closed_loop import deploy, world
from drift_data.store import Store, load


def deployment(folder: Path) -> dict[str, float]:
    """Of one deployment: true utility J and what the users showed.

    Returns:
        `utility`: share of right answers to held-out tasks; `utility/KIND` of each kind; `distinct`: mean number of
        different right answers to a task, of the answers drawn; `dsat`, `sat`: share of conversations in which a user
        showed it; `right`: share of the users' first requests that were answered right; NaN where no user came.
    """
    tasks = read(folder / deploy.HELD_OUT)
    kinds: dict[str, list[float]] = {}
    for row in tasks:
        kinds.setdefault(row["kind"], []).append(sum(row["right"]) / len(row["right"]))
    found = {"utility": _mean([share for shares in kinds.values() for share in shares])}
    found |= {f"utility/{kind}": _mean(shares) for kind, shares in kinds.items()}
    found["distinct"] = _mean(
        [len({reply for reply, right in zip(row["replies"], row["right"], strict=True) if right}) for row in tasks]
    )
    talks = read(folder / deploy.TRUTH)
    for label in ("dsat", "sat"):
        found[label] = _mean([any(turn["label"] == label for turn in talk["turns"]) for talk in talks])
    found["right"] = _mean([talk["right_first"] for talk in talks])
    return found


def mined(folder: Path, n: int) -> dict[str, Any]:
    """Precision and recall of the labels of `feedback` against what the users of deployment `n` showed.

    `false`: share of the rows mined as dsat whose answer was right.
    """
    truth = {
        (talk["conversation_id"], turn["turn"]): turn
        for talk in read(folder / "deployed" / str(n) / deploy.TRUTH)
        for turn in talk["turns"]
    }
    rows = load(_store(folder).find("feedback")).select("conversation_id", "turn", "label").collect().rows()
    said = {(name, turn): label for name, turn, label in rows}
    found: dict[str, Any] = {}
    for label in ("dsat", "sat"):
        ours = {place for place, own in said.items() if own == label}
        true = {place for place, turn in truth.items() if turn["label"] == label}
        both = len(ours & true)
        found[label] = {
            "mined": len(ours),
            "true": len(true),
            "precision": both / len(ours) if ours else None,
            "recall": both / len(true) if true else None,
        }
    unhappy = [truth[place] for place, own in said.items() if own == "dsat" and place in truth]
    found["false"] = _mean([turn["right"] for turn in unhappy])
    found["seed"] = _store(folder).find("seed").manifest.rows
    return found


def complaints(folder: Path) -> int:
    """Rows of `feedback` that are dsat: what DRIFT samples for."""
    return load(_store(folder).find("feedback")).filter(pl.col("label") == "dsat").collect().height


def pairs(folder: Path, name: str, n: int) -> dict[str, Any]:
    """How right the sides of the training pairs are, by the checker, and how many there are.

    Args:
        n: the round; its pairs were made from deployment n - 1.
    """
    talks = {talk["conversation_id"]: talk for talk in read(folder / "deployed" / str(n - 1) / deploy.TRUTH)}
    version = _store(folder).find(f"pairs-{name}")
    rows = load(version).select("conversation_id", "turn", "chosen", "rejected").collect().to_dicts()
    right: dict[str, list[bool]] = {"chosen": [], "rejected": []}
    for row in rows:
        task = asked_at(talks[row["conversation_id"]], row["turn"])
        for side, own in right.items():
            own.append(task.right(row[side][0]["content"]))
    sides = {f"{side}_right": _mean(own) for side, own in right.items()}
    apart = list(zip(right["chosen"], right["rejected"], strict=True))
    return {
        "pairs": len(rows),
        **sides,
        "improving": _mean([chosen and not rejected for chosen, rejected in apart]),
        "worsening": _mean([rejected and not chosen for chosen, rejected in apart]),
        "dropped": version.manifest.dropped,
    }


def asked_at(talk: dict[str, Any], turn: int) -> world.Task:
    """The task of the last request before the turn of a reaction."""
    last = max(int(at) for at in talk["tasks"] if int(at) < turn)
    task = talk["tasks"][str(last)]
    return world.Task(task["kind"], tuple(task["words"]), task["category"], task["n"])


def read(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _store(folder: Path) -> Store:
    return Store(folder / "drift-store")


def _mean(values: list[Any]) -> float:
    return sum(values) / len(values) if values else math.nan
