"""Tokens of pairs, counted as TRL's DPOTrainer does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from drift_data.pairing.side import Side
from drift_data.sample.policy import Policy

Triple = tuple[Side, Side, Side]


class Counts(NamedTuple):
    """
    Attributes:
        prompt: tokens that prompt and both replies begin with.
        chosen, rejected: tokens after these.
        whole: these are the whole prompt; some chat templates spell it differently where a reply follows.
    """

    prompt: int
    chosen: int
    rejected: int
    whole: bool


def count_tokens(pairs: Sequence[Triple], policy: Policy, options: dict[str, Any] | None = None) -> list[Counts | None]:
    """Of each (prompt, chosen, rejected); None where the chat template refuses it.

    Args:
        options: what the chat template is told besides, such as `tools`.

    Raises:
        DriftError: the pairs are conversations, and the model has no chat template; or transformers is missing.
    """
    if not all(isinstance(prompt, str) for prompt, _, _ in pairs):
        _ = policy.template  # raises where there is none
    try:
        return list(_counted(pairs, policy, options or {}))
    except Exception:  # templates raise what they like
        if len(pairs) == 1:
            return [None]
        return [counts for pair in pairs for counts in count_tokens([pair], policy, options)]


def _counted(pairs: Sequence[Triple], policy: Policy, options: dict[str, Any]) -> Iterator[Counts]:
    prompts, chosen, rejected = (list(sides) for sides in zip(*pairs, strict=True))
    spelled = zip(
        _spelled(prompts, policy, options, opening=True),
        _spelled([_with_reply(*sides, policy) for sides in zip(prompts, chosen, strict=True)], policy, options),
        _spelled([_with_reply(*sides, policy) for sides in zip(prompts, rejected, strict=True)], policy, options),
        strict=True,
    )
    for prompt, with_chosen, with_rejected in spelled:
        begins = min(_shared(prompt, with_chosen), _shared(prompt, with_rejected))
        yield Counts(begins, len(with_chosen) - begins, len(with_rejected) - begins, begins == len(prompt))


def _with_reply(prompt: Side, reply: Side, policy: Policy) -> Side:
    if isinstance(prompt, str) and isinstance(reply, str):
        eos = policy.tokenizer.eos_token or ""
        return prompt + (reply if reply.endswith(eos) else reply + eos)
    return [*prompt, *reply]


def _spelled(sides: Sequence[Side], policy: Policy, options: dict[str, Any], opening: bool = False) -> list[list[int]]:
    ids: list[list[int]]
    if isinstance(sides[0], str):
        ids = policy.tokenizer(list(sides), verbose=False)["input_ids"]
    else:
        ids = policy.tokenizer.apply_chat_template(
            list(sides),
            add_generation_prompt=opening,
            tokenize=True,
            return_dict=False,
            tokenizer_kwargs={"verbose": False},  # that a text is longer than the model reads is ours to say
            **options,
        )
    return ids


def _shared(one: list[int], other: list[int]) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
