"""Leaves out what is too much of one conversation or one user."""

from __future__ import annotations

from collections import Counter

import polars as pl

from drift_data.pairing.screen import Screen
from drift_data.pairing.settings import Pair
from drift_data.sample.policy import Policy

ORDER = 60


def build(pair: Pair, policy: Policy | None) -> Screen | None:
    caps = (pair.select.per_conversation, pair.select.per_user)
    if caps == (None, None):
        return None
    per_conversation, per_user = caps
    # Logs that number their conversations from 0 each have a conversation 0; they are not one.
    conversations: Counter[tuple[str | None, str]] = Counter()
    users: Counter[str] = Counter()

    def verdict(source: str | None, conversation: str, user: str | None) -> str | None:
        if per_conversation is not None and conversations[source, conversation] >= per_conversation:
            return "enough of this conversation"
        if per_user is not None and user is not None and users[user] >= per_user:
            return "enough of this user"
        conversations[source, conversation] += 1
        if user is not None:
            users[user] += 1
        return None

    def leave_out(rows: pl.DataFrame) -> pl.DataFrame:
        reasons = [verdict(*row) for row in rows.select("source", "conversation_id", "user_id").iter_rows()]
        return rows.with_columns(pl.Series("reason", reasons, pl.String))

    return leave_out
