"""A few records of each format, as the product that writes it shapes them."""

from __future__ import annotations

import json
from typing import Any

Json = dict[str, Any]


def talk(*texts: str) -> list[Json]:
    return [{"role": ("user", "assistant")[index % 2], "content": text} for index, text in enumerate(texts)]


def _wildchat(**more: Any) -> list[Json]:
    return [
        message | {"language": "English", "toxic": False, "redacted": False, "turn_identifier": 7} | more
        for message in talk("Hi", "Hello", "No, in French", "Bonjour")
    ]


WILDCHAT_FIRST: Json = {
    "conversation_id": "w0",
    "model": "gpt-3.5-turbo",
    "timestamp": "2023-04-09T00:02:53+00:00",
    "conversation": _wildchat(),
    "turn": 2,
    "language": "English",
    "openai_moderation": [],
    "toxic": False,
    "redacted": False,
}
WILDCHAT_1M: Json = {
    "conversation_hash": "w1",
    "model": "gpt-4-0314",
    "timestamp": "2023-04-09T00:02:53+00:00",
    "conversation": [
        message | {"hashed_ip": "abc", "header": {"user-agent": "x"}, "timestamp": time, "toxic": toxic}
        for message, time, toxic in zip(
            _wildchat(),
            [None, "2023-04-09T00:02:53+00:00", None, "2023-04-09T00:03:53+00:00"],
            [False, False, True, False],
            strict=True,
        )
    ],
    "turn": 2,
    "language": "English",
    "openai_moderation": [{"flagged": True}],
    "detoxify_moderation": [{"toxicity": 0.9}],
    "toxic": True,
    "redacted": False,
    "hashed_ip": "abc",
}
WILDCHAT_4_8M: Json = WILDCHAT_1M | {
    "conversation_hash": "w2",
    "conversation": [
        message | {"created": 1681000000 + index, "openai_id": "chatcmpl-1", "usage": {"total_tokens": 9}}
        for index, message in enumerate(_wildchat())
    ],
}
LMSYS: Json = {
    "conversation_id": "l1",
    "model": "vicuna-13b",
    "conversation": [{"content": m["content"], "role": m["role"]} for m in talk("Hi", "Hello")],
    "turn": 1,
    "language": "English",
    "openai_moderation": [{"categories": {}, "flagged": True}, {"categories": {}, "flagged": False}],
    "redacted": True,
}
ARENA: Json = {
    "question_id": "q1",
    "model_a": "koala-13b",
    "model_b": "alpaca-13b",
    "winner": "model_a",
    "judge": "arena_user_9",
    "conversation_a": talk("Hi", "Hello", "More", "A lot"),
    "conversation_b": talk("Hi", "Hey", "More", "No"),
    "turn": 2,
    "anony": True,
    "language": "English",
    "tstamp": 1682351591.13,
}
ARENA_140K: Json = {
    "id": "q2",
    "model_a": "a",
    "model_b": "b",
    "winner": "both_bad",
    "evaluation_session_id": "e",
    "conversation_a": [
        {"role": "user", "content": [{"type": "text", "text": "What is it?", "image": None, "mimeType": None},
                                     {"type": "image", "text": None, "image": "AAAA", "mimeType": "image/png"}]},
        {"role": "assistant", "content": [{"type": "text", "text": "A cat", "image": None, "mimeType": None}]},
    ],
    "conversation_b": [
        {"role": "user", "content": [{"type": "text", "text": "What is it?"}]},
        {"role": "assistant", "content": [{"type": "text", "text": "A dog"}]},
    ],
    "language": "en",
    "timestamp": "2025-04-24 10:00:00+00:00",
}  # fmt: skip
SHAREGPT: Json = {
    "id": "s1_0",
    "conversations": [
        {"from": "system", "value": "Be nice"},
        {"from": "human", "value": "Hi"},
        {"from": "gpt", "value": "Hello"},
    ],
}
OPENAI: Json = {
    "id": "o1",
    "model": "gpt-4o",
    "created": 1700000000,
    "user": "u-1",
    "messages": [
        {"role": "developer", "content": "Use tools"},
        {"role": "user", "content": [
            {"type": "text", "text": "Weather here?"},
            {"type": "image_url", "image_url": {"url": "data:"}},
        ]},
        {"role": "assistant", "content": None, "tool_calls": [
            {"id": "c1", "type": "function", "function": {"name": "weather", "arguments": "{}"}},
        ]},
        {"role": "tool", "tool_call_id": "c1", "content": "rain"},
        {"role": "assistant", "content": "It rains."},
    ],
}  # fmt: skip
WILDFEEDBACK: Json = {
    "conversations": [
        {"from": "human", "value": "Hi"},
        {"from": "gpt", "value": "Hello"},
        {"from": "human", "value": "Shorter"},
    ],
    "chosen": {"from": "gpt", "value": "Yo"},
    "rejected": {"from": "gpt", "value": "Hello there"},
}


