"""LiteLLM's request log: StandardLoggingPayload, or rows of its spend logs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from drift_data.ingest.fold import NO_REPLY, Request, fold, group_by
from drift_data.ingest.formats import Json
from drift_data.ingest.message import reply_of, said, unpacked

TITLE = "LiteLLM request log"
DETECT = ["messages response startTime", "messages response call_type"]
_REDACTED = "redacted-by-litellm"


def conversations(records: Sequence[Json]) -> Iterator[Json]:
    requests: list[Request] = []
    for index, record in enumerate(records):
        messages, reply = _messages(record["messages"]), reply_of(unpacked(record["response"]))
        if messages is None:
            yield {"messages": None, "records": [index]}
        elif reply is None or record.get("status") == "failure":
            yield {"skip": NO_REPLY, "records": [index]}
        elif _REDACTED in (reply["content"], *(message["content"] for message in messages)):
            yield {"skip": "request whose text was not logged", "records": [index]}
        else:
            requests.append(_request(index, record, messages, reply))
    yield from fold(requests)


def _messages(value: Any) -> list[Json] | None:
    value = unpacked(value)
    if isinstance(value, str):
        value = [{"role": "user", "content": value}]
    return list(map(said, value)) if isinstance(value, list) else None


def _request(index: int, record: Json, messages: list[Json], reply: Json) -> Request:
    return Request(
        [index],
        messages,
        reply,
        # Clients set the trace id to keep a conversation together; left to itself LiteLLM gives every call its own.
        session=_session(record) or record.get("trace_id"),
        user=_user(record),
        model=record.get("model"),
        time=record.get("startTime"),
        end=record.get("endTime"),
    )


def _session(record: Json) -> Any:
    metadata = unpacked(record.get("metadata")) or {}
    own = metadata.get("requester_metadata") or {}
    return record.get("session_id") or metadata.get("session_id") or own.get("session_id")


def _user(record: Json) -> Any:
    return record.get("end_user") or record.get("user")


def _ids(record: Json) -> tuple[Any, Any, list[Json] | None, Any]:
    return _session(record), record.get("trace_id"), _messages(record.get("messages")), _user(record)


GROUP_BY = group_by(_ids)
