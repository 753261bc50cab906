"""Leaves out texts with control tokens of the policy, which its tokenizer would read as the end of a message."""

from __future__ import annotations

import polars as pl

from drift_data.pairing.screen import Screen, dropped
from drift_data.pairing.settings import Pair
from drift_data.sample.policy import Policy

ORDER = 15
_TEXTS = ("chosen", "rejected", "disliked", "feedback")


def build(pair: Pair, policy: Policy | None) -> Screen | None:
    if policy is None or not policy.control_tokens:
        return None
    tokens = policy.control_tokens

    def screen(rows: pl.DataFrame) -> pl.DataFrame:
        prompt = pl.col("prompt").list.eval(pl.element().struct.field("content").str.contains_any(tokens)).list.any()
        others = [pl.col(name).str.contains_any(tokens).fill_null(False) for name in _TEXTS]
        return dropped(rows, pl.any_horizontal(prompt, *others), "control tokens of the policy")

    return screen
