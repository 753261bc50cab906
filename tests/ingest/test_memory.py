"""Logs far larger than DuckDB's memory, which is made small here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ingest_samples as samples
import pytest
from ingest_dump import DumpReader

from drift_data import duck

Json = dict[str, Any]


def _litellm(number: int, text: str) -> Json:
    return samples.litellm(samples.talk(f"{number} {text}", text, "No"), "Sorry", trace_id=f"t{number}")


def _langfuse(number: int, text: str) -> Json:
    return samples.langfuse(f"g{number}", samples.talk(f"{number} {text}", text, "No"), "Sorry", session_id=None)


def _otel(number: int, text: str) -> Json:
    span = samples.otel(samples.talk(f"{number} {text}", text, "No"), "Sorry")
    return span | {"attributes": span["attributes"] | {"gen_ai.conversation.id": f"c{number}"}}


def _envelope(number: int, text: str) -> Json:
    return samples.otlp(_otel(number, text))


@pytest.mark.parametrize("record", [_litellm, _langfuse, _otel, _envelope])
@pytest.mark.parametrize(("count", "characters"), [(1500, 3000), (10, 1_000_000)], ids=["many", "long"])
def test_request_logs(
    read_dump: DumpReader,
    monkeypatch: pytest.MonkeyPatch,
    record: Callable[[int, str], Json],
    count: int,
    characters: int,
) -> None:
    monkeypatch.setattr(duck, "MEMORY_LIMIT", "250MB")
    text = "lorem ipsum " * (characters // 12)
    dump = read_dump({"log.jsonl": [record(number, text) for number in range(count)]})
    assert (dump.result.conversations, dump.result.rejected) == (count, {})
