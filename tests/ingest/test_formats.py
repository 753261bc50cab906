from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import ingest_samples as samples
import pytest
from ingest_dump import DumpReader, said

from drift_data.ingest.formats import all_formats


def test_every_format_has_a_sample() -> None:
    assert set(samples.ALL) == set(all_formats())


def _at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


UNRATED = {"rating": None, "comment": None}
HELLO = [("user", "Hi"), ("assistant", "Hello"), ("user", "No, in French"), ("assistant", "Bonjour")]


def test_wildchat(read_dump: DumpReader) -> None:
    dump = read_dump({"w.jsonl": [samples.WILDCHAT_FIRST, samples.WILDCHAT_1M, samples.WILDCHAT_4_8M]})
    assert [row["conversation_id"] for row in dump.rows] == ["w0", "w1", "w2"]
    assert all(said(row) == HELLO and row["format"] == "wildchat" for row in dump.rows)
    first, million, latest = dump.rows
    assert first["time"] == datetime(2023, 4, 9, 0, 2, 53, tzinfo=UTC)
    assert (first["model"], first["language"], first["toxic"], first["redacted"]) == (
        "gpt-3.5-turbo", "English", False, False,
    )  # fmt: skip
    assert million["toxic"] is True
    assert [message["toxic"] for message in million["messages"]] == [False, False, True, False]
    assert million["messages"][3]["time"] == datetime(2023, 4, 9, 0, 3, 53, tzinfo=UTC)
    assert million["user_id"] and million["user_id"] != "abc"
    assert [message["time"] for message in latest["messages"]] == [_at(1681000000 + index) for index in range(4)]
    assert [row["line"] for row in dump.rows] == [1, 2, 3]


def test_lmsys(read_dump: DumpReader) -> None:
    (row,) = read_dump({"l.jsonl": [samples.LMSYS]}).rows
    assert said(row) == HELLO[:2]
    assert (row["conversation_id"], row["model"], row["toxic"], row["redacted"]) == ("l1", "vicuna-13b", True, True)


def test_arena(read_dump: DumpReader) -> None:
    dump = read_dump({"a.jsonl": [samples.ARENA, samples.ARENA_140K]})
    a, b = dump.row("q1:a"), dump.row("q1:b")
    assert [message["rating"] for message in a["messages"]] == [None, None, None, 1.0]
    assert [message["rating"] for message in b["messages"]] == [None, None, None, -1.0]
    assert (a["model"], b["model"], a["time"]) == ("koala-13b", "alpaca-13b", _at(1682351591.13))
    assert a["user_id"] == b["user_id"]
    new = dump.row("q2:a")
    assert said(new) == [("user", "What is it?\n[image]"), ("assistant", "A cat")]
    assert new["messages"][1]["rating"] == dump.row("q2:b")["messages"][1]["rating"] == -1.0


def test_sharegpt_as_an_array(read_dump: DumpReader) -> None:
    (row,) = read_dump({"s.json": json.dumps([samples.SHAREGPT], indent=2).encode()}).rows
    assert (row["conversation_id"], row["format"]) == ("s1_0", "sharegpt")
    assert said(row) == [("system", "Be nice"), *HELLO[:2]]


def test_openai_with_parts_and_tools(read_dump: DumpReader) -> None:
    (row,) = read_dump({"o.jsonl": [samples.OPENAI]}).rows
    assert said(row) == [
        ("system", "Use tools"),
        ("user", "Weather here?\n[image]"),
        ("assistant", "[tool call: weather]"),
        ("tool", "rain"),
        ("assistant", "It rains."),
    ]
    assert (row["model"], row["time"]) == ("gpt-4o", _at(1700000000))


def test_wildfeedback(read_dump: DumpReader) -> None:
    (row,) = read_dump({"f.jsonl": [samples.WILDFEEDBACK]}).rows
    assert said(row) == [*HELLO[:2], ("user", "Shorter")]
    assert row["conversation_id"].startswith("h")


def test_sat_dsat_annotation(read_dump: DumpReader) -> None:
    dump = read_dump({"a.json": json.dumps(samples.SAT_DSAT).encode()})
    first, second = dump.rows
    assert [len(row["messages"]) for row in dump.rows] == [7, 2]
    assert [message["rating"] for message in first["messages"]] == [None, -1.0, None, 1.0, None, None, None]
    assert [first["messages"][index]["comment"] for index in (1, 3)] == ["complains", "praises"]
    assert first["messages"][1]["content"] == ""
    assert said(second) == [("user", "Next one"), ("assistant", "Yes?")]
    assert [row["line"] for row in dump.rows] == [1, 8]


