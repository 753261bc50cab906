"""Toy pairs and reactions, and the weights of models."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa

from drift_data.schema import FEEDBACK, PAIRS
from drift_recipes.spec import Run

Make = Callable[..., Run]
WORDS = ("short", "a longer reply", "yes", "no, and here is why not", "it depends on what you want", "ask again")


def said(role: str, content: str) -> list[dict[str, str]]:
    return [{"role": role, "content": content}]


def toy_pairs(count: int) -> pa.Table:
    """Pairs of differing length, no two alike."""
    rows = [
        {
            "pair_id": f"p{number}",
            "prompt": said("user", f"question {number} " * (1 + number % 3)),
            "chosen": said("assistant", f"{WORDS[number % 6]} {number}"),
            "rejected": said("assistant", f"{WORDS[(number + 2) % 6]} {number} " * (1 + number % 4)),
        }
        for number in range(count)
    ]
    return pa.Table.from_pylist(rows, schema=PAIRS)


def toy_feedback(count: int, disliked: int = 4) -> pa.Table:
    """Reactions, one of so many liked."""
    rows = [
        {
            "reaction_id": f"r{number}",
            "prompt": None if number % 9 == 8 else said("user", f"question {number}"),
            "response": None if number % 9 == 8 else f"{WORDS[number % 6]} {number}",
            "label": "neutral" if number % 9 == 8 else "sat" if number % disliked == 0 else "dsat",
        }
        for number in range(count)
    ]
    return pa.Table.from_pylist(rows, schema=FEEDBACK)


def weights(folder: Path) -> dict[str, Any]:
    """Name -> tensor."""
    from safetensors.torch import load_file

    found: dict[str, Any] = load_file(folder / "model.safetensors")
    return found


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Bit for bit."""
    return one.keys() == other.keys() and all(one[key].equal(other[key]) for key in one)
