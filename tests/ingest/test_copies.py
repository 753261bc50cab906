from __future__ import annotations

import json
from typing import Any

import ingest_samples as samples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ingest_dump import DumpReader, said

COPY, BEGINNING = "copy of another conversation", "beginning of another conversation"


def record(id_: str | None, *texts: str) -> dict[str, Any]:
    return {"messages": samples.talk(*texts)} | ({"id": id_} if id_ else {})


def test_longest_copy_stays_with_its_line(read_dump: DumpReader) -> None:
    dump = read_dump({"a.jsonl": [record("x", "a", "b"), record("x", "a", "b", "c", "d"), record("x", "a", " b ")]})
    (row,) = dump.rows
    assert (row["line"], len(row["messages"]), row["shared"]) == (2, 4, 0)
    assert dump.result.dropped == {BEGINNING: 2}


def test_of_equal_copies_the_first_stays(read_dump: DumpReader) -> None:
    dump = read_dump({"a.jsonl": [record("x", "a", "b")], "b.jsonl": [record("x", "a", "b")]})
    assert [row["source"] for row in dump.rows] == ["a.jsonl"]
    assert dump.result.dropped == {COPY: 1}


def test_one_id_for_two_conversations(read_dump: DumpReader) -> None:
    dump = read_dump({"a.jsonl": [record("x", "a", "b", "c", "d"), record("x", "a", "b", "e"), record("x", "z", "b")]})
    assert [row["shared"] for row in dump.rows] == [0, 2, 0]
    assert dump.result.dropped == {}


def test_the_same_words_under_two_ids_are_two(read_dump: DumpReader) -> None:
    assert len(read_dump({"a.jsonl": [record("x", "a", "b"), record("y", "a", "b")]}).rows) == 2


def test_without_ids_copies_are_found_by_what_was_asked(read_dump: DumpReader) -> None:
    dump = read_dump({"a.jsonl": [record(None, "a", "b"), record(None, "a", "b", "c"), record(None, "x", "b")]})
    assert [said(row)[0][1] for row in dump.rows] == ["a", "x"]
    assert dump.result.dropped == {BEGINNING: 1}


def test_copies_across_formats(read_dump: DumpReader) -> None:
    lmsys = samples.LMSYS | {"conversation_id": "x", "conversation": samples.talk("a", "b")}
    dump = read_dump({"a.jsonl": [record("x", "a", "b")], "b.jsonl": [lmsys]})
    assert [row["format"] for row in dump.rows] == ["openai"]


@given(
    st.lists(
        st.tuples(st.sampled_from(["x", "y", None]), st.lists(st.sampled_from("ab"), min_size=1, max_size=4)),
        max_size=12,
    )
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_conversation_is_in_one_that_stays(
    read_dump: DumpReader, talks: list[tuple[str | None, list[str]]]
) -> None:
    dump = read_dump({"a.jsonl": [record(id_, *texts) for id_, texts in talks]}, "openai")

    def key(id_: str | None, texts: list[str]) -> str:
        return id_ or texts[0]

    kept = [(key(*talks[row["line"] - 1]), talks[row["line"] - 1][1], row["shared"]) for row in dump.rows]
    for id_, texts in talks:
        assert any(key(id_, texts) == other and texts == longer[: len(texts)] for other, longer, _ in kept)
    for index, (id_, texts, shared) in enumerate(kept):
        others = [other for at, (other_id, other, _) in enumerate(kept) if at != index and other_id == id_]
        assert all(texts != other[: len(texts)] for other in others)
        assert shared == 0 or any(texts[:shared] == other[:shared] for other in others)
    assert len(kept) + sum(dump.result.dropped.values()) == len(talks)
    assert json.dumps(dump.rejects) == "[]"
