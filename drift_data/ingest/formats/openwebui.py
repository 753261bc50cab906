"""Open WebUI's export of chats: trees with ratings. Older versions have no `chat` around the history."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from drift_data.ingest.formats import Json
from drift_data.ingest.message import comment, role_of, seconds, text_of, thumb
from drift_data.ingest.tree import Node, active_branch

TITLE = "Open WebUI export"
DETECT = ["chat.history.messages", "history.messages history.currentId"]

_THOUGHTS = re.compile(r'<details type="reasoning".*?</details>\s*', re.DOTALL)


def conversations(records: Sequence[Json]) -> Iterator[Json]:
    for index, record in enumerate(records):
        chat = record.get("chat", record)
        history = chat["history"]
        nodes = [_node(id_, message) for id_, message in history["messages"].items()]
        messages, discarded = active_branch(nodes, history.get("currentId"))
        yield {
            "id": record.get("id") or chat.get("id") or None,
            "user": record.get("user_id"),
            "time": record.get("created_at") or chat.get("timestamp"),
            "messages": messages,
            "discarded": discarded,
            "records": [index],
        }


def _node(id_: str, message: Json) -> Node:
    # Several models may answer side by side.
    return Node(
        id_, message.get("parentId"), _message(message), seconds(message.get("timestamp")), message.get("modelIdx") or 0
    )


def _message(message: Json) -> Json | None:
    role = role_of(message.get("role"))
    text = text_of(message.get("content"))
    if text is not None and role == "assistant":
        text = _THOUGHTS.sub("", text)
    if text is not None and not text.strip():
        text = "\n".join(map(_file, message.get("files") or []))
    if role in ("system", "tool") or text == "":
        return None
    said: Json = {"role": role, "content": text, "time": message.get("timestamp")}
    if role == "assistant":
        said["model"] = message.get("model")
        annotation = message.get("annotation") or {}
        said["rating"] = thumb(annotation.get("rating"))
        if said["rating"] is not None:
            said["comment"] = comment((annotation.get("reason"), annotation.get("comment")))
    return said


def _file(file: Any) -> str:
    return "[image]" if isinstance(file, dict) and file.get("type") == "image" else "[file]"
