"""The text of messages: the rules in SQL (macros.sql) and in Python (message.py) are the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import ingest_samples as samples
import pytest
from ingest_dump import DumpReader, said

from drift_data import duck
from drift_data.ingest import ingest
from drift_data.ingest.message import text_of

CALLS = [{"id": "c1", "function": {"name": "weather", "arguments": "{}"}}]
TEXT = {"type": "text", "text": "Rain"}


@pytest.mark.parametrize(
    ("content", "calls", "text"),
    [
        ("Rain", None, "Rain"),
        ("Rain", CALLS, "Rain"),
        ("", None, ""),
        ("", [], ""),
        ("", CALLS, "[tool call: weather]"),
        (None, CALLS, "[tool call: weather]"),
        (None, [{"name": "a"}, {}], "[tool call: a]\n[tool call: ?]"),
        (None, None, None),
        (7, None, None),
        ([], None, ""),
        ([], CALLS, "[tool call: weather]"),
        (["Rain", None, 7, TEXT], None, "Rain\nRain"),
        ([{"type": "reasoning", "text": "secret thoughts"}, TEXT], None, "Rain"),
        ([{"type": "thinking", "thinking": "secret thoughts"}, TEXT], CALLS, "Rain"),
        ([{"type": "redacted_thinking", "data": "x"}], CALLS, "[tool call: weather]"),
        ([{"type": "thinking", "thinking": "x"}, {"type": "redacted_thinking", "data": "x"}], None, ""),
        ([{"type": "tool_use", "id": "1", "name": "weather", "input": {}}], None, "[tool call: weather]"),
        ([{"type": "tool_call", "tool_call": CALLS[0]}], None, "[tool call: weather]"),
        ([{"type": "tool_result", "content": "grey"}], None, "grey"),
        ([{"type": "tool_call_response", "response": 5}], None, "5"),
        ([{"type": "text", "text": {"value": "Rain", "annotations": []}}], None, "Rain"),
        ([{"type": "refusal", "refusal": "I cannot"}], None, "I cannot"),
        ([{"content_type": "image_asset_pointer"}, {"modality": "audio"}, {}], None, "[image]\n[audio]\n[part]"),
    ],
)
def test_sql_and_python_agree(content: Any, calls: Any, text: str | None) -> None:
    with duck.connect() as connection:
        connection.execute((Path(ingest.__file__).parent / "macros.sql").read_text())
        values = [None if value is None else json.dumps(value) for value in (content, calls)]
        found = connection.execute("SELECT content_text($1::JSON, $2::JSON)", values).fetchall()
    assert (found, text_of(content, calls)) == ([(text,)], text)


REFUSED = {"role": "assistant", "content": None, "refusal": "I cannot"}
CALLED = {"role": "assistant", "content": None, "function_call": {"name": "weather", "arguments": "{}"}}
RESULT = {"role": "function", "name": "weather", "content": "rain"}


def test_refusals_and_calls_of_old(read_dump: DumpReader) -> None:
    messages = [*samples.talk("Weather?"), CALLED, RESULT, REFUSED]
    chat = {"id": "o1", "messages": messages}
    call = samples.litellm(messages[:-1], None) | {"response": {"choices": [{"message": REFUSED}]}}
    for record in (chat, call):
        (row,) = read_dump({"log.jsonl": [record]}).rows
        assert [text for _, text in said(row)] == ["Weather?", "[tool call: weather]", "rain", "I cannot"]
