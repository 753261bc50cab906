"""Request logs: every call of a model repeats the conversation so far, so calls are folded back into conversations.

Messages are compared by author and stripped text; system messages and tool traffic are left out of the comparison,
since clients change the one and drop the other from later requests.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from drift_data.ingest.formats import GroupBy, Json
from drift_data.ingest.message import is_tool_call, seconds

REPEATED = "request that repeats an earlier one"
NO_REPLY = "request without a reply"

#: How many of a session's latest threads are searched for the place where a sliding window goes on.
_RECENT = 8

_OUT_OF_ORDER = re.compile("^t|uu|aa|ut")
_LETTERS = {"user": "u", "assistant": "a", "tool": "t", "system": ""}

Key = tuple[str, str]


@dataclass
class Request:
    """One call of a model.

    Attributes:
        records: indices of the records it was made from.
        messages: what was sent: role and content (text).
        reply: what came back, the same.
        session: the id of the conversation, as the log has it.
        trace: the id of a group of calls that may be a conversation.
        time, end: when it was sent and answered, as the log has it.
        rating, comment: what the user thought of the reply.
    """

    records: list[int]
    messages: list[Json]
    reply: Json
    session: str | None = None
    trace: str | None = None
    user: str | None = None
    model: str | None = None
    time: Any = None
    end: Any = None
    rating: float | None = None
    comment: str | None = None


def group_by(ids: Callable[[Json], tuple[Any, Any, list[Json] | None, Any]]) -> GroupBy:
    """GROUP_BY of a request log.

    Records of one session belong together; else those of a trace that holds several requests; else requests of one user
    that begin with the same user message.

    Args:
        ids: gives of a record the id of its conversation; that of a smaller group, whose conversation is also that of a
            record that names none; its messages, None where it is no request; the id of the user.
    """

    def parts(record: Json) -> tuple[Any, Any, Any]:
        session, trace, messages, user = ids(record)
        asked = next((message["content"] for message in messages or () if message["role"] == "user"), None)
        return session or None, trace, None if asked is None else (asked.strip(), user)

    same = "OVER (PARTITION BY coalesce(trace, -1 - start))"
    key = (
        f"coalesce(session, max(session) {same}, CASE WHEN count(begins) {same} > 1 THEN trace END, "
        f"max(begins) {same}, trace)"
    )
    return GroupBy(("session", "trace", "begins"), parts, key)


def fold(requests: Iterable[Request]) -> Iterator[Json]:
    """The conversations in the requests of one group, in drift's own shape, and `skip` entries for what is repeated.

    In order of time: a request that extends a thread makes it longer; one that is a beginning of it is dropped; the
    same messages with another reply are a regeneration, another user message an edit; a request that begins with the
    end of a thread goes on with it; anything else is a new thread. When no request of a session carries any history,
    they follow one another. Requests that no session or trace id holds together are only made longer or dropped.
    """
    sound: list[Request] = []
    for request in requests:
        if _is_sound(request):
            sound.append(request)
        else:  # by itself, so that its rejection takes no other along
            yield {"messages": [*request.messages, request.reply], "records": request.records}
    if not sound:
        return
    calls = _in_order(sound)
    folder = _Folder(_held_together(sound))
    if sound[0].session is not None and folder.by_id and _has_no_history(calls):
        yield from folder.chain(calls)
    else:
        yield from folder.fold(calls)
    ids: Counter[str] = Counter()
    for thread in folder.threads:
        yield thread.conversation(ids)


def _is_sound(request: Request) -> bool:
    said = [*request.messages, request.reply]
    if not all(message["role"] in _LETTERS and isinstance(message["content"], str) for message in said):
        return False
    letters = "".join(_LETTERS[message["role"]] for message in said)
    return "u" in letters and not _OUT_OF_ORDER.search(letters)


def _held_together(requests: Sequence[Request]) -> bool:
    ids = {(request.session, None if request.session else request.trace) for request in requests}
    return len(ids) == 1 and ids != {(None, None)}


class _Call:
    """A request with its messages as the thread takes them: a time for the last question and the reply."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.messages = [dict(message) for message in request.messages]
        asked = next((message for message in reversed(self.messages) if message["role"] == "user"), None)
        if asked is not None:
            asked["time"] = request.time
        time = request.end if request.end is not None else request.time
        more = {"model": request.model, "time": time, "rating": request.rating, "comment": request.comment}
        self.messages.append(request.reply | more)
        self.spoken = _spoken(self.messages)
        self.keys = [_key(self.messages[index]) for index in self.spoken]

    def after(self, count: int) -> list[Json]:
        """The messages after the first `count` spoken ones."""
        return self.messages[self.spoken[count - 1] + 1 :] if count else self.messages


