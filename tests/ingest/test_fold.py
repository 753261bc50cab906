from __future__ import annotations

import random
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drift_data.ingest.fold import REPEATED, Request, fold

Json = dict[str, Any]


def talk(*texts: str) -> list[Json]:
    return [{"role": ("user", "assistant")[index % 2], "content": text} for index, text in enumerate(texts)]


def request(number: int, *texts: str, **more: Any) -> Request:
    """A call whose last text is the reply; sent at second `number`."""
    *messages, reply = talk(*texts)
    options: Json = {"session": "s", "time": number, "end": number + 0.5} | more
    return Request([number], messages, reply, **options)


def folded(*requests: Request) -> tuple[list[Json], list[int]]:
    """The conversations, and the records that were dropped as repeated."""
    conversations, dropped = [], []
    for item in fold(requests):
        if "skip" in item:
            assert item["skip"] == REPEATED
            dropped += item["records"]
        else:
            conversations.append(item)
    used = [record for conversation in conversations for record in conversation["records"]]
    assert sorted(used + dropped) == sorted(record for request in requests for record in request.records)
    return conversations, dropped


def texts(conversation: Json) -> list[str]:
    return [message["content"] for message in conversation["messages"]]


def test_growing_session() -> None:
    (conversation,), dropped = folded(request(1, "a", "b"), request(2, "a", "b", "c", "d"))
    assert texts(conversation) == ["a", "b", "c", "d"]
    assert [message["time"] for message in conversation["messages"]] == [1, 1.5, 2, 2.5]
    assert (conversation["id"], conversation["records"], dropped) == ("s", [1, 2], [])


def test_spaces_and_system_messages_do_not_count() -> None:
    first, second = request(1, "a", " b\n"), request(2, "a ", "b", "c", "d")
    first.messages.insert(0, {"role": "system", "content": "It is noon"})
    second.messages.insert(0, {"role": "system", "content": "It is one"})
    (conversation,), _ = folded(first, second)
    assert texts(conversation) == ["It is noon", "a", " b\n", "c", "d"]


def test_repeated_requests_are_dropped() -> None:
    (conversation,), dropped = folded(
        request(1, "a", "b", "c", "d"), request(2, "a", "b"), request(3, "a", "b", "c", "d")
    )
    assert texts(conversation) == ["a", "b", "c", "d"]
    assert dropped == [2, 3]


def test_regenerated_reply() -> None:
    (conversation,), _ = folded(
        request(1, "a", "b"), request(2, "a", "b", "c", "d"), request(3, "a", "b", "c", "e"),
        request(4, "a", "b", "c", "e", "f", "g"),
    )  # fmt: skip
    assert texts(conversation) == ["a", "b", "c", "e", "f", "g"]
    assert conversation["discarded"] == [{"turn": 3, "kind": "regenerate", "messages": talk("c", "d")[1:]}]


def test_return_to_the_first_reply() -> None:
    (conversation,), _ = folded(request(1, "a", "b"), request(2, "a", "x"), request(3, "a", "b", "c", "d"))
    assert texts(conversation) == ["a", "b", "c", "d"]
    assert [entry["messages"][0]["content"] for entry in conversation["discarded"]] == ["x"]


def test_edited_message() -> None:
    (conversation,), _ = folded(
        request(1, "a", "b"), request(2, "a", "b", "c", "d", "y", "z"), request(3, "a", "b", "e", "f")
    )
    assert texts(conversation) == ["a", "b", "e", "f"]
    assert conversation["discarded"] == [{"turn": 2, "kind": "edit", "messages": talk("c", "d")}]


def test_examples_before_every_question_are_no_edits() -> None:
    conversations, _ = folded(*(request(number, "example", "answer", f"q{number}", f"r{number}") for number in (1, 2)))
    assert [texts(item)[2:] for item in conversations] == [["q1", "r1"], ["q2", "r2"]]
    assert all(item["discarded"] == [] for item in conversations)


def test_sliding_window() -> None:
    (conversation,), dropped = folded(
        request(1, "a", "b"), request(2, "a", "b", "c", "d"), request(3, "c", "d", "e", "f"),
        request(4, "e", "f", "g", "h"), request(5, "c", "d", "e", "f"),
    )  # fmt: skip
    assert texts(conversation) == ["a", "b", "c", "d", "e", "f", "g", "h"]
    assert dropped == [5]


def test_sliding_window_that_begins_with_a_reply() -> None:
    later = Request([2], [*talk("", "b")[1:], *talk("c")], talk("", "d")[1], session="s", time=2)
    (conversation,), _ = folded(request(1, "a", "b", "x", "b"), later)
    assert texts(conversation) == ["a", "b", "x", "b", "c", "d"]


def test_session_without_history_is_one_conversation() -> None:
    (conversation,), dropped = folded(
        request(1, "a", "b"), request(2, "c", "d"), request(3, "c", "e"), request(4, "c", "e"), request(5, "a", "b")
    )
    assert texts(conversation) == ["a", "b", "c", "e", "a", "b"]
    assert conversation["discarded"] == [{"turn": 3, "kind": "regenerate", "messages": talk("c", "d")[1:]}]
    assert dropped == [4]


def test_trace_without_history_is_several() -> None:
    conversations, _ = folded(
        request(1, "a", "b", session=None, trace="t"), request(2, "c", "d", session=None, trace="t")
    )
    assert [(item["id"], texts(item)) for item in conversations] == [("t", ["a", "b"]), ("t#2", ["c", "d"])]


