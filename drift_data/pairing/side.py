"""One side of a pair, prompt or reply: text, or messages; and what can be wrong with it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

Messages = list[dict[str, Any]]
Side = Messages | str

_ROLES = {"system", "developer", "user", "assistant", "tool"}


def is_side(value: Any) -> bool:
    if isinstance(value, str):
        return True
    return isinstance(value, list) and all(map(_is_message, value))


def _is_message(value: Any) -> bool:
    """With a role, and with text, parts, or calls of tools."""
    if not isinstance(value, dict) or not isinstance(value.get("role"), str):
        return False
    content = value.get("content")
    if isinstance(content, list):
        return all(isinstance(part, dict) and isinstance(part.get("type"), str) for part in content)
    return isinstance(content, str) or (content is None and bool(value.get("tool_calls")))


def said(message: dict[str, Any]) -> str:
    """The text of a message; parts that are none by their type, calls of tools as JSON."""
    content = message.get("content") or ""
    if isinstance(content, list):
        content = "\n".join(part.get("text") or f"<{part['type']}>" for part in content)
    calls = message.get("tool_calls")
    return f"{content}{json.dumps(calls, sort_keys=True, default=str)}" if calls else content


def common(chosen: Side, rejected: Side) -> int:
    """How much of the beginning is the prompt, as TRL's `extract_prompt` has it."""
    shorter = min(len(chosen), len(rejected))
    at = next((at for at in range(shorter) if chosen[at] != rejected[at]), max(0, shorter - 1))
    return at - 1 if at and chosen[at - 1] == " " else at


def prompt_faults(messages: Messages) -> list[str]:
    if not any(said(message).strip() for message in messages):
        return ["empty prompt"]
    talk = messages[1:] if messages[0]["role"] in ("system", "developer") else messages
    faults = [] if messages[-1]["role"] in ("user", "tool") else ["the prompt does not end with a user message"]
    return faults + _role_faults([message["role"] for message in talk], "user")


def reply_faults(name: str, messages: Messages) -> list[str]:
    if messages[0]["role"] != "assistant":
        return [f"{name} does not begin with the assistant"]
    return _role_faults([message["role"] for message in messages], "assistant")


def _role_faults(roles: Sequence[str], first: str) -> list[str]:
    """User and assistant take turns; tools may answer in between."""
    if not _ROLES.issuperset(roles):
        return ["a role that chat templates do not know"]
    taking_turns = ["assistant" if first == "user" else "user", *(role for role in roles if role != "tool")]
    calls = "tool" in roles  # the assistant goes on after its tools
    for before, after in pairwise(taking_turns):
        if after in ("system", "developer") or (before == after and not (calls and after == "assistant")):
            return ["roles do not alternate"]
    return []


def text(side: Side) -> str:
    return side if isinstance(side, str) else "\n".join(map(said, side))


def flat(side: Side) -> str:
    """One text for sides that differ in white space and case only."""
    if isinstance(side, str):
        return " ".join(side.split()).casefold()
    return json.dumps([[message["role"], " ".join(said(message).split()).casefold()] for message in side])
