"""The dump formats: each function gives the rows of one file as the product that writes it shapes them."""

from __future__ import annotations

import hashlib
import json
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from simulator.talk import Message, Talk

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator

Row = dict[str, Any]
ENGLISH_NAMES = {
    "en": "English", "es": "Spanish", "pt": "Portuguese", "fr": "French", "de": "German", "ru": "Russian",
    "zh": "Chinese", "ar": "Arabic", "tr": "Turkish", "it": "Italian",
}  # fmt: skip
COUNTRIES = {
    "en": "Canada", "es": "Mexico", "pt": "Brazil", "fr": "France", "de": "Austria", "ru": "Kazakhstan",
    "zh": "China", "ar": "Morocco", "tr": "Turkey", "it": "Italy",
}  # fmt: skip
SYSTEM = "You are Finch, the assistant of a small company. Answer briefly."


def _id(*seed: object) -> str:
    """A UUID that depends on `seed` only."""
    digest = hashlib.sha256("/".join(map(str, seed)).encode()).digest()
    return str(uuid.UUID(bytes=digest[:16], version=4))


def _iso(time: int, zone: str = "+00:00") -> str:
    return datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%dT%H:%M:%S") + zone


def _title(talk: Talk) -> str:
    return " ".join(talk.messages[0].text.split()[:5])


def _plain(messages: list[Message]) -> list[Row]:
    return [{"role": message.role, "content": message.text} for message in messages]


# Datasets: one row is one conversation.


def wildchat(talk: Talk) -> Iterator[Row]:
    address = hashlib.sha256(talk.user.encode()).hexdigest()
    header = {"accept-language": f"{talk.language};q=0.9", "user-agent": "Mozilla/5.0"}
    language, country = ENGLISH_NAMES[talk.language], COUNTRIES[talk.language]
    turns = []
    for index, message in enumerate(talk.messages):
        asks = message.role == "user"
        turns.append(
            {
                "content": message.text,
                "country": country if asks else None,
                "hashed_ip": address if asks else None,
                "header": header if asks else None,
                "language": language,
                "redacted": talk.redacted and asks,
                "role": message.role,
                "state": None,
                "timestamp": None if asks else _iso(message.time),
                "toxic": talk.toxic and asks,
                "turn_identifier": int(_id(talk.id, index)[:6], 16),
            }
        )
    yield {
        "conversation_hash": talk.id,
        "model": talk.model,
        "timestamp": _iso(talk.messages[-1].time),
        "conversation": turns,
        "turn": _pairs(talk),
        "language": language,
        "openai_moderation": [{"flagged": bool(turn["toxic"])} for turn in turns],
        "detoxify_moderation": [{"toxicity": 0.91 if turn["toxic"] else 0.001} for turn in turns],
        "toxic": talk.toxic,
        "redacted": talk.redacted,
        "state": None,
        "country": country,
        "hashed_ip": address,
        "header": header,
    }


def lmsys(talk: Talk) -> Iterator[Row]:
    yield {
        "conversation_id": talk.id,
        "model": talk.model,
        "conversation": [{"content": message.text, "role": message.role} for message in talk.messages],
        "turn": _pairs(talk),
        "language": ENGLISH_NAMES[talk.language],
        "openai_moderation": [{"flagged": talk.toxic and message.role == "user"} for message in talk.messages],
        "redacted": talk.redacted,
    }


def _pairs(talk: Talk) -> int:
    return (len(talk.messages) + 1) // 2


def sharegpt(talk: Talk) -> Iterator[Row]:
    names = {"user": "human", "assistant": "gpt"}
    yield {
        "id": talk.id,
        "conversations": [
            {"from": names.get(message.role, message.role), "value": message.text} for message in talk.messages
        ],
    }


def openai(talk: Talk) -> Iterator[Row]:
    messages = _plain(talk.messages)
    if talk.id[0] in "01":  # some clients send the content as parts
        for message in messages:
            if message["role"] == "user":
                message["content"] = [{"type": "text", "text": message["content"]}]
    yield {"id": talk.id, "model": talk.model, "created": talk.messages[0].time, "messages": messages}


# Trees: a row is a conversation with the branches that the user left.


def _branches(talk: Talk) -> Iterator[tuple[str, str | None, str, Message, bool]]:
    """(id, parent's id, role, message, kept) of each message, an abandoned branch before the kept one."""
    parent: str | None = None
    for index, message in enumerate(talk.messages):
        above = parent
        for step, text in enumerate(message.abandoned):
            role = message.role if step == 0 else "assistant"
            node = _id(talk.id, index, "abandoned", step)
            yield node, above, role, Message(role, text, message.time - 3 + step), False
            above = node
        node = _id(talk.id, index)
        yield node, parent, message.role, message, True
        parent = node


