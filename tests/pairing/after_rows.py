"""Sampled pairs for tests: one row, with what a test does not care about filled in."""

from __future__ import annotations

from typing import Any

import polars as pl

from drift_data.pairing.screen import SAMPLED, Screen

REQUEST = "When was the bridge over the river opened, and who built it?"


def pairs(*rows: dict[str, Any]) -> pl.DataFrame:
    """Rows of the rule drift: chosen sampled with guidance, rejected from the log."""
    usual = {
        "row_id": "r",
        "conversation_id": "c",
        "turn": 2,
        "prompt": [{"role": "user", "content": REQUEST}],
        "chosen": "It was opened in 1869.",
        "rejected": "In 1911.",
        "disliked": "In 1911.",
        "feedback": "No, that is wrong.",
        "score": 0.9,
        "chosen_finish": "stop",
        "chosen_kind": "guided",
        "source": "log.jsonl",
        "line": 1,
    }
    return pl.DataFrame([usual | row for row in rows], schema=SAMPLED)


def reason(screen: Screen | None, **columns: Any) -> str | None:
    """Why the screen leaves out a row with these columns."""
    assert screen is not None
    found: str | None = screen(pairs(columns))["reason"].item()
    return found


def asked(text: str, *before: str) -> list[dict[str, str]]:
    """A prompt; `before` are earlier messages, the user's first."""
    said = [*before, text]
    return [{"role": ("user", "assistant")[at % 2], "content": one} for at, one in enumerate(said)]