def _spoken(messages: Sequence[Json]) -> list[int]:
    return [
        index
        for index, message in enumerate(messages)
        if message["role"] in ("user", "assistant") and not is_tool_call(message)
    ]


def _key(message: Json) -> Key:
    return message["role"], message["content"].strip()


def _in_order(requests: Sequence[Request]) -> list[_Call]:
    calls = [_Call(request) for request in requests]
    times = [seconds(call.request.time) for call in calls]
    if None in times:
        return sorted(calls, key=lambda call: len(call.keys))
    by_time = sorted(zip(times, calls, strict=True), key=lambda item: (item[0], len(item[1].keys)))
    return [call for _, call in by_time]


def _has_no_history(calls: Sequence[_Call]) -> bool:
    systems = {tuple(message["content"] for message in call.messages if message["role"] == "system") for call in calls}
    return len(systems) == 1 and all([role for role, _ in call.keys] == ["user", "assistant"] for call in calls)


@dataclass
class _Left:
    """What the user discarded at the `at`-th spoken message of a thread."""

    at: int
    kind: str
    messages: list[Json]


class _Thread:
    """A conversation as far as it is known.

    Attributes:
        keys: of the messages at `spoken`, in order.
        beginnings: a hash of each beginning of `keys`, the shortest first.
    """

    def __init__(self, request: Request) -> None:
        self.request = request
        self.records: list[int] = []
        self.messages: list[Json] = []
        self.spoken: list[int] = []
        self.keys: list[Key] = []
        self.beginnings: list[int] = []
        self._left: list[_Left] = []

    def conversation(self, ids: Counter[str]) -> Json:
        """In drift's own shape; of threads with one id the second is "<id>#2"."""
        id_ = self.request.session or self.request.trace
        if id_ is not None:
            ids[id_] += 1
            if ids[id_] > 1:
                id_ = f"{id_}#{ids[id_]}"
        discarded = [
            {"turn": self.spoken[left.at], "kind": left.kind, "messages": left.messages} for left in self._left
        ]
        return {
            "id": id_,
            "user": self.request.user,
            "time": self.request.time,
            "messages": self.messages,
            "discarded": discarded,
            "records": sorted(self.records),
        }

    def go_on(self, call: _Call, upto: int, following: list[Json], kind: str | None = None) -> None:
        """Replace what comes after the first `upto` spoken messages; with `kind` the user discarded it."""
        self.records += call.request.records
        end = self.spoken[upto - 1] + 1 if upto else 0
        if upto == len(self.keys) and following[0]["role"] == "user":
            end = len(self.messages)  # tool traffic that the client does not send again
        # Branches further on lie within what is replaced now.
        self._left = [left for left in self._left if left.at <= upto]
        if kind is not None:
            back = _key(following[_spoken(following)[0]])
            self._left = [left for left in self._left if left.at != upto or _key(left.messages[0]) != back]
            gone = [self.messages[index] for index in self.spoken[upto:]][: 1 if kind == "regenerate" else 2]
            if gone[-1]["role"] == "assistant":
                plain = [{"role": message["role"], "content": message["content"]} for message in gone]
                self._left.append(_Left(upto, kind, plain))
        del self.messages[end:], self.spoken[upto:], self.keys[upto:], self.beginnings[upto:]
        new = _spoken(following)
        self.messages += following
        self.spoken += [end + index for index in new]
        self.keys += [_key(following[index]) for index in new]
        self.beginnings += _beginnings(self.keys[upto:], self.beginnings[-1] if upto else 0)

    def was_left(self, upto: int, key: Key) -> bool:
        """Whether a message at this place was discarded before."""
        return any(left.at == upto and _key(left.messages[0]) == key for left in self._left)


def _beginnings(keys: Iterable[Key], before: int = 0) -> Iterator[int]:
    for key in keys:
        before = hash((before, key))
        yield before


