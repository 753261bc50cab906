from __future__ import annotations

import gzip
import json
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drift_data.ingest import records
from drift_data.ingest.records import record_batches, record_samples
from drift_data.ingest.rejects import Spool

Rejected = list[tuple[int, str, bytes]]


def read(data: bytes, name: str) -> tuple[list[tuple[int, str]], Rejected]:
    """(number, text) of each record, and (number, reason, bytes) of each reject."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        spool = Spool(Path(folder) / "spool")
        rows = pa.Table.from_batches(record_batches([(7, path)], spool), records.SCHEMA)
        spool.finish()
        rejects: Rejected = []
        for reject, lines in spool:
            lines.seek(reject.offset)
            rejects.append((reject.line, reject.reason, lines.read(reject.bytes)))
        assert set(rows["source"].to_pylist()) <= {7}
        return list(zip(rows["number"].to_pylist(), rows["text"].to_pylist(), strict=True)), rejects


@pytest.fixture(params=[1, 2, 7, 64, 4 << 20], ids=lambda size: f"block {size}")
def block(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    # The head is read at once, so it must be small too.
    monkeypatch.setattr(records, "BLOCK", request.param)
    monkeypatch.setattr(records, "_HEAD", max(request.param, 1))
    return int(request.param)


HOSTILE = st.text(alphabet='{}[]",\\:n \n\t\0\x7fé\u2028\U0001f600ab', max_size=12)
OBJECTS = st.lists(
    st.dictionaries(
        HOSTILE, st.recursive(HOSTILE | st.integers() | st.none(), lambda inner: st.lists(inner, max_size=3))
    ),
    max_size=6,
)


def zstd(data: bytes) -> bytes:
    return bytes(pa.compress(data, codec="zstd", asbytes=True))


PACKED = {"": lambda data: data, ".gz": gzip.compress, ".zst": zstd}


@pytest.mark.parametrize("suffix", PACKED)
@given(objects=OBJECTS, ascii_=st.booleans(), final=st.booleans())
@settings(max_examples=40, deadline=None, suppress_health_check=[])
def test_lines(suffix: str, objects: list[Any], ascii_: bool, final: bool) -> None:
    texts = [json.dumps(value, ensure_ascii=ascii_) for value in objects]
    data = "\n".join(texts).encode() + (b"\n" if final else b"")
    found, rejects = read(PACKED[suffix](data), f"a.jsonl{suffix}")
    assert found == list(enumerate(texts, 1))
    assert rejects == []


@pytest.mark.parametrize("size", [1, 3, 17, 4 << 20])
@given(objects=OBJECTS, indent=st.sampled_from([None, 1]), comma=st.sampled_from([",", " ,\n ", "\n"]))
@settings(max_examples=40, deadline=None)
def test_array(size: int, objects: list[Any], indent: int | None, comma: str) -> None:
    """Cut into the same values for every size of block; commas between them may be missing."""
    texts = [json.dumps(value, ensure_ascii=False, indent=indent) for value in objects]
    data = ("[" + comma.join(texts) + "]\n").encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(records, "BLOCK", size)
        patch.setattr(records, "_HEAD", size)
        patch.setattr(records, "is_lines", lambda path, head: False)
        found, rejects = read(data, "a.json")
    assert found == list(enumerate(texts, 1))
    assert rejects == []


def test_block_size_does_not_matter_for_lines(block: int) -> None:
    lines = ['{"a": "x"}', "", '{"a": "\\"}{"}', "   ", '{"é": "\u2028"}']
    found, _ = read("\n".join(lines).encode(), "a.jsonl")
    assert found == [(1, lines[0]), (3, lines[2]), (5, lines[4])]


@pytest.mark.parametrize("name", ["a.json", "a.txt"])
def test_kind_is_told_by_content(name: str) -> None:
    values = [{"a": [1, 2]}, {"b": "}\n{"}]
    lines = b"".join(json.dumps(value).encode() + b"\n" for value in values)
    pretty = b"\n".join(json.dumps(value, indent=2).encode() for value in values)
    array = json.dumps(values).encode()
    for data in (lines, pretty, array, b"\xef\xbb\xbf" + array, b"\xef\xbb\xbf" + lines, b" \n\t" + array):
        found, _ = read(data, name)
        assert [json.loads(text) for _, text in found] == values
        assert [number for number, _ in found] == [1, 2]


def test_compression_is_told_by_content_too() -> None:
    data = b'{"a": 1}\n'
    for packed in (gzip.compress(data), zstd(data), gzip.compress(data[:4]) + gzip.compress(data[4:])):
        assert read(packed, "a.jsonl")[0] == [(1, '{"a": 1}')]


def test_carriage_returns_stay_outside_of_values() -> None:
    found, _ = read(b'{"a": 1}\r\n\r\n{"b": 2}\r\n', "a.jsonl")
    assert [(number, json.loads(text)) for number, text in found] == [(1, {"a": 1}), (3, {"b": 2})]


@pytest.mark.parametrize("data", [b"", b"\n", b" \r\n ", b"[]", b"[ ]\n", b"\xef\xbb\xbf"])
def test_nothing_in_it(data: bytes) -> None:
    for name in ("a.json", "a.jsonl"):
        if name == "a.json" or not data.startswith(b"["):
            assert read(data, name) == ([], [])


@pytest.mark.parametrize("size", [1, 5, 64])
@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_too_long_record_goes_to_the_rejects_whole(monkeypatch: pytest.MonkeyPatch, name: str, size: int) -> None:
    monkeypatch.setattr(records, "BLOCK", size)
    monkeypatch.setattr(records, "_HEAD", size)
    monkeypatch.setattr(records, "LONGEST", 40)
    monkeypatch.setattr(records, "is_lines", lambda path, head: name == "a.jsonl")
    long = json.dumps({"a": '"}]{[\\' * 30}).encode()
    values = [b'{"b": 1}', long, b'{"c": 2}', long, long, b'{"d": "["}', long]
    data = b"\n".join(values) if name == "a.jsonl" else b"[" + b",".join(values) + b"]"
    found, rejects = read(data, name)
    assert found == [(number, value.decode()) for number, value in enumerate(values, 1) if value is not long]
    assert rejects == [(number, "line too long", long) for number in (2, 4, 5, 7)]


def test_broken_utf8_costs_its_record_only() -> None:
    good, bad = b'{"a": "x"}', b'{"a": "\xff\xfe"}'
    values = [good, bad, good]
    for name, data in (("a.jsonl", b"\n".join(values)), ("a.json", b"[" + b",".join(values) + b"]")):
        found, rejects = read(data, name)
        assert [number for number, _ in found] == [1, 3]
        assert rejects == [(2, "broken UTF-8", bad)]


def test_truncated_array_keeps_the_rest_as_a_record() -> None:
    found, _ = read(b'[{"a": 1}, {"a": "x', "a.json")
    assert found == [(1, '{"a": 1}'), (2, '{"a": "x')]


@pytest.mark.parametrize("size", [1, 5, 4 << 20])
def test_scalars_in_an_array_are_records(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(records, "BLOCK", size)
    monkeypatch.setattr(records, "_HEAD", size)
    found, _ = read(b'[1, "a, {b\\"]", null, {"a": 1}, true]', "a.json")
    assert [text for _, text in found] == ["1", '"a, {b\\"]"', "null", '{"a": 1}', "true"]


def test_samples_are_the_first_records(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps([{"a": number} for number in range(5)]))
    assert [json.loads(text) for text in record_samples(path)] == [{"a": number} for number in range(5)]


@pytest.mark.parametrize("name", ["dump.jsonl", "dump.json"])
@pytest.mark.parametrize("length", [3 << 20, records.LONGEST + 1])
def test_a_long_first_record_hides_no_other(tmp_path: Path, name: str, length: int) -> None:
    path = tmp_path / name
    long, short = json.dumps({"text": "x" * length}), '{"a": 1}'
    path.write_text(f"{long}\n{short}" if name.endswith("l") else f"[{long}, {short}]")
    assert list(record_samples(path))[-1] == short


@pytest.mark.parametrize("indent", [None, 1])
def test_an_array_named_like_lines_is_read_as_one(indent: int | None) -> None:
    found, rejected = read(json.dumps([{"a": 1}, {"a": 2}], indent=indent).encode(), "dump.jsonl")
    assert [json.loads(text) for _, text in found] == [{"a": 1}, {"a": 2}]
    assert not list(rejected)


def test_lists_among_lines_are_lines() -> None:
    found, _ = read(b'[1]\n{"a": 1}\n', "dump.jsonl")
    assert found == [(1, "[1]"), (2, '{"a": 1}')]


BREAKS = {
    "a quote": lambda text: text.replace('"b', "b", 1),
    "a bracket": lambda text: text.rstrip("}\n "),
    "a bracket too many": lambda text: text.replace("]", "]]", 1),
    "half": lambda text: text[: len(text) // 2],
}


@pytest.mark.parametrize("broken", BREAKS)
@pytest.mark.parametrize("indent", [None, 1, 4])
@pytest.mark.parametrize("place", [0, 2, 5])
def test_a_broken_record_hides_no_other(block: int, broken: str, indent: int | None, place: int) -> None:
    values: list[Any] = [{"id": number, "a": [{"b": "x"}, {"b": "y, z"}]} for number in range(6)]
    texts = [json.dumps(value, indent=indent) for value in values]
    texts[place] = BREAKS[broken](texts[place])
    lead = " " * (indent or 0)
    lines = [line for text in texts for line in (text + ",").split("\n")]
    data = "[\n" + "\n".join(lead + line for line in lines).rstrip(",") + "\n]\n"
    found, rejects = read(data.encode(), "a.json")
    whole = []
    for _, text in found:
        with suppress(ValueError):
            whole.append(json.loads(text))
    assert whole == [value for number, value in enumerate(values) if number != place]
    assert rejects == [] and len(found) >= 6


def test_many_broken_records_are_cut_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is given up after some records behind it, not at the end of the file, and none of those is hidden."""
    searched = 0
    to_end = records._Scan.to_end

    def counted(self: Any, data: bytes, position: int, stop: int) -> tuple[int, bool]:
        nonlocal searched
        end, whole = to_end(self, data, position, stop)
        searched += end - position
        return end, whole

    monkeypatch.setattr(records._Scan, "to_end", counted)
    monkeypatch.setattr(records, "_WINDOW", 256)
    whole = [{"id": number, "a": ["text"]} for number in range(3000)]
    texts = [json.dumps(value) if value["id"] % 3 else json.dumps(value)[:-2] for value in whole]
    data = ("[\n" + ",\n".join(texts) + "\n]").encode()
    found, _ = read(data, "a.json")
    assert [text for _, text in found] == texts
    assert searched < 300 * len(data)  # 750 with a scan to the end for each


def test_lines_that_begin_like_a_record_may_be_in_one(block: int) -> None:
    """As `json.dumps(..., indent=0)` writes them."""
    values = [{"id": number, "a": [{"b": 1}, {"c": 2}]} for number in range(4)]
    found, _ = read(json.dumps(values, indent=0).encode(), "a.json")
    assert [json.loads(text) for _, text in found] == values


def test_an_object_with_others_on_lines_of_their_own_is_one(block: int) -> None:
    for text in ('{\n"a": [\n{"b": 1}\n]\n}\n', '{"a": [\n  {"b": 1}\n]}\n'):
        found, _ = read(text.encode(), "a.json")
        if block >= len(text):  # the head is what tells
            assert [json.loads(one) for _, one in found] == [{"a": [{"b": 1}]}]


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_depth_stops_nothing(name: str) -> None:
    deep = b'{"a":' + b"[" * 200_000
    found, _ = read(b"[" * 200_000 + b"\n" + deep + b'\n{"id": 1}\n' if name == "a.jsonl" else deep, name)
    assert len(found) >= 1
