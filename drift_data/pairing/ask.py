"""What the policy is asked for a row: the prompt, or the prompt with the disliked reply and what the user said."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from drift_data.pairing.rule import Rule
from drift_data.pairing.settings import Pair
from drift_data.sample.engine import Message, Request
from drift_data.sample.journal import request_key
from drift_data.sample.policy import Policy
from drift_data.store.fingerprint import fingerprint

PLAIN, GUIDED = "plain", "guided"


def kinds(rule: Rule, pair: Pair) -> list[str]:
    """The samples wanted of each row."""
    if rule.samples == "none":
        return []
    if rule.samples == "plain and guided":
        return [PLAIN] * pair.n + [GUIDED]
    guided = rule.samples == "guidance" and pair.guidance == "feedback"
    return [GUIDED if guided else PLAIN] * pair.n


def messages(kind: str, row: dict[str, Any], instruction: str) -> list[Message]:
    """The conversation that the policy continues. Always messages, never a transcript made by hand: the policy's own
    chat template spells them."""
    prompt: list[Message] = [{"role": m["role"], "content": m["content"]} for m in row["prompt"]]
    if kind == PLAIN:
        return prompt
    said = "\n\n".join(part for part in ((row["feedback"] or "").strip(), instruction) if part)
    return [*prompt, {"role": "assistant", "content": row["disliked"]}, {"role": "user", "content": said}]


def requests(
    rows: list[dict[str, Any]], wanted: list[str], pair: Pair, policy: Policy, iteration: str, context: int
) -> list[list[Request] | None]:
    """For each row its requests, in the order of `wanted`; None where one is longer than the context allows.

    A reply gets `sampling.max_tokens`, less where prompt plus reply would leave the budget.
    """
    asked = [messages(kind, row, pair.instruction) for row in rows for kind in wanted]
    ids = policy.prompt_ids(asked)
    made: list[list[Request] | None] = []
    for number, row in enumerate(rows):
        room = min(pair.sampling.max_tokens, pair.budget.total - row["prompt_tokens"])
        own: list[Request] = []
        for place, kind in enumerate(wanted):
            at = number * len(wanted) + place
            request = Request(
                key="",
                messages=asked[at],
                prompt_ids=ids[at],
                seed=_seed(pair.sampling.seed, iteration, row["row_id"], kind, place),
                max_tokens=room,
                temperature=pair.sampling.temperature,
                top_p=pair.sampling.top_p,
            )
            own.append(replace(request, key=request_key(request)))
        made.append(own if all(len(one.prompt_ids) + room <= context for one in own) and room > 0 else None)
    return made


def _seed(*parts: object) -> int:
    """31 bits, the same for the same row, iteration and place."""
    return int(fingerprint(list(parts)), 16) & 0x7FFFFFFF
