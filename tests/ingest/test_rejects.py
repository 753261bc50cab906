from __future__ import annotations

import json
from typing import Any

import ingest_samples as samples
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ingest_dump import DumpReader, encoded

GOOD = {"id": "good", "messages": samples.talk("Hi", "Hello")}


def _openai(messages: Any) -> bytes:
    return json.dumps({"id": "bad", "messages": messages}).encode()


#: (bytes of the line, its reason)
BAD_LINES = {
    "cut off": (b'{"id": "bad", "messages": [{"role": "us', "not JSON"),
    "no JSON at all": (b"hello", "not JSON"),
    "a comma too many": (b"{,}", "not JSON"),
    "a NUL byte": (b'{"id": "a\x00b"}', "not JSON"),
    "a NUL after it": (_openai(samples.talk("a", "b")) + b"\x00", "not JSON"),
    "a tab in a string": (b'{"id": "a\tb"}', "not JSON"),
    "half a surrogate": (b'{"id": "bad", "messages": [{"role": "user", "content": "\\ud83d"}]}', "not JSON"),
    "two values": (b"{} {}", "not JSON"),
    "a list": (b'[{"role": "user"}]', "not a JSON object"),
    "a string": (b'"hello"', "not a JSON object"),
    "null": (b"null", "not a JSON object"),
    "broken UTF-8": (b'{"id": "\xff"}', "broken UTF-8"),
    "UTF-8 cut off": ('{"id": "é'.encode()[:-1], "broken UTF-8"),
    "an empty object": (b"{}", "wrong type: no list of messages"),
    "messages null": (_openai(None), "wrong type: no list of messages"),
    "messages a number": (_openai(404), "wrong type: no list of messages"),
    "messages a string": (_openai("Hi"), "wrong type: no list of messages"),
    "messages an object": (_openai({"role": "user", "content": "Hi"}), "wrong type: no list of messages"),
    "a message null": (_openai([None]), "wrong type: a message without a role"),
    "a message a string": (_openai(["Hi"]), "wrong type: a message without a role"),
    "role missing": (_openai([{"content": "Hi"}]), "wrong type: a message without a role"),
    "role a list": (_openai([{"role": ["user"], "content": "Hi"}]), "unknown role"),
    "role unknown": (_openai([{"role": "narrator", "content": "Hi"}]), "unknown role"),
    "content missing": (_openai([{"role": "user"}]), "wrong type: a message without text"),
    "content null": (_openai([{"role": "user", "content": None}]), "wrong type: a message without text"),
    "content a number": (_openai([{"role": "user", "content": 4}]), "wrong type: a message without text"),
    "content an object": (_openai([{"role": "user", "content": {"a": 1}}]), "wrong type: a message without text"),
    "no messages": (_openai([]), "no user turn"),
    "system only": (_openai([{"role": "system", "content": "x"}]), "no user turn"),
    "assistant only": (_openai(samples.talk("", "Hello")[1:]), "no user turn"),
    "two of the user": (_openai(samples.talk("a") * 2), "roles out of order"),
    "two of the assistant": (_openai(samples.talk("a", "b") + samples.talk("", "c")[1:]), "roles out of order"),
    "a tool before all": (_openai([{"role": "tool", "content": "x"}, *samples.talk("a")]), "roles out of order"),
}


@pytest.mark.parametrize("case", BAD_LINES)
def test_bad_line_costs_itself_only(read_dump: DumpReader, case: str) -> None:
    bad, reason = BAD_LINES[case]
    good = json.dumps(GOOD).encode()
    dump = read_dump({"a.jsonl": b"\n".join([good, bad, good.replace(b"good", b"also"), b""])}, "openai")
    assert [(row["conversation_id"], row["line"]) for row in dump.rows] == [("good", 1), ("also", 3)]
    assert [(reject["source"], reject["line"], reject["reason"]) for reject in dump.rejects] == [("a.jsonl", 2, reason)]
    assert dump.rejects[0]["kept"] == bad
    # What is said of it never quotes it.
    assert "Hello" not in json.dumps([dump.rejects[0]["detail"], *dump.result.first_rejects])


def test_bad_values_in_an_array(read_dump: DumpReader) -> None:
    inner = [bad for case, (bad, _) in BAD_LINES.items() if bad[:1] + bad[-1:] == b"{}" and case != "two values"]
    good = json.dumps(GOOD).encode()
    values = [piece for number, bad in enumerate(inner) for piece in (bad, good.replace(b"good", str(number).encode()))]
    dump = read_dump({"a.json": b"[" + b",\n".join(values) + b"]"}, "openai")
    assert len(dump.rows) == len(inner)
    assert [reject["line"] for reject in dump.rejects] == list(range(1, 2 * len(inner), 2))
    assert [reject["kept"] for reject in dump.rejects] == inner


@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_a_line_of_forty_megabytes(read_dump: DumpReader, name: str) -> None:
    long = json.dumps({"id": "long", "messages": samples.talk("x" * (40 << 20), "y")}).encode()
    good = json.dumps(GOOD).encode()
    values = [good, long, good.replace(b"good", b"also")]
    data = b"\n".join(values) if name == "a.jsonl" else b"[" + b",".join(values) + b"]"
    dump = read_dump({name: data})
    assert [row["conversation_id"] for row in dump.rows] == ["good", "also"]
    assert dump.reasons == {2: "line too long"}
    assert dump.rejects[0]["kept"] == long


