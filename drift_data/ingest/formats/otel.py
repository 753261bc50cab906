"""OpenTelemetry spans of the GenAI conventions: one span a line, or the envelopes that an OTLP exporter writes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from drift_data.ingest.fold import NO_REPLY, Request, fold, group_by
from drift_data.ingest.formats import Json
from drift_data.ingest.message import reply_of, said, text_of, unpacked

TITLE = "OpenTelemetry GenAI spans (flat or OTLP JSON)"
DETECT = [
    "resourceSpans[].scopeSpans",
    "traceId spanId attributes",
    "trace_id span_id attributes",
    "context.trace_id context.span_id attributes",
]


def _spans(record: Json) -> list[Any]:
    """The spans of an envelope; a batch holds those of many conversations."""
    found: list[Any] = [record]
    for key in ("resourceSpans", "scopeSpans", "spans"):
        lists = [value.get(key) for value in found if isinstance(value, dict)]
        found = [item for list_ in lists if isinstance(list_, list) for item in list_]
    return found


def conversations(records: Sequence[Json]) -> Iterator[Json]:
    spans = [(record, _attributes(record.get("attributes"))) for record in records]
    sessions: dict[str, str] = {}
    for record, attributes in spans:
        if _trace(record) and _session(attributes):
            sessions[_trace(record)] = _session(attributes)
    requests: list[Request] = []
    for index, (record, attributes) in enumerate(spans):
        if "gen_ai.input.messages" not in attributes:
            yield _other(record, attributes) | {"records": [index]}
            continue
        asked = _asked(attributes)
        reply = reply_of(unpacked(attributes.get("gen_ai.output.messages")))
        if asked is None:
            yield {"messages": None, "records": [index]}
        elif reply is None:
            yield {"skip": NO_REPLY, "records": [index]}
        else:
            request = _request(record, attributes, asked, reply)
            request.records, request.session = [index], request.session or sessions.get(request.trace or "")
            requests.append(request)
    yield from fold(requests)


def _other(record: Json, attributes: Json) -> Json:
    """What becomes of a record that is no span with messages."""
    if "resourceSpans" in record or not isinstance(record.get("attributes"), dict | list):
        spans = record.get("resourceSpans")
        return {"skip": "envelope without spans"} if isinstance(spans, list) else {"messages": None}
    if any(key.startswith("gen_ai.") for key in attributes):
        return {"skip": "model call whose messages are not in its attributes"}
    return {"skip": "span that is no model call"}


def _attributes(value: Any) -> Json:
    if isinstance(value, dict):
        return value
    if isinstance(value, list):
        return {item["key"]: _value(item["value"]) for item in value}
    return {}


def _value(value: Any) -> Any:
    """A value of OTLP as a plain one."""
    for key, inner in value.items():
        if key == "arrayValue":
            return [_value(item) for item in inner.get("values", ())]
        if key == "kvlistValue":
            return {item["key"]: _value(item["value"]) for item in inner.get("values", ())}
        return inner
    return None


def _trace(record: Json) -> Any:
    return record.get("traceId") or record.get("trace_id") or (record.get("context") or {}).get("trace_id")


def _session(attributes: Json) -> Any:
    return attributes.get("gen_ai.conversation.id") or attributes.get("session.id")


def _user(attributes: Json) -> Any:
    return attributes.get("enduser.id") or attributes.get("user.id")


def _asked(attributes: Json) -> list[Json] | None:
    asked = unpacked(attributes.get("gen_ai.input.messages"))
    return list(map(said, asked)) if isinstance(asked, list) else None


def _request(record: Json, attributes: Json, messages: list[Json], reply: Json) -> Request:
    instructions = text_of(unpacked(attributes.get("gen_ai.system_instructions")))
    if instructions and not any(message["role"] == "system" for message in messages):
        messages.insert(0, {"role": "system", "content": instructions})
    return Request(
        [],
        messages,
        reply,
        session=_session(attributes),
        trace=_trace(record),
        user=_user(attributes),
        model=attributes.get("gen_ai.request.model") or attributes.get("gen_ai.response.model"),
        time=record.get("startTimeUnixNano") or record.get("start_time"),
        end=record.get("endTimeUnixNano") or record.get("end_time"),
    )


def _ids(record: Json) -> tuple[Any, Any, list[Json] | None, Any]:
    attributes = _attributes(record.get("attributes"))
    return _session(attributes), _trace(record), _asked(attributes), _user(attributes)


GROUP_BY = group_by(_ids)
SPLIT = _spans
