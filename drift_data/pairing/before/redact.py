"""Replaces e-mail addresses, phone and card numbers, IP addresses, keys and the like by placeholders."""

from __future__ import annotations

import polars as pl

from drift_data.pairing.personal import GATE, redact_text
from drift_data.pairing.screen import Screen
from drift_data.pairing.settings import Pair
from drift_data.sample.policy import Policy

ORDER = 30
_TEXTS = ("chosen", "rejected", "disliked", "feedback")


def build(pair: Pair, policy: Policy | None) -> Screen | None:
    return _screen if pair.redact else None


def _screen(rows: pl.DataFrame) -> pl.DataFrame:
    """Adds `redacted_pieces`: how many placeholders were put into the row."""
    prompts, pieces = _redacted_prompts(rows["prompt"])
    texts = [_redacted(rows[name]) for name in _TEXTS]
    # What is said twice in a row counts once: the disliked reply is mostly the rejected one too.
    twice = (rows["disliked"] == rows["rejected"]).fill_null(False).cast(pl.Int32)
    for name, (_, found) in zip(_TEXTS, texts, strict=True):
        pieces += found * (1 - twice) if name == "disliked" else found
    return rows.with_columns(
        prompts, *(text for text, _ in texts), redacted_pieces=pieces, reason=pl.lit(None, pl.String)
    )


def _redacted_prompts(prompts: pl.Series) -> tuple[pl.Series, pl.Series]:
    messages = prompts.to_frame("prompt").with_row_index("at").explode("prompt").unnest("prompt")
    contents, pieces = _redacted(messages["content"])
    counted = messages.select("at", "role", content=contents, pieces=pieces)
    changed = (
        counted.filter(pl.col("pieces").sum().over("at") > 0)
        .group_by("at", maintain_order=True)
        .agg(new=pl.struct("role", "content"), pieces=pl.col("pieces").sum())
    )
    both = prompts.to_frame("prompt").with_row_index("at").join(changed, "at", how="left", maintain_order="left")
    return (
        both.select(prompt=pl.coalesce("new", "prompt"))["prompt"],
        both.select(pl.col("pieces").fill_null(0).cast(pl.Int32))["pieces"],
    )


def redact_replies(rows: pl.DataFrame) -> pl.DataFrame:
    """What samples bring; adds to `redacted_pieces`. Replies of the log have their placeholders already."""
    sides = [_redacted(rows[name]) for name in ("chosen", "rejected")]
    pieces = rows["redacted_pieces"]
    for _, found in sides:
        pieces += found
    return rows.with_columns(*(text for text, _ in sides), redacted_pieces=pieces)


def redact(texts: pl.Series) -> pl.Series:
    """The texts with placeholders; null stays null. Name and order stay."""
    return _redacted(texts)[0]


def _redacted(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The texts, and how many placeholders were put into each."""
    done = texts.to_frame("text").with_columns(hit=pl.col("text").str.contains(GATE).fill_null(False))
    found = {text: redact_text(text) for text in done.filter("hit")["text"].unique().to_list()}
    changed = {text: result for text, result in found.items() if result[1]}
    if not changed:
        return texts, pl.zeros(len(texts), pl.Int32, eager=True)
    pairs = [changed.get(text, (text, 0)) for text in texts]
    return (
        pl.Series(texts.name, [text for text, _ in pairs], pl.String),
        pl.Series("pieces", [count for _, count in pairs], pl.Int32),
    )