def test_sat_dsat_annotation_with_a_broken_utterance(read_dump: DumpReader) -> None:
    lines = [json.dumps(utterance) for utterance in samples.SAT_DSAT]
    lines[3] = "{"  # in the middle
    lines[7] = "{"  # the first of the second conversation
    dump = read_dump({"a.jsonl": "\n".join(lines).encode()})
    assert [len(row["messages"]) for row in dump.rows] == [3]
    gap = "utterance missing before this one"
    assert dump.reasons == {4: "not JSON", 5: gap, 6: gap, 7: gap, 8: "not JSON", 9: gap}


def test_chatgpt(read_dump: DumpReader) -> None:
    (row,) = read_dump({"conversations.json": json.dumps([samples.CHATGPT]).encode()}).rows
    assert (row["conversation_id"], row["model"], row["time"]) == ("g1", "gpt-4o", _at(1700000000.25))
    assert said(row) == [
        ("user", "Draw a cat"),
        ("assistant", "Here you are"),
        ("user", "[image]\nBigger"),
        ("assistant", "Done"),
    ]
    assert row["messages"][0]["time"] == _at(1700000000.5)
    assert row["discarded"] == [
        {"turn": 1, "kind": "regenerate", "messages": [{"role": "assistant", "content": "A dog"}], **UNRATED},
        {"turn": 2, "kind": "edit", "messages": samples.talk("Bgger", "What?"), **UNRATED},
    ]


def test_chatgpt_generated_images_are_replies(read_dump: DumpReader) -> None:
    image = {"content_type": "image_asset_pointer", "asset_pointer": "file-service://x", "width": 1024}
    nodes = []
    for number, asked in enumerate(["Draw me a red cat", "No, that is wrong: I said red", "Perfect, thanks"]):
        above = f"i{number - 1}" if number else None
        nodes += [
            samples.chatgpt_node(f"u{number}", above, "user", [asked]),
            samples.chatgpt_node(
                f"c{number}", f"u{number}", "assistant", None, content_type="code", recipient="t2uay3k"
            ),
            samples.chatgpt_node(
                f"i{number}", f"c{number}", "tool", ["It is shown.", image], content_type="multimodal_text"
            ),
        ]
    chat = samples.CHATGPT | {"mapping": {node["id"]: node for node in nodes}, "current_node": "i2"}
    (row,) = read_dump({"conversations.json": json.dumps([chat]).encode()}).rows
    assert [message["role"] for message in row["messages"]] == ["user", "assistant"] * 3
    assert [message["content"] for message in row["messages"][1::2]] == ["[image]"] * 3


@pytest.mark.parametrize("record", [samples.OPENWEBUI, samples.OPENWEBUI_OLD], ids=["wrapped", "older"])
def test_openwebui(read_dump: DumpReader, record: samples.Json) -> None:
    (row,) = read_dump({"chats.json": json.dumps([record]).encode()}).rows
    assert row["conversation_id"] == record["id"]
    assert said(row) == [("user", "Hi"), ("assistant", "Hello"), ("user", "More"), ("assistant", "Hello, hello")]
    assert [message["rating"] for message in row["messages"]] == [None, -1.0, None, 1.0]
    assert row["messages"][1]["comment"] == "too_short: say more"
    # The answer of the model beside it is no regeneration.
    assert row["discarded"] == [
        {"turn": 1, "kind": "regenerate", "messages": [{"role": "assistant", "content": "Ho"}], **UNRATED}
    ]
    assert (row["model"], row["time"]) == ("llama3", _at(1700000000))


