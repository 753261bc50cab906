from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import ingest_samples as samples
import pytest
from ingest_dump import DumpReader, said
from pydantic import ValidationError

from drift_data.errors import DriftError
from drift_data.ingest.mapping import Mapping, mapping_faults, unused_mappings

TICKET: dict[str, Any] = {
    "ticket": 7,
    "opened": "2024-05-01 10:00",
    "desk": "en",
    "by": "me@example.org",
    "log": [
        {"who": "customer", "says": "Hi"},
        {"who": "robot's", "says": [{"type": "text", "text": "Hello"}], "at": 1714557600, "stars": 5, "by": "m1"},
    ],
}
MAPPING = Mapping(
    files="help*.jsonl",
    id="record ->> '$.ticket'",
    messages="record -> '$.log'",
    role="m ->> '$.who'",
    content="m -> '$.says'",
    roles={"customer": "user", "robot's": "assistant"},
    time="record ->> '$.opened'",
    message_time="m ->> '$.at'",
    rating="((m ->> '$.stars')::DOUBLE - 3) / 2",
    model="'in-house'",
    language="record ->> '$.desk'",
    user="record ->> '$.by'",
)


def test_every_column(read_dump: DumpReader) -> None:
    dump = read_dump({"sub/help1.jsonl": [TICKET], "o.jsonl": [samples.OPENAI]}, mappings=[MAPPING])
    row = dump.row("7")
    assert said(row) == [("user", "Hi"), ("assistant", "Hello")]
    assert row["time"] == datetime(2024, 5, 1, 10, tzinfo=UTC)
    assert row["messages"][1]["time"] == datetime(2024, 5, 1, 10, tzinfo=UTC)
    assert [message["rating"] for message in row["messages"]] == [None, 1.0]
    assert (row["model"], row["language"], row["source"]) == ("in-house", "en", "sub/help1.jsonl")
    assert row["user_id"] and "example" not in row["user_id"]
    assert dump.row("o1")["format"] == "openai"


def test_least_that_must_be_said(read_dump: DumpReader) -> None:
    mapping = Mapping(files="*", messages="record -> '$.turns'")
    (row,) = read_dump({"a.jsonl": [{"turns": samples.talk("Hi", "Hello")}]}, mappings=[mapping]).rows
    assert said(row) == [("user", "Hi"), ("assistant", "Hello")]
    assert row["conversation_id"].startswith("h") and row["time"] is None


def test_content_may_be_text_as_well_as_json(read_dump: DumpReader) -> None:
    for content in ("m ->> '$.text'", "m -> '$.text'"):
        mapping = Mapping(files="*", messages="record -> '$.turns'", content=content)
        turns = [{"role": role, "text": text} for role, text in (("user", 'Say "12"'), ("assistant", "12"))]
        (row,) = read_dump({"a.jsonl": [{"turns": turns}]}, mappings=[mapping]).rows
        assert said(row) == [("user", 'Say "12"'), ("assistant", "12")]


def test_first_mapping_that_fits_is_taken_even_when_a_format_is_forced(read_dump: DumpReader) -> None:
    other = Mapping(files="*.jsonl", messages="record -> '$.nothing'")
    assert len(read_dump({"help.jsonl": [TICKET]}, "openai", mappings=[MAPPING, other]).rows) == 1
    assert read_dump({"help.jsonl": [TICKET]}, mappings=[other, MAPPING]).reasons == {
        1: "wrong type: no list of messages"
    }


def test_records_that_do_not_fit_are_rejected(read_dump: DumpReader) -> None:
    records = [TICKET | {"log": 404}, {"x": 1}, TICKET | {"log": [{"who": "boss", "says": "Hi"}]}, TICKET]
    dump = read_dump({"help.jsonl": records}, mappings=[MAPPING])
    assert [row["line"] for row in dump.rows] == [4]
    assert dump.reasons == {
        1: "wrong type: no list of messages",
        2: "wrong type: no list of messages",
        3: "unknown role",
    }


def test_times_that_are_not_understood_are_counted(read_dump: DumpReader) -> None:
    log = [TICKET["log"][0] | {"at": "yesterday"}, TICKET["log"][1]]
    odd = [TICKET | {"ticket": 1, "opened": "01.05.2024", "log": log}, TICKET | {"ticket": 2, "opened": None}]
    dump = read_dump({"help1.jsonl": [*odd, TICKET | {"opened": ""}], "help2.jsonl": [TICKET]}, mappings=[MAPPING])
    assert dump.result.unread_times == {"help1.jsonl": 2}
    assert dump.row("1")["messages"][0]["time"] is None


@pytest.mark.parametrize("wrong", [{"time": "strptime(record ->> '$.by', '%d')"}, {"rating": "m ->> '$.who'"}])
def test_an_expression_that_fails_on_a_record(read_dump: DumpReader, wrong: dict[str, str]) -> None:
    with pytest.raises(DriftError, match="fails on a record") as caught:
        read_dump({"help.jsonl": [TICKET]}, mappings=[MAPPING.model_copy(update=wrong)])
    assert "example.org" not in str(caught.value) and "customer" not in str(caught.value)


def test_unused_mappings_are_named() -> None:
    assert unused_mappings([MAPPING], ["sub/help.jsonl"], []) == []
    other = MAPPING.model_copy(update={"files": "hepl.jsonl"})
    (said,) = unused_mappings([MAPPING, other], ["help.jsonl"], ["notes.md"])
    assert said == "mappings[1].files: no log is called 'hepl.jsonl'; the nearest is 'help.jsonl'"
    (said,) = unused_mappings([MAPPING.model_copy(update={"files": "*.md"})], ["help.jsonl"], ["notes.md"])
    assert "'notes.md' is passed over" in said


def test_faults_name_the_key() -> None:
    assert mapping_faults(MAPPING) == []
    wrong = MAPPING.model_copy(update={"id": "record ->", "role": "no_such_function(m)"})
    assert [key for key, _ in mapping_faults(wrong)] == ["id", "role"]
    # Sound SQL, but not where it stands: no message in sight, many rows in one, many columns in one.
    wrong = MAPPING.model_copy(update={"time": "m ->> '$.at'", "id": "max(record ->> '$.id')", "user": "*"})
    assert [key for key, _ in mapping_faults(wrong)] == ["id", "time", "user"]
    with pytest.raises(ValidationError, match="colour"):
        Mapping.model_validate({"files": "*", "messages": "record", "colour": "red"})