def test_another_thread_of_the_session() -> None:
    conversations, _ = folded(
        request(1, "a", "b"), request(2, "Name this talk: a", "On a"), request(3, "a", "b", "c", "d")
    )
    assert [(item["id"], texts(item)) for item in conversations] == [
        ("s", ["a", "b", "c", "d"]), ("s#2", ["Name this talk: a", "On a"]),
    ]  # fmt: skip


def test_without_ids_only_what_grows_is_one() -> None:
    def loose(number: int, *texts: str) -> Request:
        return request(number, *texts, session=None)

    conversations, dropped = folded(
        loose(1, "a", "b"),
        loose(2, "a", "x"),
        loose(3, "a", "b", "c", "d"),
        loose(4, "a", "x", "e", "f"),
        loose(5, "a", "b"),
    )
    assert [texts(item) for item in conversations] == [["a", "b", "c", "d"], ["a", "x", "e", "f"]]
    assert all(item["id"] is None and item["discarded"] == [] for item in conversations)
    assert dropped == [5]


def test_client_that_leaves_thoughts_out() -> None:
    (conversation,), _ = folded(
        request(1, "a", "<think>hm</think>b", model="m", rating=1.0),
        request(2, "a", "b", "c", "<think>hm</think>d"),
        request(3, "a", "b", "c", "d", "e", "f"),
    )
    assert texts(conversation) == ["a", "b", "c", "d", "e", "f"]
    assert conversation["discarded"] == []
    assert conversation["messages"][1] == {
        "role": "assistant", "content": "b", "model": "m", "time": 1.5, "rating": 1.0, "comment": None,
    }  # fmt: skip


CALL = {"role": "assistant", "content": "[tool call: find]"}
TOOL = {"role": "tool", "content": "found"}


@pytest.mark.parametrize("sent_again", [True, False])
def test_tools_that_a_client_may_not_send_again(sent_again: bool) -> None:
    ask, answer = talk("a", "b")
    tools = [CALL, TOOL]
    (conversation,), _ = folded(
        Request([1], [ask], CALL, session="s", time=1),
        Request([2], [ask, *tools], answer, session="s", time=2),
        Request([3], [ask, *(tools if sent_again else []), answer, *talk("c")], talk("", "d")[1], session="s", time=3),
    )
    assert texts(conversation) == ["a", "[tool call: find]", "found", "b", "c", "d"]


def test_rating_of_a_repeated_reply_stays() -> None:
    (conversation,), dropped = folded(request(1, "a", "b"), request(2, "a", "b", rating=-1.0, comment="no"))
    assert (conversation["messages"][1]["rating"], conversation["messages"][1]["comment"]) == (-1.0, "no")
    assert dropped == [2]


@pytest.mark.parametrize(
    "odd",
    [
        Request([9], talk("a", "b", "c"), {"role": "narrator", "content": "x"}, session="s"),
        Request([9], [{"role": None, "content": None}], talk("", "x")[1], session="s"),
        Request([9], [{"role": "user", "content": None}], talk("", "x")[1], session="s"),
        Request([9], [*talk("a"), *talk("b")], talk("", "x")[1], session="s"),
        Request([9], [], talk("", "x")[1], session="s"),
    ],
)
def test_unsound_request_stands_by_itself(odd: Request) -> None:
    conversations, _ = folded(request(1, "a", "b"), odd, request(2, "a", "b", "c", "d"))
    assert sorted(item["records"] for item in conversations) == [[1, 2], [9]]


@st.composite
def sessions(draw: st.DrawFn) -> tuple[list[str], list[int]]:
    """The texts of a conversation, few of them distinct, and the order in which its calls are logged."""
    count = draw(st.integers(1, 7))
    texts = draw(st.lists(st.sampled_from("abcdef"), min_size=2 * count, max_size=2 * count))
    return texts, draw(st.permutations(range(count)))


@given(sessions(), st.booleans(), st.sampled_from(["s", None]), st.integers(0, 9))
@settings(max_examples=300, deadline=None)
def test_a_log_that_repeats_its_history_gives_the_conversation_back(
    session: tuple[list[str], list[int]], timed: bool, id_: str | None, seed: int
) -> None:
    said, order = session
    calls = [
        request(turn, *said[: 2 * turn + 2], session=id_, **({} if timed else {"time": None, "end": None}))
        for turn in order
    ]
    rng = random.Random(seed)
    again = [Request([100 + number], call.messages, call.reply, session=id_, time=call.time)
             for number, call in enumerate(rng.sample(calls, rng.randint(0, len(calls))))]  # fmt: skip
    (conversation,), dropped = folded(*calls, *again)
    assert texts(conversation) == said
    assert conversation["discarded"] == []
    assert len(dropped) == len(again)
    if timed:
        times = [message["time"] for message in conversation["messages"]]
        assert all(before <= after for before, after in pairwise(times))


@given(st.lists(st.lists(st.sampled_from("ab"), min_size=2, max_size=8), min_size=1, max_size=8), st.booleans())
@settings(max_examples=300, deadline=None)
def test_any_session_gives_sound_conversations(logged: list[list[str]], by_id: bool) -> None:
    calls = [
        request(number, *said[: len(said) // 2 * 2], session="s" if by_id else None)
        for number, said in enumerate(logged)
    ]
    conversations, _ = folded(*calls)
    for conversation in conversations:
        roles = [message["role"] for message in conversation["messages"]]
        assert roles == [("user", "assistant")[index % 2] for index in range(len(roles))]
        assert all(entry["turn"] < len(roles) for entry in conversation["discarded"])
        for entry in conversation["discarded"]:
            here = conversation["messages"][entry["turn"]]
            assert entry["messages"][0]["role"] == here["role"]
            assert entry["messages"][0]["content"] != here["content"]
