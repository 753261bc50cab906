"""Candidates for tests: one row, with what a test does not care about filled in."""

from __future__ import annotations

from typing import Any

import polars as pl

from drift_data.pairing.screen import CANDIDATE

Message = dict[str, str]


def user(text: str) -> Message:
    return {"role": "user", "content": text}


def reply(text: str) -> Message:
    return {"role": "assistant", "content": text}


def candidates(**columns: Any) -> pl.DataFrame:
    """A frame of one row."""
    row = {
        "row_id": "r",
        "conversation_id": "c",
        "turn": 2,
        "prompt": [user("When was the bridge opened?")],
        "rejected": "In 1911.",
        "disliked": "In 1911.",
        "feedback": "No, that is wrong.",
        "score": 0.9,
        "source": "log.jsonl",
        "line": 1,
    }
    return pl.DataFrame([row | columns], schema=CANDIDATE)