def chatgpt(talk: Talk) -> Iterator[Row]:
    root, hidden = _id(talk.id, "root"), _id(talk.id, "hidden")
    mapping: dict[str, Row] = {
        root: {"id": root, "message": None, "parent": None, "children": [hidden]},
        hidden: {
            "id": hidden,
            "message": _chatgpt_message(hidden, "system", Message("system", ""), 0.0, {}),
            "parent": root,
            "children": [],
        },
    }
    current = hidden
    for node, parent, role, message, kept in _branches(talk):
        metadata = {"model_slug": talk.model} if role == "assistant" else {}
        mapping[node] = {
            "id": node,
            "message": _chatgpt_message(node, role, message, 1.0, metadata),
            "parent": parent or hidden,
            "children": [],
        }
        mapping[parent or hidden]["children"].append(node)
        current = node if kept else current
    yield {
        "title": _title(talk),
        "create_time": talk.messages[0].time + 0.25,
        "update_time": talk.messages[-1].time + 0.5,
        "mapping": mapping,
        "moderation_results": [],
        "current_node": current,
        "conversation_id": talk.id,
        "is_archived": False,
        "default_model_slug": talk.model,
        "id": talk.id,
    }


def _chatgpt_message(node: str, role: str, message: Message, weight: float, metadata: Row) -> Row:
    return {
        "id": node,
        "author": {"role": role, "name": None, "metadata": {}},
        "create_time": message.time + 0.125 if message.time else None,
        "update_time": None,
        "content": {"content_type": "text", "parts": [message.text]},
        "status": "finished_successfully",
        "end_turn": True if role == "assistant" else None,
        "weight": weight,
        "metadata": metadata if weight else {"is_visually_hidden_from_conversation": True},
        "recipient": "all",
        "channel": None,
    }


def openwebui(talk: Talk) -> Iterator[Row]:
    messages: dict[str, Row] = {}
    current = ""
    for node, parent, role, message, kept in _branches(talk):
        row: Row = {
            "id": node,
            "parentId": parent,
            "childrenIds": [],
            "role": role,
            "content": message.text,
            "timestamp": message.time,
        }
        if role == "user":
            row["models"] = [talk.model]
        else:
            row |= {"model": talk.model, "modelName": talk.model, "modelIdx": 0, "done": True}
        if message.rating:
            row["annotation"] = {
                "rating": message.rating,
                "reason": "" if message.rating > 0 else "not_factually_correct",
                "comment": message.comment,
                "tags": [],
                "details": {"rating": 9 if message.rating > 0 else 2},
            }
        messages[node] = row
        if parent:
            messages[parent]["childrenIds"].append(node)
        current = node if kept else current
    start, end = talk.messages[0].time, talk.messages[-1].time
    yield {
        "id": talk.id,
        "user_id": _id(talk.user),
        "title": _title(talk),
        "chat": {
            "id": "",
            "title": _title(talk),
            "models": [talk.model],
            "params": {},
            "history": {"messages": messages, "currentId": current},
            "tags": [],
            "timestamp": start * 1000,
            "files": [],
        },
        "updated_at": end,
        "created_at": start,
        "share_id": None,
        "archived": False,
        "pinned": False,
        "meta": {},
        "folder_id": None,
    }


def librechat(talk: Talk) -> Iterator[Row]:
    nested = talk.id[0] in "0123"  # "recursive" is an option of the export
    rows: dict[str, Row] = {}
    top: list[Row] = []
    for node, parent, role, message, _ in _branches(talk):
        asks = role == "user"
        row: Row = {
            "messageId": node,
            "conversationId": talk.id,
            "parentMessageId": parent or "00000000-0000-0000-0000-000000000000",
            "sender": "User" if asks else "Finch",
            "text": message.text,
            "isCreatedByUser": asks,
            "endpoint": "custom",
            "model": None if asks else talk.model,
            "error": False,
            "unfinished": False,
            "createdAt": _iso(message.time, ".000Z"),
            "updatedAt": _iso(message.time, ".000Z"),
        }
        if not asks and not nested:  # newer versions keep replies as parts
            row |= {"text": "", "content": [{"type": "text", "text": message.text}]}
        if message.rating:
            row["feedback"] = (
                {"rating": "thumbsUp", "tag": "accurate_reliable"}
                if message.rating > 0
                else {"rating": "thumbsDown", "tag": "inaccurate", "text": message.comment}
            )
        if nested:
            row["children"] = []
            (rows[parent]["children"] if parent else top).append(row)
        rows[node] = row
    yield {
        "conversationId": talk.id,
        "endpoint": "custom",
        "title": _title(talk),
        "exportAt": "09:30:00 GMT+0000 (Coordinated Universal Time)",
        "branches": True,
        "recursive": nested,
        **({"messagesTree": top} if nested else {"messages": list(rows.values())}),
    }


# Request logs: a row is one call of the model and repeats what was said before it.


def _calls(talk: Talk) -> Iterator[tuple[str, list[Message], Message]]:
    """(id, history, reply) of each call."""
    for index, message in enumerate(talk.messages):
        if message.role == "assistant":
            yield _id(talk.id, index, "call"), talk.messages[:index], message