def _utterance(number: int, role: str, content: str | None, **more: Any) -> Json:
    return {
        "UtteranceId": number,
        "TurnId": number // 2 + 1,
        "Role": role,
        "Content": content,
        "State": "FEEDBACK",
        "Satisfaction": False,
        "Satisfaction-Justificiation": "",
        "Disatisfaction": False,
        "Dissatisfaction-Justificiation": "",
        "Preceeding": "YES",
        **more,
    }


SAT_DSAT: list[Json] = [
    _utterance(0, "User", "Write a poem"),
    _utterance(1, "Agent", None),
    _utterance(2, "User", "That is empty", Disatisfaction=True, **{"Dissatisfaction-Justificiation": "complains"}),
    _utterance(3, "Agent", "Roses"),
    _utterance(4, "User", "Lovely!", Satisfaction=True, **{"Satisfaction-Justificiation": "praises"}),
    _utterance(5, "Agent", "Thanks"),
    _utterance(6, "User", "Good, but long", Satisfaction=True, Disatisfaction=True),
    _utterance(0, "User", "Next one"),
    _utterance(1, "Agent", "Yes?"),
]


def chatgpt_node(id_: str, parent: str | None, role: str, parts: Any, time: float | None = None, **more: Any) -> Json:
    kind = more.pop("content_type", "text")
    return {
        "id": id_,
        "parent": parent,
        "children": [],
        "message": {
            "id": id_,
            "author": {"role": role, "name": None, "metadata": {}},
            "create_time": time,
            "content": {"content_type": kind, "parts": parts}
            if parts is not None
            else {"content_type": kind, "text": "x"},
            "status": "finished_successfully",
            "weight": 1.0,
            "recipient": "all",
            "metadata": {"model_slug": "gpt-4o"} if role == "assistant" else {},
            **more,
        },
    }


_CHATGPT_NODES = [
    {"id": "root", "message": None, "parent": None, "children": ["sys"]},
    chatgpt_node("sys", "root", "system", [""], weight=0.0),
    chatgpt_node("u1", "sys", "user", ["Draw a cat"], 1700000000.5),
    chatgpt_node("a1", "u1", "assistant", ["A dog"], 1700000001.0),
    chatgpt_node("think", "u1", "assistant", None, 1700000002.0, content_type="thoughts"),
    chatgpt_node("call", "think", "assistant", None, 1700000002.5, content_type="code", recipient="dalle"),
    chatgpt_node("tool", "call", "tool", ["result"], 1700000003.0),
    chatgpt_node("a1b", "tool", "assistant", ["Here you are"], 1700000004.0),
    chatgpt_node("u2", "a1b", "user", ["Bgger"], 1700000005.0),
    chatgpt_node("a2", "u2", "assistant", ["What?"], 1700000006.0),
    chatgpt_node("u2b", "a1b", "user", [{"content_type": "image_asset_pointer", "asset_pointer": "file://x"}, "Bigger"],
             1700000007.0, content_type="multimodal_text"),
    chatgpt_node("a2b", "u2b", "assistant", ["Done"], 1700000008.0),
]  # fmt: skip
CHATGPT: Json = {
    "title": "Cat",
    "create_time": 1700000000.25,
    "update_time": 1700000009.0,
    "mapping": {node["id"]: node for node in _CHATGPT_NODES},
    "current_node": "a2b",
    "conversation_id": "g1",
    "default_model_slug": "auto",
    "id": "g1",
}


