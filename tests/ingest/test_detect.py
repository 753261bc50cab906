from __future__ import annotations

import json

import ingest_samples as samples
import pytest
from ingest_dump import DumpReader

from drift_data.errors import DriftError
from drift_data.ingest.detect import detect, has_path, recognise
from drift_data.ingest.formats import all_formats


@pytest.mark.parametrize(
    ("name", "record"), [(name, record) for name, records in samples.ALL.items() for record in records]
)
def test_samples_are_recognised(name: str, record: samples.Json) -> None:
    assert recognise(record) == name


@pytest.mark.parametrize(
    ("path", "found"),
    [("a", True), ("a.b", True), ("a.b[].c", True), ("a.x", False), ("a[].b", False), ("d[]", False), ("e.f", False)],
)
def test_key_paths(path: str, found: bool) -> None:
    assert has_path({"a": {"b": [{"c": None}]}, "d": [], "e": None}, path) is found


def test_most_of_the_first_records_decide() -> None:
    texts = [
        "{",
        json.dumps({"x": 1}),
        json.dumps(samples.LMSYS),
        json.dumps(samples.SHAREGPT),
        json.dumps(samples.LMSYS),
    ]
    found = detect("a.jsonl", texts)
    assert found is not None and found.name == "lmsys"
    assert detect("a.jsonl", []) is None


def test_unknown_format_says_what_was_seen_and_no_text(read_dump: DumpReader) -> None:
    record = {"ticket": "T-1", "__import__('os').abort()": "\x1b[31mprivate", "nested": {"secret": 1}, "k" * 99: []}
    with pytest.raises(DriftError) as caught:
        read_dump({"help.jsonl": [record] * 3})
    error = caught.value
    assert error.what == "help.jsonl: unknown format."
    assert "'ticket': str" in error.why and "'nested': dict" in error.why
    assert all(name in error.why for name in all_formats())
    assert "private" not in str(error) and "secret" not in str(error) and "\x1b" not in str(error)
    assert "k" * 41 not in str(error)


@pytest.mark.parametrize(("data", "seen"), [(b"hello\n", "not JSON"), (b"[[1]]", "a JSON list"), (b"{}\n", "no keys")])
def test_what_no_format_has(read_dump: DumpReader, data: bytes, seen: str) -> None:
    with pytest.raises(DriftError) as caught:
        read_dump({"a.txt.json": data})
    assert seen in caught.value.why


def test_all_unknown_files_are_named_at_once(read_dump: DumpReader) -> None:
    with pytest.raises(DriftError) as caught:
        read_dump({"a.jsonl": [{"x": 1}], "b.jsonl": [samples.LMSYS], "c.jsonl": [{"y": 1}]})
    assert caught.value.what == "2 files cannot be read."
    assert caught.value.fix.count("--format NAME") == 1
    assert "a.jsonl" in caught.value.why and "c.jsonl" in caught.value.why and "b.jsonl" not in caught.value.why


def test_a_format_can_be_forced(read_dump: DumpReader) -> None:
    record = {"conversation_id": "c1", "conversation": samples.talk("Hi", "Hello")}
    assert read_dump({"a.jsonl": [record]}, "lmsys").rows[0]["format"] == "lmsys"
    with pytest.raises(DriftError, match="There is no format 'lmsis'"):
        read_dump({"a.jsonl": [record]}, "lmsis")