class _Folder:
    def __init__(self, by_id: bool) -> None:
        self.by_id = by_id
        self.threads: list[_Thread] = []
        #: The latest thread with each beginning. Of what was replaced since, entries stay behind.
        self._with: dict[int, _Thread] = {}
        self._recent: list[_Thread] = []

    def _new(self, call: _Call) -> _Thread:
        thread = _Thread(call.request)
        thread.go_on(call, 0, call.messages)
        self.threads.append(thread)
        return thread

    def chain(self, calls: Sequence[_Call]) -> Iterator[Json]:
        """Requests of a session without history, one after the other."""
        thread = self._new(calls[0])
        for call in calls[1:]:
            if call.keys == thread.keys[-2:]:
                yield _repeated(thread, len(thread.keys) - 1, call)
            elif call.keys[0] == thread.keys[-2]:
                thread.go_on(call, len(thread.keys) - 1, call.after(1), "regenerate")
            else:
                spoken = [message for message in call.messages if message["role"] != "system"]
                thread.go_on(call, len(thread.keys), spoken)

    def fold(self, calls: Sequence[_Call]) -> Iterator[Json]:
        for call in calls:
            yield from self._add(call)

    def _add(self, call: _Call) -> Iterator[Json]:
        thread, same = self._nearest(call)
        if thread is None or not self._extend(thread, same, call):
            if thread is not None and same == len(call.keys):
                yield _repeated(thread, same - 1, call)
                return
            thread, same = self._window(call) if self.by_id else (None, 0)
            if thread is not None and same == len(call.keys):
                yield {"skip": REPEATED, "records": call.request.records}
                return
            if thread is not None:
                following, same = call.after(same), len(thread.keys)
                thread.go_on(call, same, following)
            else:
                thread = self._new(call)
        self._with |= dict.fromkeys(thread.beginnings[same:], thread)
        self._recent = [thread, *(other for other in self._recent if other is not thread)][:_RECENT]

    def _nearest(self, call: _Call) -> tuple[_Thread | None, int]:
        """The thread that shares the longest beginning with the call, and how many messages that is."""
        for same, beginning in reversed(list(enumerate(_beginnings(call.keys), 1))):
            thread = self._with.get(beginning)
            if thread is not None and thread.keys[:same] == call.keys[:same]:
                return thread, same
        return None, 0

    def _extend(self, thread: _Thread, same: int, call: _Call) -> bool:
        """Let the thread go on with the call, if it is its continuation or a branch of it."""
        following = call.after(same)
        kind: str | None = None
        if same == len(call.keys):
            # What was said is the same; the call may bring more tool traffic.
            if same < len(thread.keys) or len(call.messages) <= len(thread.messages) or not following:
                return False
        elif same < len(thread.keys):
            mine, theirs = thread.keys[same][0], call.keys[same][0]
            if not self.by_id or mine != theirs or all(role != "user" for role, _ in thread.keys[:same]):
                return False
            if mine == "user":
                # Not so for examples that a client puts before every question: their replies were never logged.
                if "rating" not in thread.messages[thread.spoken[same - 1]]:
                    return False
                kind = "edit"
            elif same == len(call.keys) - 1 or thread.was_left(same, call.keys[same]):
                kind = "regenerate"
            elif same == len(thread.keys) - 1:
                # The client sends the last reply back in other words (without thoughts, say): its words count.
                first = _spoken(following)[0]
                following[first] = thread.messages[thread.spoken[same]] | {"content": following[first]["content"]}
            else:
                return False
        thread.go_on(call, same, following, kind)
        return True

    def _window(self, call: _Call) -> tuple[_Thread | None, int]:
        """A thread whose end is the beginning of the call, or that holds the call, and how many messages they share."""
        if len(call.keys) > 2:
            for thread in self._recent:
                for start in range(max(1, len(thread.keys) - 2 * len(call.keys)), len(thread.keys)):
                    if thread.keys[start] == call.keys[0]:
                        shared = thread.keys[start : start + len(call.keys)]
                        if shared == call.keys[: len(shared)]:
                            return thread, len(shared)
        return None, 0


def _repeated(thread: _Thread, last: int, call: _Call) -> Json:
    """A call that is dropped; the rating of its reply stays."""
    if call.request.rating is not None and thread.keys[last][0] == "assistant":
        rated = {"rating": call.request.rating, "comment": call.request.comment}
        thread.messages[thread.spoken[last]] |= rated
    return {"skip": REPEATED, "records": call.request.records}