@pytest.mark.parametrize(
    "records",
    [[samples.LIBRECHAT], [samples.LIBRECHAT_NESTED], samples.LIBRECHAT_MESSAGES],
    ids=["flat", "nested", "messages"],
)
def test_librechat(read_dump: DumpReader, records: list[samples.Json]) -> None:
    (row,) = read_dump({"chat.jsonl": records}).rows
    assert row["conversation_id"] == "lc1"
    assert said(row) == [("user", "Hi"), ("assistant", "Hello"), ("user", "More"), ("assistant", "Hello, hello")]
    assert [message["rating"] for message in row["messages"]] == [None, -1.0, None, 1.0]
    assert row["messages"][1]["comment"] == "inaccurate: rude"
    assert row["discarded"] == [
        {"turn": 1, "kind": "regenerate", "messages": [{"role": "assistant", "content": "Ho"}], **UNRATED}
    ]
    assert row["time"] == datetime(2024, 5, 1, 10, 0, 1, tzinfo=UTC)


def test_litellm_session_over_two_files(read_dump: DumpReader) -> None:
    first, second = samples.talk("Hi"), samples.talk("Hi", "Hello", "More")
    system = [{"role": "system", "content": "Be nice"}]
    dump = read_dump(
        {
            "day1.jsonl": [
                samples.litellm(samples.talk("Other"), "x", trace_id="t2"),
                samples.litellm(system + first, "Hello"),
                samples.litellm(first, None, status="failure"),
            ],
            "day2.jsonl": [samples.litellm(system + second, "A lot", startTime=1700000060.0, endTime=1700000061.5)],
        }
    )
    row = dump.row("t1")
    assert said(row) == [("system", "Be nice"), *HELLO[:2], ("user", "More"), ("assistant", "A lot")]
    assert [message["time"] for message in row["messages"]] == [
        None, _at(1700000000), _at(1700000001), _at(1700000060), _at(1700000061.5),
    ]  # fmt: skip
    assert (row["source"], row["line"], row["model"]) == ("day1.jsonl", 2, "gpt-4o")
    assert dump.row("t2")["user_id"] == row["user_id"]
    assert dump.result.dropped == {"request without a reply": 1}


def test_litellm_rejects_name_the_files_they_are_in(read_dump: DumpReader) -> None:
    odd = [{"role": "narrator", "content": "Hi"}]
    dump = read_dump(
        {
            "day1.jsonl": [samples.litellm(samples.talk("Hi"), "Hello"), samples.litellm(odd, "Hello")],
            "day2.jsonl": [samples.litellm(odd, "Hello"), samples.litellm(samples.talk("Hi", "Hello", "More"), "Yes")],
        }
    )
    assert [(reject["source"], reject["line"], reject["reason"]) for reject in dump.rejects] == [
        ("day1.jsonl", 2, "unknown role"),
        ("day2.jsonl", 1, "unknown role"),
    ]
    assert said(dump.row("t1")) == [*HELLO[:2], ("user", "More"), ("assistant", "Yes")]


def test_litellm_gives_every_call_its_own_trace(read_dump: DumpReader) -> None:
    texts = ["Hi", "Hello", "More", "A lot", "Stop", "Bye"]
    calls = [
        samples.litellm(samples.talk(*texts[:index]), texts[index], trace_id=f"t{index}", startTime=1700000000 + index)
        for index in (5, 1, 3)
    ]
    other = samples.litellm(samples.talk("Hi"), "Hey", trace_id="t9", end_user="u-2")
    dump = read_dump({"log.jsonl": [*calls, other]})
    assert {row["conversation_id"]: len(row["messages"]) for row in dump.rows} == {"t1": 6, "t9": 2}


def test_litellm_spend_log_with_json_in_strings(read_dump: DumpReader) -> None:
    record = samples.litellm(samples.talk("Hi"), "Hello", session_id="s1")
    record |= {key: json.dumps(record[key]) for key in ("messages", "response", "metadata")}
    redacted = samples.litellm([{"role": "user", "content": "redacted-by-litellm"}], "redacted-by-litellm")
    dump = read_dump({"log.jsonl": [record, redacted]})
    assert said(dump.row("s1")) == HELLO[:2]
    assert dump.result.dropped == {"request whose text was not logged": 1}


def test_litellm_metadata_as_a_string(read_dump: DumpReader) -> None:
    texts = ["Hi", "Hello", "More", "A lot", "Stop", "Bye"]
    calls = [
        samples.litellm(samples.talk(texts[index]), texts[index + 1], trace_id=f"t{index}",
                        startTime=1700000000 + index, metadata=json.dumps({"session_id": "s1"}))
        for index in (0, 2, 4)
    ]  # fmt: skip
    assert [text for _, text in said(read_dump({"log.jsonl": calls}).row("s1"))] == texts


