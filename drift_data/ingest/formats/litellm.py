"""LiteLLM's request log: StandardLoggingPayload, or rows of its spend logs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from drift_data.ingest.fold import NO_REPLY, Request, fold, group_by
from drift_data.ingest.formats import Json
from drift_data.ingest.message import reply_of, said, unpacked

TITLE = "LiteLLM request log"
DETECT = ["messages response startTime", "messages response call_type"]
GROUP_BY = group_by(
    "coalesce(record ->> '$.session_id', record ->> '$.metadata.session_id', "
    "record ->> '$.metadata.requester_metadata.session_id')",
    "record ->> '$.trace_id'",
    "first_asked(record -> '$.messages')",
    "coalesce(nullif(record ->> '$.end_user', ''), record ->> '$.user')",
)

_REDACTED = "redacted-by-litellm"


def conversations(records: Sequence[Json]) -> Iterator[Json]:
    requests: list[Request] = []
    for index, record in enumerate(records):
        messages = unpacked(record["messages"])
        if isinstance(messages, str):
            messages = [{"role": "user", "content": messages}]
        reply = reply_of(unpacked(record["response"]))
        if not isinstance(messages, list):
            yield {"messages": None, "records": [index]}
        elif reply is None or record.get("status") == "failure":
            yield {"skip": NO_REPLY, "records": [index]}
        elif _REDACTED in (reply["content"], *(said(message)["content"] for message in messages)):
            yield {"skip": "request whose text was not logged", "records": [index]}
        else:
            requests.append(_request(index, record, list(map(said, messages)), reply))
    yield from fold(requests)


def _request(index: int, record: Json, messages: list[Json], reply: Json) -> Request:
    return Request(
        [index],
        messages,
        reply,
        # Clients set the trace id to keep a conversation together; left to itself LiteLLM gives every call its own.
        session=_session(record) or record.get("trace_id"),
        user=record.get("end_user") or record.get("user"),
        model=record.get("model"),
        time=record.get("startTime"),
        end=record.get("endTime"),
    )


def _session(record: Json) -> Any:
    metadata = unpacked(record.get("metadata")) or {}
    own = metadata.get("requester_metadata") or {}
    return record.get("session_id") or metadata.get("session_id") or own.get("session_id")
