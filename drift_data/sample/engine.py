"""What an engine is asked and what it answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypedDict


class Message(TypedDict):
    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Request:
    """One reply that is wanted.

    Attributes:
        key: names the request in the answers; unique.
        messages: the conversation to continue.
        prompt_ids: what the policy's chat template makes of `messages`, the opening of the reply included.
        seed: of this request alone.
        max_tokens: longest reply.
        temperature, top_p: how tokens are drawn.
        schema: JSON schema that the reply must satisfy, or None.
    """

    key: str
    messages: Sequence[Message]
    prompt_ids: Sequence[int]
    seed: int
    max_tokens: int
    temperature: float
    top_p: float
    schema: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """One reply.

    Attributes:
        key: the request's.
        text: the reply, special tokens left out, as it is (not stripped).
        finish_reason: "stop" (the model ended it), "length" (cut at max_tokens), or "error".
        tokens: how many were sampled.
    """

    key: str
    text: str
    finish_reason: str
    tokens: int


class Engine(Protocol):
    """Samples replies. Opened and closed by `open_engine`."""

    def sample(self, requests: Iterable[Request]) -> Iterator[Sample]:
        """Replies as they finish, in any order. Takes requests as it can use them and holds no more than that."""
