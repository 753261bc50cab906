"""LibreChat: the JSON export of a conversation, flat or nested, and single messages as its database keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from drift_data.ingest.formats import GroupBy, Json
from drift_data.ingest.message import comment, seconds, text_of, thumb
from drift_data.ingest.tree import Node, active_branch

TITLE = "LibreChat export"
DETECT = [
    "conversationId messages[].messageId",
    "conversationId messagesTree[].messageId",
    "conversationId messages recursive",
    "conversationId messageId parentMessageId isCreatedByUser",
]
GROUP_BY = GroupBy(("id",), lambda record: (record.get("conversationId"),), "id")

#: What stands for the parent of a first message.
_NO_PARENT = "00000000-0000-0000-0000-000000000000"


def conversations(records: Sequence[Json]) -> Iterator[Json]:
    loose: list[int] = []
    for index, record in enumerate(records):
        if "messageId" in record:
            loose.append(index)
        else:
            yield _conversation(record, _flat(record.get("messagesTree") or record["messages"])) | {"records": [index]}
    if loose:
        yield _conversation(records[loose[0]], [records[index] for index in loose]) | {"records": loose}


def _flat(messages: Iterable[Json]) -> Iterator[Json]:
    """The messages of a nested export, in order, each with its parent's id."""
    stack = list(messages)[::-1]
    while stack:
        message = stack.pop()
        yield message
        children = message.get("children") or []
        stack += [{"parentMessageId": message["messageId"], **child} for child in children][::-1]


def _conversation(record: Json, messages: Iterable[Json]) -> Json:
    said, discarded = active_branch(map(_node, messages), None)
    return {
        "id": record["conversationId"],
        "user": record.get("user"),
        "messages": said,
        "discarded": discarded,
    }


def _node(message: Json) -> Node:
    parent = message.get("parentMessageId")
    return Node(
        message["messageId"],
        None if parent == _NO_PARENT else parent,
        _message(message),
        seconds(message.get("createdAt")),
    )


def _message(message: Json) -> Json | None:
    role = {True: "user", False: "assistant"}.get(message["isCreatedByUser"])
    # Newer versions keep replies as parts and leave the text empty.
    text = text_of(message.get("text") or message.get("content") or message.get("text"))
    if (role == "assistant" and message.get("error") is True) or (text is not None and not text.strip()):
        return None
    said: Json = {"role": role, "content": text, "time": message.get("createdAt")}
    if role == "assistant":
        said["model"] = message.get("model")
        feedback = message.get("feedback") or {}
        said["rating"] = thumb(feedback.get("rating"))
        said["comment"] = comment((feedback.get("tag"), feedback.get("text")))
    return said