def _openwebui(id_: str, parent: str | None, role: str, content: str, time: int, **more: Any) -> Json:
    return {
        "id": id_, "parentId": parent, "childrenIds": [], "role": role, "content": content, "timestamp": time,
        **({"model": "llama3", "modelIdx": 0} if role == "assistant" else {"models": ["llama3"]}), **more,
    }  # fmt: skip


_OPENWEBUI = [
    _openwebui("u1", None, "user", "Hi", 1700000000),
    _openwebui("a1", "u1", "assistant", "Ho", 1700000001),
    _openwebui("x1", "u1", "assistant", "Side by side", 1700000001, modelIdx=1, model="qwen"),
    _openwebui("a1b", "u1", "assistant", '<details type="reasoning" done="true">hmm</details>\nHello', 1700000002,
               annotation={"rating": -1, "reason": "too_short", "comment": "say more"}),
    _openwebui("u2", "a1b", "user", "More", 1700000003),
    _openwebui("a2", "u2", "assistant", "Hello, hello", 1700000004, annotation={"rating": 1}),
]  # fmt: skip
_HISTORY = {"messages": {message["id"]: message for message in _OPENWEBUI}, "currentId": "a2"}
OPENWEBUI: Json = {
    "id": "ow1",
    "user_id": "u-9",
    "title": "Hi",
    "chat": {"title": "Hi", "models": ["llama3"], "history": _HISTORY, "timestamp": 1700000000000},
    "created_at": 1700000000,
    "updated_at": 1700000009,
}
OPENWEBUI_OLD: Json = {
    "id": "ow0",
    "title": "Hi",
    "models": ["llama3"],
    "history": _HISTORY,
    "timestamp": 1700000000000,
}

_NO_PARENT = "00000000-0000-0000-0000-000000000000"


def _librechat(id_: str, parent: str, user: bool, text: str, second: int, **more: Any) -> Json:
    return {
        "messageId": id_, "conversationId": "lc1", "parentMessageId": parent, "text": text, "isCreatedByUser": user,
        "sender": "User" if user else "GPT", "model": None if user else "gpt-4o", "error": False,
        "createdAt": f"2024-05-01T10:00:{second:02}.000Z", **more,
    }  # fmt: skip


_LIBRECHAT = [
    _librechat("u1", _NO_PARENT, True, "Hi", 1),
    _librechat("a1", "u1", False, "Ho", 2),
    _librechat("a1b", "u1", False, "", 3, content=[{"type": "think", "think": "hm"}, {"type": "text", "text": "Hello"}],
               feedback={"rating": "thumbsDown", "tag": "inaccurate", "text": "rude"}),
    _librechat("u2", "a1b", True, "More", 4),
    _librechat("e2", "u2", False, "Something went wrong", 5, error=True),
    _librechat("a2", "u2", False, "Hello, hello", 6, feedback={"rating": "thumbsUp"}),
]  # fmt: skip
LIBRECHAT: Json = {
    "conversationId": "lc1", "endpoint": "openAI", "title": "Hi", "branches": True, "recursive": False,
    "messages": _LIBRECHAT,
}  # fmt: skip


def _nested(parent: str) -> list[Json]:
    below = [message for message in _LIBRECHAT if message["parentMessageId"] == parent]
    return [message | {"children": _nested(message["messageId"])} for message in below]


LIBRECHAT_NESTED: Json = {
    "conversationId": "lc1", "endpoint": "openAI", "recursive": True, "messagesTree": _nested(_NO_PARENT),
}  # fmt: skip
LIBRECHAT_MESSAGES: list[Json] = [message | {"user": "u-1"} for message in _LIBRECHAT]


def litellm(history: list[Json], reply: str | None, **more: Any) -> Json:
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": reply}}
    return {
        "id": "chatcmpl-1",
        "trace_id": "t1",
        "call_type": "acompletion",
        "status": "success",
        "startTime": 1700000000.0,
        "endTime": 1700000001.0,
        "model": "gpt-4o",
        "end_user": "u-1",
        "metadata": {"user_api_key_alias": "k"},
        "messages": history,
        "response": {"id": "chatcmpl-1", "choices": [choice]} if reply is not None else None,
        **more,
    }


