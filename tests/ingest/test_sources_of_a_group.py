"""Conversations whose records lie in several sources, with files of other formats between them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import ingest_samples as samples
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from ingest_dump import DumpReader, encoded, said


def parquet(records: Sequence[samples.Json]) -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(list(records)), file)
    return file.getvalue()


LANGFUSE = [
    [samples.langfuse("g1", "Hi", "Hello"), samples.langfuse("g2", "More", "A lot")],
    [samples.score("user-feedback", -1, observation_id="g1")],
]


@pytest.mark.parametrize("pack", [encoded, parquet])
@pytest.mark.parametrize("names", [("a.jsonl", "c.jsonl"), ("c.jsonl", "a.jsonl"), ("a.parquet", "c.json")])
def test_scores_find_their_replies(read_dump: DumpReader, pack: Any, names: tuple[str, str]) -> None:
    files = {name: pack(records) for name, records in zip(names, LANGFUSE, strict=True)}
    dump = read_dump({**files, "b.jsonl": [samples.OPENAI]})
    row = dump.row("s1")
    assert [message["rating"] for message in row["messages"]] == [None, -1.0, None, None]
    assert dump.result.dropped == {}


def test_text_and_parquet_in_one_conversation(read_dump: DumpReader) -> None:
    messages = samples.LIBRECHAT_MESSAGES
    plain = [{key: value for key, value in message.items() if key != "content"} for message in messages]
    files: dict[str, bytes | Sequence[Any]] = {
        "1.jsonl": messages[:3],
        "2.jsonl": [samples.LMSYS],
        "3.parquet": parquet(plain[3:5]),
        "4.parquet": parquet(plain[5:]),
    }
    dump, whole = read_dump(files), read_dump({"1.jsonl": messages})
    assert said(dump.row("lc1")) == said(whole.row("lc1"))
    assert dump.row("lc1")["discarded"] == whole.row("lc1")["discarded"]
    assert dump.rows == read_dump(files).rows


def test_rejects_stay_in_the_order_of_the_sources(read_dump: DumpReader) -> None:
    odd = samples.litellm([{"role": "narrator", "content": "Hi"}], "Hello")
    dump = read_dump(
        {"1.jsonl": [odd, samples.litellm(samples.talk("Hi"), "Hello")], "2.jsonl": [samples.LMSYS, []],
         "3.jsonl": [odd, "x"]}
    )  # fmt: skip
    assert [(reject["source"], reject["line"]) for reject in dump.rejects] == [
        ("1.jsonl", 1), ("2.jsonl", 2), ("3.jsonl", 1), ("3.jsonl", 2),
    ]  # fmt: skip