def test_langfuse_sessions_traces_and_scores(read_dump: DumpReader) -> None:
    generation = samples.langfuse
    records = [
        generation("g2", samples.talk("Hi", "Hello", "More"), "A lot", start_time="2024-05-01 10:01:00"),
        {"id": "span", "trace_id": "trace-g1", "type": "SPAN", "input": None, "output": None},
        # Legacy exports keep the session in the trace only.
        generation("g1", samples.talk("Hi"), {"role": "assistant", "content": "Hello"}, session_id=None),
        {"id": "trace-g1", "timestamp": "2024-05-01 10:00:00", "name": "t", "user_id": "u-1", "session_id": "s1",
         "input": None, "output": None, "tags": []},
    ]  # fmt: skip
    scores = [
        samples.score("user-feedback", 0, comment="cold"),
        samples.score("stars", 4, trace_id="trace-g2", observation_id="g2"),
        samples.score("hallucination", 0.9),
        samples.score("helpfulness", 1, source="EVAL"),
        samples.score("feedback", None, data_type="CATEGORICAL", string_value="good"),
        samples.score("feedback", 1, trace_id="elsewhere"),
    ]
    dump = read_dump({"observations.jsonl": records, "scores.jsonl": scores})
    (row,) = dump.rows
    assert row["conversation_id"] == "s1"
    assert said(row) == [*HELLO[:2], ("user", "More"), ("assistant", "A lot")]
    assert [message["rating"] for message in row["messages"]] == [None, -1.0, None, 0.5]
    assert row["messages"][1]["comment"] == "cold"
    assert dump.result.dropped == {
        "observation that is no generation": 1,
        "trace": 1,
        "score that is no verdict of the user": 3,
        "score without its reply": 1,
    }


def test_langfuse_observation_that_is_exported_twice(read_dump: DumpReader) -> None:
    dump = read_dump({"log.jsonl": [samples.langfuse("g1", "Hi", "Hel"), samples.langfuse("g1", "Hi", "Hello")]})
    assert said(dump.row("s1")) == HELLO[:2]
    assert dump.result.dropped == {"observation that a later one of its id replaces": 1}


@pytest.mark.parametrize(
    ("name", "value", "data_type", "rating"),
    [
        ("user-feedback", 1, "NUMERIC", 1.0),
        ("user-feedback", 0, "NUMERIC", -1.0),
        ("user-feedback", -1, "NUMERIC", -1.0),
        ("user-feedback", 0.75, "NUMERIC", 0.5),
        ("user_rating", 5, "NUMERIC", 1.0),
        ("user_rating", 2, "NUMERIC", -0.5),
        ("user_rating", 1, "NUMERIC", None),
        ("stars", 1, "NUMERIC", -1.0),
        ("thumbs_up", 1, "BOOLEAN", 1.0),
        ("liked", 0, "BOOLEAN", -1.0),
        ("user-feedback", 100, "NUMERIC", None),
        ("latency", 1, "NUMERIC", None),
    ],
)
def test_langfuse_score_to_rating(
    read_dump: DumpReader, name: str, value: float, data_type: str, rating: float | None
) -> None:
    records = [samples.langfuse("g1", "Hi", "Hello"), samples.score(name, value, data_type=data_type)]
    (row,) = read_dump({"log.jsonl": records}).rows
    assert said(row) == HELLO[:2]
    assert row["messages"][1]["rating"] == rating


@pytest.mark.parametrize("form", ["flat", "one an envelope", "all in an envelope"])
def test_otel(read_dump: DumpReader, form: str) -> None:
    system = json.dumps([{"type": "text", "content": "Be nice"}])
    spans = [
        samples.otel(samples.talk("Hi"), "Hello", **{"gen_ai.system_instructions": system}),
        samples.otel(samples.talk("Other"), "Yes?", **{"gen_ai.conversation.id": "c2"}),
        samples.otel(samples.talk("Hi", "Hello", "More"), "A lot"),
        {"name": "GET /", "traceId": "t", "spanId": "s", "attributes": {"http.method": "GET"}},
        {"name": "chat", "traceId": "t", "spanId": "s", "attributes": {"gen_ai.operation.name": "chat"}},
    ]
    if form == "one an envelope":
        spans = [samples.otlp(span) for span in spans]
    elif form == "all in an envelope":
        spans = [samples.otlp(*spans), {"resourceSpans": []}]
    dump = read_dump({"spans.jsonl": spans})
    row = dump.row("c1")
    assert said(row) == [("system", "Be nice"), *HELLO[:2], ("user", "More"), ("assistant", "A lot")]
    assert [message["time"] for message in row["messages"]][1:3] == [_at(1700000001), _at(1700000002)]
    assert row["model"] == "gpt-4o"
    assert said(dump.row("c2")) == [("user", "Other"), ("assistant", "Yes?")]
    expected = {"span that is no model call": 1, "model call whose messages are not in its attributes": 1}
    if form == "all in an envelope":
        expected["envelope without spans"] = 1
    assert dump.result.dropped == expected


