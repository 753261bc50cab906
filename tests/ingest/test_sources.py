from __future__ import annotations

import errno
import gzip
import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import ingest_samples as samples
import pytest

from drift_data.errors import DriftError
from drift_data.ingest.choose import choose_formats
from drift_data.ingest.ingest import ingest
from drift_data.ingest.sources import find_sources


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    folder = tmp_path / "logs"
    read = ("b.jsonl", "a.jsonl.gz", "deep/er/c.JSON", "deep/d.parquet")
    for name in (*read, "notes.md", "deep/x.csv", ".git/e.jsonl", ".f.json"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"{}\n")
    return folder


def names(*inputs: object, spool: Path) -> list[str]:
    return [source.name for source in find_sources([str(text) for text in inputs], spool)[0]]


def test_folder(logs: Path, tmp_path: Path) -> None:
    sources, passed_over = find_sources([str(logs)], tmp_path)
    assert [source.name for source in sources] == ["a.jsonl.gz", "b.jsonl", "deep/d.parquet", "deep/er/c.JSON"]
    assert passed_over == ["deep/x.csv", "notes.md"]


def test_folders_that_are_not_entered_are_told_of(logs: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (logs / "link").symlink_to(tmp_path / "elsewhere")
    (logs / "closed").mkdir()
    walk = os.walk

    def walked(folder: Path, onerror: Callable[[OSError], None]) -> Any:
        onerror(PermissionError(errno.EACCES, "Permission denied", str(logs / "closed")))  # tests may run as root
        return walk(folder, onerror=onerror)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "walk", walked)
        _, passed_over = find_sources([str(logs)], tmp_path)
    assert passed_over == ["closed/ (Permission denied)", "deep/x.csv", "link/ (a link)", "notes.md"]


def test_what_lies_beside_a_chatgpt_export_is_passed_over(tmp_path: Path) -> None:
    beside = ["message_feedback.json", "user.json"]
    for name in ("a/conversations.json", "b/conversations-000.json.gz", "c/chats.json"):
        for file in (name, *(f"{name[0]}/{other}" for other in beside)):
            (tmp_path / file).parent.mkdir(exist_ok=True)
            (tmp_path / file).write_bytes(b"[]")
    sources, passed_over = find_sources([str(tmp_path)], tmp_path)
    assert passed_over == [f"{folder}/{name}" for folder in "ab" for name in beside]
    assert {source.name for source in sources} >= {"a/conversations.json", "c/user.json"}
    assert names(tmp_path / "a" / "user.json", spool=tmp_path) == ["user.json"]


def test_named_file_may_have_any_name(logs: Path, tmp_path: Path) -> None:
    assert names(logs / "notes.md", spool=tmp_path) == ["notes.md"]


def test_globs(logs: Path, tmp_path: Path) -> None:
    assert names(logs / "*.jsonl*", spool=tmp_path) == ["a.jsonl.gz", "b.jsonl"]
    assert names(logs / "**" / "*.JSON", spool=tmp_path) == ["c.JSON"]
    (logs / "[odd].jsonl").write_bytes(b"{}")
    assert names(logs / "[odd].jsonl", spool=tmp_path) == ["[odd].jsonl"]


def test_one_file_named_twice_is_read_once(logs: Path, tmp_path: Path) -> None:
    assert names(logs / "b.jsonl", logs / "deep" / ".." / "b.jsonl", spool=tmp_path) == ["b.jsonl"]


def test_files_of_one_name_keep_their_folder(tmp_path: Path) -> None:
    for folder in ("one", "two", "three/one"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "chats.json").write_bytes(b"[]")
    pair = [tmp_path / "one" / "chats.json", tmp_path / "two" / "chats.json"]
    assert names(*pair, spool=tmp_path) == ["one/chats.json", "two/chats.json"]
    with pytest.raises(DriftError, match=r"Several inputs are called chats\.json"):
        names(*pair, tmp_path / "three" / "one" / "chats.json", spool=tmp_path)


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(DriftError, match="no such file"):
        names(tmp_path / "gone.jsonl", spool=tmp_path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(DriftError, match="No logs found"):
        names(tmp_path / "empty", spool=tmp_path)


def test_hub_id_is_not_looked_for_on_disk(tmp_path: Path) -> None:
    (source,), _ = find_sources(["hf://owner/name@main"], tmp_path)
    assert (source.name, source.path) == ("hf://owner/name@main", None)


def test_standard_input_named_twice_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"{}\n")))
    (source,), _ = find_sources(["-", "-"], tmp_path)
    assert source.path is not None and source.path.read_bytes() == b"{}\n"