def langfuse(id_: str, history: Any, reply: Any, **more: Any) -> Json:
    return {
        "id": id_,
        "trace_id": f"trace-{id_}",
        "type": "GENERATION",
        "name": "chat",
        "start_time": "2024-05-01 10:00:00.000000",
        "end_time": "2024-05-01 10:00:02.000000",
        "session_id": "s1",
        "user_id": "u-1",
        "provided_model_name": "gpt-4o",
        "input": history,
        "output": reply,
        **more,
    }


def score(name: str, value: Any, **more: Any) -> Json:
    return {
        "id": f"score-{name}",
        "timestamp": "2024-05-01 10:05:00.000000",
        "trace_id": "trace-g1",
        "observation_id": None,
        "name": name,
        "value": value,
        "string_value": None,
        "data_type": "NUMERIC",
        "source": "API",
        "comment": None,
        **more,
    }


def parts(messages: list[Json]) -> list[Json]:
    return [{"role": m["role"], "parts": [{"type": "text", "content": m["content"]}]} for m in messages]


def otel(history: list[Json], reply: str, **more: Any) -> Json:
    """A flat span with attributes as a mapping."""
    attributes = {
        "gen_ai.operation.name": "chat",
        "gen_ai.conversation.id": "c1",
        "gen_ai.request.model": "gpt-4o",
        "gen_ai.input.messages": json.dumps(parts(history)),
        "gen_ai.output.messages": json.dumps(parts([{"role": "assistant", "content": reply}])),
        "enduser.id": "u-1",
    }
    return {
        "name": "chat gpt-4o",
        "traceId": f"trace-{len(history)}",
        "spanId": "s",
        "startTimeUnixNano": str((1700000000 + len(history)) * 10**9),
        "endTimeUnixNano": str((1700000001 + len(history)) * 10**9),
        "attributes": attributes | more,
    }


def otlp(*spans: Json) -> Json:
    """The spans as an OTLP exporter batches them."""
    listed = [
        span | {"attributes": [{"key": k, "value": _otlp_value(v)} for k, v in span["attributes"].items()]}
        for span in spans
    ]
    return {
        "resourceSpans": [{"resource": {"attributes": []}, "scopeSpans": [{"scope": {"name": "x"}, "spans": listed}]}]
    }


def _otlp_value(value: Any) -> Json:
    if isinstance(value, list):
        return {"arrayValue": {"values": [_otlp_value(item) for item in value]}}
    if isinstance(value, dict):
        return {"kvlistValue": {"values": [{"key": k, "value": _otlp_value(v)} for k, v in value.items()]}}
    return {"stringValue": value}


#: Records of each format, for what must hold of all of them.
ALL: dict[str, list[Json]] = {
    "arena": [ARENA, ARENA_140K],
    "chatgpt": [CHATGPT],
    "drift": [{"drift": 1, "id": "d1", "messages": talk("Hi", "Hello"), "discarded": []}],
    "langfuse": [
        langfuse("g1", talk("Hi"), {"role": "assistant", "content": "Hello"}),
        score("user-feedback", 1),
        {"id": "trace-g1", "timestamp": "2024-05-01 10:00:00", "name": "t", "user_id": "u", "session_id": "s1",
         "input": "Hi", "output": "Hello", "tags": []},
    ],
    "librechat": [LIBRECHAT, LIBRECHAT_NESTED, *LIBRECHAT_MESSAGES],
    "litellm": [litellm(talk("Hi"), "Hello"), litellm(talk("Hi"), None, status="failure")],
    "lmsys": [LMSYS],
    "openai": [OPENAI],
    "openwebui": [OPENWEBUI, OPENWEBUI_OLD],
    "otel": [
        otel(talk("Hi"), "Hello"),
        otlp(otel(talk("Hi"), "Hello")),
        {"name": "chat", "context": {"trace_id": "0x1", "span_id": "0x2"}, "attributes": {}},
        {"name": "chat", "trace_id": "1", "span_id": "2", "attributes": {}},
    ],
    "sat_dsat_annotation": SAT_DSAT,
    "sharegpt": [SHAREGPT],
    "wildchat": [WILDCHAT_FIRST, WILDCHAT_1M, WILDCHAT_4_8M],
    "wildfeedback": [WILDFEEDBACK],
}  # fmt: skip