def test_otel_structured_values_and_parts(read_dump: DumpReader) -> None:
    asked: list[dict[str, Any]] = [
        {"role": "user", "parts": [{"type": "text", "content": "Weather?"}, {"type": "blob", "modality": "image"}]},
        {"role": "assistant", "parts": [{"type": "tool_call", "id": "1", "name": "weather", "arguments": "{}"}]},
        {"role": "tool", "parts": [{"type": "tool_call_response", "id": "1", "response": {"sky": "grey"}}]},
    ]
    reply = [
        {"role": "assistant", "parts": [{"type": "reasoning", "content": "so"}, {"type": "text", "content": "Rain"}]}
    ]
    span = samples.otel([], "", **{"gen_ai.input.messages": asked, "gen_ai.output.messages": reply})
    expected = [
        ("user", "Weather?\n[image]"),
        ("assistant", "[tool call: weather]"),
        ("tool", '{"sky": "grey"}'),
        ("assistant", "Rain"),
    ]
    for record in (span, samples.otlp(span)):
        (row,) = read_dump({"spans.jsonl": [record]}).rows
        assert said(row) == expected


@pytest.mark.parametrize("listed", [False, True], ids=["text", "values"])
def test_otel_without_an_id_folds_what_repeats(read_dump: DumpReader, listed: bool) -> None:
    texts = ["Hi", "Hello", "More", "A lot"]
    spans = []
    for turn in (0, 2):
        span = samples.otel(samples.talk(*texts[: turn + 1]), texts[turn + 1])
        del span["attributes"]["gen_ai.conversation.id"]
        if listed:
            span["attributes"]["gen_ai.input.messages"] = samples.parts(samples.talk(*texts[: turn + 1]))
        spans.append(samples.otlp(span))
    (row,) = read_dump({"spans.jsonl": spans}).rows
    assert [text for _, text in said(row)] == texts


def test_otel_rejects_the_span_and_not_its_envelope(read_dump: DumpReader) -> None:
    bad = [samples.otel([{"role": role, "content": "Hi"}], "Hello") for role in ("narrator", "ghost")]
    dump = read_dump({"spans.jsonl": [samples.otlp(bad[0], samples.otel(samples.talk("Hi"), "Hello"), bad[1])]})
    assert said(dump.row("c1")) == HELLO[:2]
    assert [reject["reason"] for reject in dump.rejects] == ["unknown role"] * 2
    kept = [json.loads(reject["kept"]) for reject in dump.rejects]
    assert sorted("ghost" in json.dumps(span) for span in kept) == [False, True]


def test_own_shape_comes_back(read_dump: DumpReader) -> None:
    record = {
        "drift": 1,
        "id": "d1",
        "time": "2024-05-01T12:00:00+02:00",
        "messages": [
            {"role": "user", "content": "Hi", "time": "2024-05-01T05:30:00-04:30"},
            {"role": "assistant", "content": "Hello", "rating": 3, "comment": "ok", "model": "m"},
        ],
        "discarded": [
            {"turn": 1, "kind": "regenerate", "messages": [{"role": "assistant", "content": "Ho"}], **UNRATED}
        ],
    }
    (row,) = read_dump({"d.jsonl": [record]}).rows
    assert row["time"] == row["messages"][0]["time"] == datetime(2024, 5, 1, 10, 0, tzinfo=UTC)
    assert (row["messages"][1]["rating"], row["messages"][1]["comment"], row["model"]) == (1.0, "ok", "m")
    assert row["discarded"] == record["discarded"]