def litellm(talk: Talk) -> Iterator[Row]:
    for call, history, reply in _calls(talk):
        asked, answered = sum(len(message.text) for message in history) // 4, len(reply.text) // 4
        yield {
            "id": f"chatcmpl-{call}",
            "trace_id": talk.id,
            "call_type": "acompletion",
            "status": "success",
            "response_cost": round((asked + 3 * answered) * 1e-6, 8),
            "total_tokens": asked + answered,
            "prompt_tokens": asked,
            "completion_tokens": answered,
            "startTime": reply.time - 2.5,
            "endTime": float(reply.time),
            "model": talk.model,
            "model_group": "finch",
            "cache_hit": False,
            "end_user": talk.user,
            "metadata": {"user_api_key_alias": "intranet", "requester_ip_address": ""},
            "messages": [{"role": "system", "content": SYSTEM}, *_plain(history)],
            "response": {
                "id": f"chatcmpl-{call}",
                "object": "chat.completion",
                "created": reply.time,
                "model": talk.model,
                "choices": [
                    {"index": 0, "finish_reason": "stop", "message": {"role": reply.role, "content": reply.text}}
                ],
            },
        }


def langfuse(talk: Talk) -> Iterator[Row]:
    for call, history, reply in _calls(talk):
        trace, start = _id(call, "trace"), _sql_time(reply.time - 2)
        yield {
            "id": _id(call, "span"),
            "trace_id": trace,
            "type": "SPAN",
            "name": "handle-message",
            "start_time": start,
            "end_time": _sql_time(reply.time),
            "session_id": talk.id,
            "user_id": talk.user,
            "input": None,
            "output": None,
        }
        yield {
            "id": call,
            "trace_id": trace,
            "type": "GENERATION",
            "parent_observation_id": _id(call, "span"),
            "name": "chat",
            "start_time": start,
            "end_time": _sql_time(reply.time),
            "session_id": talk.id,
            "user_id": talk.user,
            "provided_model_name": talk.model,
            "input": _plain(history),
            "output": {"role": reply.role, "content": reply.text},
            "level": "DEFAULT",
        }
        if reply.rating:
            yield {
                "id": _id(call, "score"),
                "timestamp": _sql_time(reply.time + 9),
                "trace_id": trace,
                "observation_id": call,
                "name": "user-feedback",
                "value": float(reply.rating),
                "string_value": None,
                "data_type": "NUMERIC",
                "source": "API",
                "comment": reply.comment or None,
            }


def _sql_time(time: int) -> str:
    return datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def otel(talk: Talk) -> Iterator[Row]:
    for call, history, reply in _calls(talk):
        attributes = {
            "gen_ai.operation.name": "chat",
            "gen_ai.conversation.id": talk.id,
            "gen_ai.request.model": talk.model,
            "gen_ai.input.messages": _parts(history),
            "gen_ai.output.messages": _parts([reply], finish_reason="stop"),
            "enduser.id": talk.user,
        }
        span = {
            "traceId": call.replace("-", ""),
            "spanId": call.replace("-", "")[:16],
            "parentSpanId": "",
            "name": f"chat {talk.model}",
            "kind": 3,
            "startTimeUnixNano": str((reply.time - 2) * 10**9),
            "endTimeUnixNano": str(reply.time * 10**9),
            "attributes": [{"key": key, "value": {"stringValue": value}} for key, value in attributes.items()],
            "status": {},
        }
        service = {"attributes": [{"key": "service.name", "value": {"stringValue": "finch"}}]}
        scope = {"name": "opentelemetry.instrumentation.openai_v2"}
        yield {"resourceSpans": [{"resource": service, "scopeSpans": [{"scope": scope, "spans": [span]}]}]}


def _parts(messages: list[Message], **more: str) -> str:
    rows = [
        {"role": message.role, "parts": [{"type": "text", "content": message.text}], **more} for message in messages
    ]
    return json.dumps(rows, ensure_ascii=False)


# A shape that nobody else has.


def helpdesk(talk: Talk) -> Iterator[Row]:
    names = {"user": "customer", "assistant": "bot"}
    yield {
        "ticket": talk.id,
        "opened": datetime.fromtimestamp(talk.messages[0].time, UTC).strftime("%Y-%m-%d %H:%M"),
        "desk": talk.language,
        "log": [{"who": names.get(message.role, message.role), "says": message.text} for message in talk.messages],
    }


def number(style: str, rng: random.Random, fallback: str) -> str:
    """An id as the dump of that style writes it; `fallback` (a UUID) where that is what it writes."""
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"
    if style == "wildchat" or style == "lmsys":
        return fallback.replace("-", "")
    if style == "sharegpt":
        return "".join(rng.choices(letters, k=7)) + "_0"
    if style == "helpdesk":
        return f"T-{rng.randrange(10_000, 100_000)}"
    return fallback


#: Name of a format: its function.
FORMATS: dict[str, Callable[[Talk], Iterator[Row]]] = {
    function.__name__: function
    for function in (
        wildchat, lmsys, sharegpt, openai, chatgpt, openwebui, librechat, litellm, langfuse, otel, helpdesk,
    )
}  # fmt: skip
