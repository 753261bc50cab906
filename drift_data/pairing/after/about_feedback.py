"""Takes talk about the feedback off guided samples, and leaves out pairs where that cannot be done."""

from __future__ import annotations

import re
from typing import Any

import polars as pl

from drift_data.pairing.ask import GUIDED, kinds
from drift_data.pairing.feedback_talk import strip_feedback_talk
from drift_data.pairing.macros import evaluate
from drift_data.pairing.rule import find_rule
from drift_data.pairing.screen import Screen
from drift_data.pairing.settings import Pair
from drift_data.sample.policy import Policy

ORDER = 30

#: A request where an apology, a concession or a new version is what was asked for.
_ASKED_FOR = re.compile(
    r"apolog|\bsorry\b|complain|\bregret|\bam i (?:right|correct|wrong)|\bright\?|\bcorrect\?|customer service"
    r"|entschuldig|beschwerde|reklamation|excuse|désol|réclamation|plainte|disculp|perd[oó]n|queja|reclamo|desculp|reclama[çc]"
    r"|\bscus[aei]|reclamo|özür|üzgün|şikayet|извин|прост[иь]|жалоб|道歉|抱歉|对不起|投诉|اعتذ|عذر|شكوى",
    re.IGNORECASE,
)
#: What the miner calls an apology or a concession, but for "I see the error in your code" and "You should apologise".
_STILL_TALKS = r"""
    starts_conceding(left_over)
    OR starts_sorry(left_over)
    AND NOT regexp_matches(opening(left_over, 12), '^(i see the|you (don|can|could|sh|ne|ow|mi)|oops \w)')
"""


def build(pair: Pair, policy: Policy | None) -> Screen | None:
    guided = GUIDED in kinds(find_rule(pair.rule), pair)
    return strip_or_leave_out if guided and pair.filters.about_feedback else None


def strip_or_leave_out(rows: pl.DataFrame) -> pl.DataFrame:
    """Looks only at samples of a policy that saw the feedback. `stripped` (Boolean) says where something was taken off.

    A reply stays as it is where the request is about apologies or complaints, and where the disliked reply opens with
    such talk too: that one was written without the feedback, so there the talk fits the prompt.
    """
    stripped = pl.Series("stripped", [False] * len(rows), dtype=pl.Boolean)
    talks = pl.Series([False] * len(rows), dtype=pl.Boolean)
    fits = [_fits(prompt, disliked) for prompt, disliked in rows.select("prompt", "disliked").iter_rows()]
    for side in ("chosen", "rejected"):
        looked = [
            None if reply is None or kind != GUIDED or disliked is None or fit else strip_feedback_talk(reply)
            for fit, (reply, kind, disliked) in zip(
                fits, rows.select(side, f"{side}_kind", "disliked").iter_rows(), strict=True
            )
        ]
        left = pl.Series("left_over", [found.text if found and found.whole else None for found in looked], pl.String)
        still = evaluate(left.to_frame(), _STILL_TALKS).fill_null(False)
        kept = left.is_not_null() & ~still
        found = pl.Series([found is not None and found.found for found in looked], dtype=pl.Boolean)
        whole = pl.Series([found is None or found.whole for found in looked], dtype=pl.Boolean)
        talks |= ~whole | still
        stripped |= found & kept
        text = pl.DataFrame({"before": rows[side], "after": left, "kept": kept})
        rows = rows.with_columns(text.select(pl.when("kept").then("after").otherwise("before").alias(side)).to_series())
    reason = pl.when(pl.lit(talks)).then(pl.lit("talks about the feedback"))
    return rows.with_columns(reason.alias("reason"), stripped & ~talks)


def _fits(prompt: list[dict[str, Any]] | None, disliked: str | None) -> bool:
    request = next((message["content"] for message in reversed(prompt or []) if message["role"] == "user"), None)
    return bool(request and _ASKED_FOR.search(request)) or bool(disliked and strip_feedback_talk(disliked).found)