def test_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"".join(json.dumps(samples.LMSYS | {"conversation_id": id_}).encode() + b"\n" for id_ in "ab") + b"{\n"
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))
    sources, _ = find_sources(["-"], tmp_path / "spool")
    result = ingest(choose_formats(sources, None, []), tmp_path / "out")
    assert (result.conversations, result.formats, result.rejected) == (2, {"lmsys": 2}, {"not JSON": 1})
    assert result.first_rejects[0]["source"] == "stdin"


LINES = b"".join(
    json.dumps(samples.litellm(samples.talk("Hi"), "Hello", trace_id=f"{number}", cost=number**7)).encode() + b"\n"
    for number in range(20000)
)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("head.jsonl.gz", gzip.compress(LINES)[:30]),
        ("middle.jsonl.gz", gzip.compress(LINES)[:-1000]),
        ("not.parquet", b"PAR1" + bytes(100)),
    ],
    ids=["head", "middle", "not Parquet"],
)
def test_damaged_file_is_named(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(DriftError, match=f"{name} cannot be read") as caught:
        ingest(choose_formats(find_sources([str(tmp_path / name)], tmp_path)[0], None, []), tmp_path / "out")
    assert (f"gzip -t {tmp_path / name}" in caught.value.fix) == name.endswith(".gz")


def test_a_damaged_row_group_is_of_the_file_not_of_the_store(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = [
        {"conversation_id": str(number), "model": "m", "conversation": samples.LMSYS["conversation"]}
        for number in range(40)
    ]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "l.parquet", row_group_size=10)
    data = bytearray((tmp_path / "l.parquet").read_bytes())
    start = pq.ParquetFile(tmp_path / "l.parquet").metadata.row_group(3).column(0).data_page_offset
    data[start : start + 40] = bytes(40)
    (tmp_path / "l.parquet").write_bytes(data)
    sources, _ = find_sources([str(tmp_path / "l.parquet")], tmp_path)
    with pytest.raises(DriftError, match=r"l\.parquet cannot be read"):
        ingest(choose_formats(sources, None, []), tmp_path / "out")


def test_parquet_columns_may_have_any_name(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    row = {
        "conversation_id": "c",
        "model": "m",
        "conversation": samples.LMSYS["conversation"],
        "t": 1,
        "file_row_number": 9,
    }
    pq.write_table(pa.Table.from_pylist([row, row | {"conversation_id": "d"}]), tmp_path / "l.parquet")
    sources, _ = find_sources([str(tmp_path / "l.parquet")], tmp_path)
    assert ingest(choose_formats(sources, None, []), tmp_path / "out").conversations == 2
    assert pq.read_table(tmp_path / "out" / "data")["line"].to_pylist() == [1, 2]


def test_parquet_has_rows_for_lines(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    bad = {"conversation_id": "c", "model": "m", "conversation": [], "language": "en"}
    rows = [{**samples.LMSYS, "conversation_id": "a"}, bad, {**samples.LMSYS, "conversation_id": "b"}]
    kept = [{key: row[key] for key in bad} for row in rows]
    pq.write_table(pa.Table.from_pylist(kept), tmp_path / "l.parquet")
    sources, _ = find_sources([str(tmp_path / "l.parquet")], tmp_path)
    result = ingest(choose_formats(sources, None, []), tmp_path / "out")
    assert (result.conversations, result.rejected) == (2, {"no user turn": 1})
    assert result.first_rejects[0]["line"] == 2
    assert pq.read_table(tmp_path / "out" / "data")["line"].to_pylist() == [1, 3]
