"""Fits prompts to the token budget: an overlong one loses its oldest whole turns; what cannot fit is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from drift_data.extras import need
from drift_data.pairing.screen import MESSAGES, Screen
from drift_data.pairing.settings import Budget, Pair
from drift_data.sample.engine import Message
from drift_data.sample.policy import Policy

ORDER = 40

_REFUSED = "chat template refuses the prompt"
_SIDES = ("chosen", "rejected")


@dataclass(frozen=True, slots=True)
class _Tokens:
    """Of a prompt and of the replies that are there already, unless the prompt is too long by itself."""

    prompt: int
    chosen: int | None
    rejected: int | None

    @property
    def total(self) -> int:
        """Of the prompt with its longer reply."""
        return self.prompt + max(self.chosen or 0, self.rejected or 0)

    def fit(self, budget: Budget) -> bool:
        return self.prompt <= budget.prompt and self.total <= budget.total


class _Row:
    """A row while its prompt is being fitted.

    Attributes:
        prompt, chosen, rejected: what was said.
        starts: where the prompt may begin: 0, and the user messages that come after something else.
        low, high: the first start that fits is one of `starts[low : high + 1]`; past the end there is none.
        tokens: by number of the start, as far as it was tried; None where the template refuses it.
    """

    def __init__(self, prompt: list[Message], chosen: str | None, rejected: str | None) -> None:
        self.prompt, self.chosen, self.rejected = prompt, chosen, rejected
        self.starts = [0]
        spoken = False  # something else than a system message stands before
        for place, message in enumerate(prompt):
            if message["role"] == "user" and spoken:
                self.starts.append(place)
            spoken = spoken or message["role"] != "system"
        self.low, self.high = 0, len(self.starts)
        self.tokens: dict[int, _Tokens | None] = {}

    @property
    def next(self) -> int:
        """The start to try: the whole prompt first, since most fit, then by bisection."""
        return (self.low + self.high) // 2 if self.tokens else 0

    def tried(self, tokens: _Tokens | None, budget: Budget) -> None:
        """What came of `next`."""
        at = self.next
        self.tokens[at] = tokens
        if tokens is None:
            self.low = self.high = at
        elif tokens.fit(budget):
            self.high = at
        else:
            self.low = at + 1

    @property
    def result(self) -> tuple[list[Message], _Tokens | None]:
        """The longest prompt that fits, or else the shortest there is, and its tokens."""
        at = min(self.low, len(self.starts) - 1)
        return self.cut(at), self.tokens[at]

    def cut(self, at: int) -> list[Message]:
        """The prompt from a start on; system messages stay."""
        start = self.starts[at]
        return [message for message in self.prompt[:start] if message["role"] == "system"] + self.prompt[start:]


def build(pair: Pair, policy: Policy | None) -> Screen | None:
    if policy is None:
        return None
    lost = _lost_roles(policy)

    def fit(rows: pl.DataFrame) -> pl.DataFrame:
        """Adds `prompt_tokens`, `chosen_tokens`, `rejected_tokens`, and `trimmed`: messages taken off the prompt."""
        own = [_Row(*row) for row in rows.select("prompt", *_SIDES).iter_rows()]
        left = own
        while left:
            for row, tokens in zip(left, _measure(left, pair.budget, policy), strict=True):
                row.tried(tokens, pair.budget)
            left = [row for row in left if row.low < row.high]
        fitted = [(row.prompt, *row.result) for row in own]
        verdicts = [_verdict(prompt, tokens, pair.budget, lost) for _, prompt, tokens in fitted]
        counts = [
            (len(whole) - len(prompt), tokens and tokens.prompt, tokens and tokens.chosen, tokens and tokens.rejected)
            for whole, prompt, tokens in fitted
        ]
        return rows.with_columns(
            pl.Series("prompt", [prompt for _, prompt, _ in fitted], MESSAGES),
            *(
                pl.Series(name, [row[place] for row in counts], pl.Int32)
                for place, name in enumerate(("trimmed", "prompt_tokens", "chosen_tokens", "rejected_tokens"))
            ),
            pl.Series("reason", [reason for reason, _ in verdicts], pl.String),
            pl.Series("detail", [detail for _, detail in verdicts], pl.String),
        )

    return fit


def _verdict(
    prompt: list[Message], tokens: _Tokens | None, budget: Budget, lost: Sequence[str]
) -> tuple[str | None, str | None]:
    if tokens is None:
        return _REFUSED, None
    for role in lost:
        if any(message["role"] == role for message in prompt):
            return _REFUSED, f"it leaves {role} messages out"
    if tokens.prompt > budget.prompt:
        return "prompt over budget", f"{tokens.prompt} tokens"
    if tokens.total > budget.total:
        return "reply over budget", f"{tokens.total} tokens with the prompt"
    return None, None


def _measure(rows: Sequence[_Row], budget: Budget, policy: Policy) -> list[_Tokens | None]:
    """Tokens of each row with its next start. Where the template refuses a batch, halves find out which rows it is."""
    try:
        return list(_tokens(rows, budget, policy))
    except _faults():
        if len(rows) == 1:
            return [None]
    middle = len(rows) // 2
    return _measure(rows[:middle], budget, policy) + _measure(rows[middle:], budget, policy)


def _tokens(rows: Sequence[_Row], budget: Budget, policy: Policy) -> list[_Tokens]:
    prompts = [row.cut(row.next) for row in rows]
    lengths = [len(ids) for ids in policy.prompt_ids(prompts)]
    counts: dict[str, dict[int, int]] = {}
    for side in _SIDES:
        replies: list[str | None] = [getattr(row, side) for row in rows]
        # Replies to a prompt that is too long by itself need no counting.
        there = {
            place: reply for place, reply in enumerate(replies) if reply is not None and lengths[place] <= budget.prompt
        }
        found = policy.reply_tokens(
            [prompts[place] for place in there], list(there.values()), [lengths[place] for place in there]
        )
        counts[side] = dict(zip(there, found, strict=True))
    return [_Tokens(length, *(counts[side].get(place) for side in _SIDES)) for place, length in enumerate(lengths)]


def _lost_roles(policy: Policy) -> list[str]:
    """The roles whose messages the template leaves out without a word."""
    lost = []
    for role, before in (("system", []), ("tool", [("user", "a"), ("assistant", "b")])):
        said = [*before, (role, "what it says"), ("user", "c")]
        try:
            text = policy.tokenizer.apply_chat_template(
                [{"role": name, "content": content} for name, content in said], tokenize=False
            )
        except _faults():
            continue  # it says so itself, row by row
        if "what it says" not in text:
            lost.append(role)
    return lost


def _faults() -> tuple[type[Exception], ...]:
    """What a template raises when it cannot spell a conversation: its own errors, and those of its expressions."""
    return (
        need("jinja2", "sample").TemplateError,
        TypeError,
        ValueError,
        LookupError,
        AttributeError,
        ArithmeticError,
    )