def test_truncated_array(read_dump: DumpReader) -> None:
    whole = json.dumps([GOOD, GOOD | {"id": "also"}]).encode()
    dump = read_dump({"a.json": whole[:-10]})
    assert [row["conversation_id"] for row in dump.rows] == ["good"]
    assert dump.reasons == {2: "not JSON"}


def test_byte_order_mark_and_carriage_returns(read_dump: DumpReader) -> None:
    lines = [json.dumps(GOOD | {"id": id_}).encode() for id_ in "ab"]
    dump = read_dump({"a.jsonl": b"\xef\xbb\xbf" + b"\r\n".join([*lines, b"{", b""])})
    assert [(row["conversation_id"], row["line"]) for row in dump.rows] == [("a", 1), ("b", 2)]
    assert dump.rejects[0]["kept"].rstrip(b"\r") == b"{"


def test_files_without_records(read_dump: DumpReader) -> None:
    dump = read_dump({"a.jsonl": b"", "b.json": b"[]", "c.jsonl": [GOOD], "d.jsonl": b"\n\n"})
    assert [row["source"] for row in dump.rows] == ["c.jsonl"]
    assert dump.rejects == []


def test_escaped_nul_and_odd_text_stay_as_they_are(read_dump: DumpReader) -> None:
    texts = ["a\0b", "'; DROP TABLE records; --", "{record}", "\u202egnp.exe", "\U0001f600", "\ufeff", "\uffff"]
    dump = read_dump({"a.jsonl": [GOOD | {"id": text, "messages": samples.talk(text, text)} for text in texts]})
    assert [row["conversation_id"] for row in dump.rows] == texts
    assert [message["content"] for row in dump.rows for message in row["messages"]] == [t for t in texts for _ in "ab"]


FORMAT_OF_GOOD = {
    "chatgpt": samples.CHATGPT,
    "openwebui": samples.OPENWEBUI,
    "librechat": samples.LIBRECHAT,
    "litellm": samples.litellm(samples.talk("Hi"), "Hello"),
    "langfuse": samples.langfuse("g1", samples.talk("Hi"), "Hello"),
    "otel": samples.otel(samples.talk("Hi"), "Hello"),
}


ODD: list[Any] = [None, 404, -1.5, True, "x", "", [], {}, [1], ["x"], {"x": 1}, [[]], [{}], {"": {}}]


def _with(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """A copy of a JSON value with `new` at `path`."""
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = _with(copy[path[0]], path[1:], new)
    return copy


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else []
    return [path] * bool(path) + [found for key, below in inner for found in _paths(below, (*path, key))]


@pytest.mark.parametrize("name", FORMAT_OF_GOOD)
@given(data=st.data())
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_wrong_types_anywhere_never_hide_a_neighbour(read_dump: DumpReader, name: str, data: st.DataObject) -> None:
    """The good record comes through whatever is beside it; what is rejected is kept as it was."""
    good = FORMAT_OF_GOOD[name]
    bad = []
    for _ in range(16):
        path = data.draw(st.sampled_from(_paths(good)))
        bad.append(_with(good, path, data.draw(st.sampled_from(ODD))))
    alone = read_dump({"a.jsonl": [good]}, name).rows[0]
    dump = read_dump({"a.jsonl": [*bad, good]}, name)
    texts = [message["content"] for message in alone["messages"]]
    assert any([message["content"] for message in row["messages"]][-len(texts) :] == texts for row in dump.rows)
    for reject in dump.rejects:
        assert json.loads(reject["kept"]) == ([*bad, good])[reject["line"] - 1]
    for row in dump.rows:
        assert row["conversation_id"] is not None and row["messages"]
        assert all(message["role"] and message["content"] is not None for message in row["messages"])


def test_counts_add_up(read_dump: DumpReader) -> None:
    records = [
        GOOD,
        GOOD,  # a copy
        {"id": "good", "messages": samples.talk("Hi")},  # a beginning
        {"id": "bad", "messages": 404},
        {"id": "other", "messages": samples.talk("Hi", "Hello")},
    ]
    result = read_dump({"a.jsonl": encoded(records) + b"{\n\xff\n"}).result
    assert result.conversations == 2
    assert result.rejected == {"wrong type: no list of messages": 1, "not JSON": 1, "broken UTF-8": 1}
    assert result.dropped == {"copy of another conversation": 1, "beginning of another conversation": 1}
    assert result.conversations + sum(result.rejected.values()) + sum(result.dropped.values()) == len(records) + 2


def test_both_sides_of_an_arena_line_are_one_reject(read_dump: DumpReader) -> None:
    bad = samples.ARENA | {"conversation_a": samples.talk("a") * 2, "conversation_b": samples.talk("a") * 2}
    dump = read_dump({"a.jsonl": [samples.ARENA, bad]})
    assert [reject["line"] for reject in dump.rejects] == [2]


def test_rejects_come_in_the_order_of_the_dump(read_dump: DumpReader) -> None:
    narrator = [{"role": "narrator", "content": "x"}]
    lines = [
        samples.litellm(narrator if number % 3 == 0 else samples.talk("Hi"), "Hello", trace_id=f"t{number * 7 % 10}")
        for number in range(10)
    ]
    data = encoded(lines) + b"{\n\xff\n" + encoded(lines[:1])
    dump = read_dump({"a.jsonl": data, "b.jsonl": data})
    places = [(reject["source"], reject["line"]) for reject in dump.rejects]
    assert places == [(name, line) for name in ("a.jsonl", "b.jsonl") for line in (1, 4, 7, 10, 11, 12, 13)]
