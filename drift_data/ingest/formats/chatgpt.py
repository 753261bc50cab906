"""ChatGPT's data export: one tree per conversation, whose branches are edits and regenerations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from drift_data.ingest.formats import Companions, Json
from drift_data.ingest.message import role_of, seconds, text_of
from drift_data.ingest.tree import Node, active_branch

TITLE = "ChatGPT export (conversations.json)"
DETECT = ["mapping current_node", "mapping conversation_id create_time"]
COMPANIONS = Companions(
    # Large exports are cut into conversations-000.json, conversations-001.json, ...
    "conversations*.json",
    frozenset(
        f"{name}.json"
        for name in (
            "ads",
            "conversation_asset_file_names",
            "export_manifest",
            "group_chats",
            "library_files",
            "message_feedback",
            "model_comparisons",
            "shared_conversations",
            "shopping",
            "sora",
            "user",
            "user_settings",
        )
    ),
)

#: Content that the user reads; the rest is thoughts, code for tools, what tools answer, and custom instructions.
_SHOWN = ("text", "multimodal_text")


def conversations(records: Sequence[Json]) -> Iterator[Json]:
    for index, record in enumerate(records):
        nodes = [_node(id_, node) for id_, node in record["mapping"].items()]
        messages, discarded = active_branch(nodes, record.get("current_node"))
        yield {
            "id": record.get("conversation_id") or record.get("id"),
            "model": next((message["model"] for message in messages if message.get("model")), None)
            or record.get("default_model_slug"),
            "time": record.get("create_time"),
            "messages": messages,
            "discarded": discarded,
            "records": [index],
        }


def _node(id_: str, node: Json) -> Node:
    message = node.get("message")
    time = message.get("create_time") if message else None
    return Node(id_, node.get("parent"), _message(message) if message else None, seconds(time))


def _message(message: Json) -> Json | None:
    role = role_of(message["author"].get("role"))
    content, metadata = message["content"], message.get("metadata") or {}
    parts = content.get("parts")
    if role == "tool" and (images := [part for part in parts or () if _is_image(part)]):
        # A generated image is the reply; the text that a tool has beside it is for the model.
        role, parts = "assistant", images
    hidden = (
        role in ("system", "tool")
        or content.get("content_type", "text") not in _SHOWN
        or message.get("recipient") not in (None, "all")
        or message.get("weight") == 0
        or metadata.get("is_visually_hidden_from_conversation")
    )
    text = text_of(parts)
    if hidden or (text is not None and not text.strip()):
        return None
    model = metadata.get("model_slug") if role == "assistant" else None
    return {"role": role, "content": text, "time": message.get("create_time"), "model": model}


def _is_image(part: Any) -> bool:
    return isinstance(part, dict) and part.get("content_type") == "image_asset_pointer"
