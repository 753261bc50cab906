"""A log of complaints, each followed by thanks, and settings for a random model's samples of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl

from drift_data import Project
from drift_data.pairing.pair import Paired

TOPICS = [
    "tower",
    "bridge",
    "river",
    "garden",
    "engine",
    "window",
    "basket",
    "planet",
    "forest",
    "island",
    "castle",
    "market",
    "school",
    "winter",
    "summer",
]
#: Noise is no language and often cut: what a random model says passes only without these.
LENIENT = {"cut": False, "language": False, "repeats": False, "longer": None, "shorter": None}
BASE: dict[str, Any] = {
    "sampling": {"max_tokens": 12, "seed": 3},
    "budget": {"prompt": 700, "total": 1400},
    "filters": LENIENT,
    "split": {"test": 0.3},
}


def _conversation(number: int) -> dict[str, Any]:
    topic, other = TOPICS[number % len(TOPICS)], TOPICS[(number * 7 + 3) % len(TOPICS)]
    said = [
        ("user", f"Tell me, case {number}, how a {topic} and a {other} go together in a story for children"),
        ("assistant", f"The {topic} is old and the {other} is new, says case {number}."),
        ("user", "No, that's wrong. That is not what I asked for."),
        (
            "assistant",
            f"Once upon a time there was a {topic} that met a {other}, and they became friends in case {number}.",
        ),
        ("user", "Thank you so much, that is perfect!"),
    ]
    messages = [{"role": role, "content": content} for role, content in said]
    return {
        "drift": 1,
        "id": f"c{number}",
        "user": f"u{number // 2}",
        "time": "2024-05-06T07:08:09Z",
        "messages": messages,
        "discarded": [],
    }


def log(path: Path, first: int = 0) -> Path:
    """14 conversations, each with one disliked reply and one that satisfied."""
    conversations = map(_conversation, range(first, first + 14))
    path.write_text("".join(json.dumps(conversation) + "\n" for conversation in conversations), encoding="utf-8")
    return path


def project(folder: Path, /, **settings: Any) -> Project:
    merged = {**BASE, "policy": str(folder), **settings}
    merged["filters"] = {**LENIENT, **settings.get("filters", {})}
    engine = {"name": "transformers", "transformers": {"batch_size": 4}}
    return Project.model_validate({"pair": merged, "engine": engine})


def rows(paired: Paired) -> pl.DataFrame:
    files = sorted((paired.version.path / "data").glob("*.parquet"))
    return pl.concat([pl.read_parquet(file) for file in files])
