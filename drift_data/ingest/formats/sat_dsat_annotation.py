"""WildFeedback's annotated utterances: one record each, in order, without an id of the conversation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from drift_data.ingest.formats import Json
from drift_data.ingest.message import role_of

TITLE = "WildFeedback, config sat_dsat_annotation"
DETECT = ["UtteranceId TurnId Role Content"]
#: Utterances are numbered from 0 in each conversation.
BEGINS = "record ->> '$.UtteranceId' = '0'"

_NOTHING = ("", "n/a", "na", "no", "none", "null", "false", "-", "0")


def conversations(records: Sequence[Json]) -> Iterator[Json]:
    """One conversation; two where the record between them could not be read, of which the second is rejected."""
    numbers = [record["UtteranceId"] for record in records]
    whole = next((index for index, number in enumerate(numbers) if number != index), len(numbers))
    if whole:
        yield {"messages": _messages(records[:whole]), "records": list(range(whole))}
    if whole < len(records):
        yield {"fault": "utterance missing before this one", "records": list(range(whole, len(records)))}


def _messages(records: Sequence[Json]) -> list[Json]:
    messages: list[Json] = []
    for record in records:
        content = record["Content"]
        message: Json = {"role": role_of(record["Role"]), "content": "" if content is None else content}
        if message["role"] == "user" and messages and messages[-1]["role"] == "assistant":
            messages[-1] |= _verdict(record)
        messages.append(message)
    return messages


def _verdict(record: Json) -> Json:
    """What the annotation of a user's utterance says about the reply before it, unless it says both or neither."""
    satisfied, dissatisfied = _says(record.get("Satisfaction")), _says(record.get("Disatisfaction"))
    if satisfied == dissatisfied or str(record.get("Preceeding")).lower() == "no":
        return {}
    # The misspellings are the dataset's.
    why = record.get("Satisfaction-Justificiation" if satisfied else "Dissatisfaction-Justificiation")
    return {"rating": 1.0 if satisfied else -1.0, "comment": why if isinstance(why, str) else None}


def _says(value: Any) -> bool:
    return value.strip().lower() not in _NOTHING if isinstance(value, str) else bool(value)
