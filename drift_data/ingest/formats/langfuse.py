"""Langfuse's exports: observations, of which generations count, scores, and traces for the session they belong to.

A score is the user's verdict on a reply when its name says so (feedback, rating, thumbs, ...) and no model gave it.
Its value becomes a rating from -1 to 1: a boolean is -1 or 1; a negative number stands as it is; 0 to 1 is stretched to
-1 to 1, so that 0 means bad; above 1 it is one of one to five stars. The value 1 is the best of two, or one star where
the name speaks of stars; under a name that speaks of a rating only it may be either, and is left out. Text scores are
left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from drift_data.ingest.fold import NO_REPLY, Request, fold, group_by
from drift_data.ingest.formats import Json
from drift_data.ingest.message import reply_of, said, seconds, unpacked

TITLE = "Langfuse export (observations, scores, traces)"
DETECT = [
    "id trace_id type input output",
    "id traceId type input output",
    "id trace_id name value",
    "id traceId name value",
    "id name timestamp session_id user_id input output",
    "id name timestamp sessionId userId input output",
]

_VERDICT = re.compile("feedback|rating|satisf|thumb|like|vote|star|helpful|csat", re.IGNORECASE)
_STARS = re.compile("star|csat", re.IGNORECASE)


def conversations(records: Sequence[Json]) -> Iterator[Json]:
    sessions: dict[str, str] = {}
    for record in records:
        trace, session = _trace(record), _session(record)
        if trace and session:
            sessions[trace] = session
    requests: dict[str, Request] = {}
    scores: list[int] = []
    for index, record in enumerate(records):
        if _is_generation(record):
            messages, reply = _messages(record.get("input")), reply_of(unpacked(record.get("output")))
            if messages is None:
                yield {"messages": None, "records": [index]}
            elif reply is None:
                yield {"skip": NO_REPLY, "records": [index]}
            else:
                if (earlier := requests.pop(record["id"], None)) is not None:
                    yield {"skip": "observation that a later one of its id replaces", "records": earlier.records}
                requests[record["id"]] = _request(index, record, messages, reply, sessions)
        elif record.get("type") is not None:
            yield {"skip": "observation that is no generation", "records": [index]}
        elif "value" in record:
            scores.append(index)
        else:
            yield {"skip": "trace", "records": [index]}
    # The latest score of a reply counts.
    for index in sorted(scores, key=lambda index: seconds(records[index].get("timestamp")) or 0.0):
        yield from _give(index, records[index], requests)
    yield from fold(requests.values())


def _get(record: Json, *keys: str) -> Any:
    return next((record[key] for key in keys if record.get(key)), None)


def _is_generation(record: Json) -> bool:
    type_ = record.get("type")
    return isinstance(type_, str) and type_.upper() == "GENERATION"


def _session(record: Json) -> Any:
    return _get(record, "session_id", "sessionId")


def _user(record: Json) -> Any:
    return _get(record, "user_id", "userId")


def _trace(record: Json) -> Any:
    is_trace = record.get("type") is None and "value" not in record
    return _get(record, "trace_id", "traceId") or (record.get("id") if is_trace else None)


def _messages(value: Any) -> list[Json] | None:
    value = unpacked(value)
    if isinstance(value, dict):
        value = value.get("messages", [value] if "role" in value else None)
    if isinstance(value, str):
        value = [{"role": "user", "content": value}]
    return list(map(said, value)) if isinstance(value, list) else None


def _request(index: int, record: Json, messages: list[Json], reply: Json, sessions: dict[str, str]) -> Request:
    trace = _trace(record)
    return Request(
        [index],
        messages,
        reply,
        session=_session(record) or sessions.get(trace),
        trace=trace,
        user=_user(record),
        model=_get(record, "provided_model_name", "providedModelName", "model"),
        time=_get(record, "start_time", "startTime"),
        end=_get(record, "end_time", "endTime"),
    )


def _give(index: int, score: Json, requests: dict[str, Request]) -> Iterator[Json]:
    """Put a score on its reply: that of its observation, else the last of its trace."""
    rating = _rating(score)
    if rating is None:
        yield {"skip": "score that is no verdict of the user", "records": [index]}
        return
    request = requests.get(_get(score, "observation_id", "observationId") or "")
    if request is None:
        trace = _trace(score)
        of_trace = [request for request in requests.values() if trace and request.trace == trace]
        request = max(of_trace, key=lambda request: seconds(request.time) or 0.0, default=None)
    if request is None:
        yield {"skip": "score without its reply", "records": [index]}
        return
    comment = score.get("comment")
    request.rating, request.comment = rating, comment if isinstance(comment, str) else None
    request.records.append(index)


def _rating(score: Json) -> float | None:
    name, value = score.get("name"), score.get("value")
    type_ = _get(score, "data_type", "dataType") or "NUMERIC"
    if not isinstance(name, str) or not _VERDICT.search(name) or score.get("source") == "EVAL":
        return None
    if not isinstance(value, bool | int | float) or type_ not in ("NUMERIC", "BOOLEAN"):
        return None
    if type_ == "BOOLEAN" or isinstance(value, bool):
        return 1.0 if value else -1.0
    if value == 1 and _STARS.search(name):
        return -1.0
    if value == 1 and "rating" in name.lower():
        return None
    if -1 <= value < 0:
        return float(value)
    if 0 <= value <= 1:
        return 2.0 * value - 1.0
    return (value - 3.0) / 2.0 if 1 < value <= 5 else None


def _ids(record: Json) -> tuple[Any, Any, list[Json] | None, Any]:
    messages = _messages(record.get("input")) if _is_generation(record) else None
    return _session(record), _trace(record), messages, _user(record)


GROUP_BY = group_by(_ids)
