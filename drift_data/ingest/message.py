"""Messages as dumps spell them, for the formats that are read in Python; macros.sql has the same rules in SQL."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from drift_data.ingest.formats import Json

_ROLES = {
    **dict.fromkeys(("user", "human", "customer", "prompter"), "user"),
    **dict.fromkeys(("assistant", "gpt", "ai", "bot", "model", "chatgpt", "bing", "bard", "agent"), "assistant"),
    **dict.fromkeys(("system", "developer"), "system"),
    **dict.fromkeys(("tool", "function"), "tool"),
}
_KIND = re.compile("image|audio|video|file|tool")
_THOUGHT = re.compile("think|reason")
_CALL = re.compile("tool_?(call|use)s?|function_call", re.IGNORECASE)
_THUMBS = {
    **dict.fromkeys(("thumbsup", "up", "like", "liked", "positive", "good", "1"), 1.0),
    **dict.fromkeys(("thumbsdown", "down", "dislike", "disliked", "negative", "bad", "-1"), -1.0),
}


def role_of(name: Any) -> str | None:
    """One of drift's roles; a name that is none as it stands; None for what is no name."""
    return _ROLES.get(name.lower(), name) if isinstance(name, str) else None


def text_of(content: Any, tool_calls: Any = None) -> str | None:
    """The text of a message's content, a string or a list of parts; None when it is neither.

    A part that is not text stands as its kind in brackets; thoughts are left out, since the user does not see them.
    """
    if isinstance(content, str) and (content or not tool_calls):
        return content
    if isinstance(content, dict):
        content = [content]
    texts = [text for text in map(_part, content) if text is not None] if isinstance(content, list) else []
    if isinstance(tool_calls, list):
        texts = texts or [tool_call(call) for call in tool_calls]
    elif not isinstance(content, list):
        return None
    return "\n".join(texts)


def _part(part: Any) -> str | None:
    if isinstance(part, str):
        return part
    if not isinstance(part, dict):
        return None
    type_ = part.get("type") or part.get("content_type") or ""
    type_ = type_.lower() if isinstance(type_, str) else ""
    if _THOUGHT.search(type_):
        return None
    if _CALL.fullmatch(type_):
        return tool_call(part)
    text = part.get("text", part.get("content"))
    if isinstance(text, dict):
        text = text.get("value")
    if isinstance(text, str):
        return text
    for key in ("response", "result", "content", "refusal"):
        if key in part:
            return part[key] if isinstance(part[key], str) else json.dumps(part[key], ensure_ascii=False)
    kind = _KIND.search(type_) or _KIND.search(str(part.get("modality", "")))
    return f"[{kind[0] if kind else 'part'}]"


def tool_call(call: Any) -> str:
    """What stands for a call of a tool."""
    for key in ("tool_call", "function", "name"):
        if isinstance(call, dict):
            call = call.get(key, call)
    return f"[tool call: {call if isinstance(call, str) else '?'}]"


def is_tool_call(message: Json) -> bool:
    """Whether an assistant message says nothing and only calls tools."""
    return message["role"] == "assistant" and str(message["content"]).startswith("[tool call: ")


def said(value: Any) -> Json:
    """Role and content of a message in OpenAI's spelling or LangChain's; whatever else it has is left out."""
    if not isinstance(value, dict):
        return {"role": None, "content": None}
    return {"role": role_of(value.get("role", value.get("type"))), "content": _content(value)}


def _content(message: Json) -> str | None:
    content = message.get("content", message.get("parts", message.get("text")))
    # A refusal stands beside a content of null; function_call is what tool_calls were before.
    call = message.get("function_call")
    return text_of(
        message.get("refusal") if content is None else content, [call] if call else message.get("tool_calls")
    )


def reply_of(value: Any) -> Json | None:
    """The assistant's message in the response of a model, in any of the usual envelopes; None when there is none."""
    if isinstance(value, str):
        return {"role": "assistant", "content": value} if value else None
    if isinstance(value, list):
        return reply_of(value[-1]) if value else None
    if not isinstance(value, dict):
        return None
    for key in ("choices", "output", "message"):
        if value.get(key):
            return reply_of(value[key])
    text = _content(value)
    return None if text is None else {"role": "assistant", "content": text}


def unpacked(value: Any) -> Any:
    """A value that may be wrapped once more as a JSON string."""
    if isinstance(value, str) and value.lstrip()[:1] in ("[", "{", '"'):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def thumb(value: Any) -> float | None:
    """1 for a thumb up, -1 for a thumb down, by number or by word."""
    if isinstance(value, bool):
        return 1.0 if value else -1.0
    if isinstance(value, int | float):
        return float((value > 0) - (value < 0)) or None
    return _THUMBS.get(re.sub("[^a-z0-9-]", "", value.lower())) if isinstance(value, str) else None


def comment(parts: Iterable[Any]) -> str | None:
    """What a rater wrote and picked, as one text."""
    texts = [part.get("key") if isinstance(part, dict) else part for part in parts]
    return ": ".join(text.strip() for text in texts if isinstance(text, str) and text.strip()) or None


def seconds(time: Any) -> float | None:
    """A time in any of the spellings of dumps (see to_time in macros.sql), in seconds since 1970."""
    try:
        number = float(time)
    except (TypeError, ValueError):
        try:
            moment = datetime.fromisoformat(time)
        except (TypeError, ValueError):
            return None
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    for limit, unit in ((1e11, 1.0), (1e14, 1e3), (1e17, 1e6), (1e20, 1e9)):
        if abs(number) < limit:
            return number / unit
    return None
