"""Bad lines as real dumps have them, planted among the good ones."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

from simulator.talk import Message, Talk

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator

    from simulator.dumps import Row

#: Faults that any JSONL file can have, and those that only a file with a whole conversation per line can have.
ANY_LINE = ["not JSON", "broken UTF-8", "wrong type: no list of messages"]
WHOLE_TALK = ["wrong type: a message without text", "no user turn", "unknown role", "roles out of order"]

_LISTS = ("conversation", "conversations", "messages", "log", "input", "resourceSpans")
_TEXTS = ("content", "value", "says")


def bad_line(fault: str, talk: Talk, rows: Callable[[Talk], Iterator[Row]]) -> bytes:
    """One line of a dump with the named fault in it; `rows` is the dump's function."""
    talk = copy.deepcopy(talk)
    if fault == "no user turn":
        talk.messages = [Message("system", "Say hello to the visitor."), talk.messages[1]]
    elif fault == "unknown role":
        talk.messages[0].role = "narrator"
    elif fault == "roles out of order":
        talk.messages.insert(2, copy.copy(talk.messages[1]))
    # The last call of a conversation has all of it; its neighbour may be a span or a score.
    row = max(rows(talk), key=lambda row: len(json.dumps(row)))
    if fault.startswith("wrong type"):
        row = _number_for(_TEXTS if "text" in fault else _LISTS, row)
    line = encode(row)
    if fault == "not JSON":
        return line[: len(line) * 2 // 3]
    if fault == "broken UTF-8":
        at = line.rindex(b" ")
        return line[:at] + b"\xff\xfe" + line[at:]
    return line


def _number_for(keys: tuple[str, ...], value: Any) -> Any:
    """A copy of a JSON value with a number wherever one of the keys is."""
    if isinstance(value, list):
        return [_number_for(keys, inner) for inner in value]
    if isinstance(value, dict):
        return {key: 404 if key in keys else _number_for(keys, inner) for key, inner in value.items()}
    return value


def plant(lines: list[bytes], faults: list[tuple[str, bytes]], rng: random.Random) -> list[tuple[int, str]]:
    """Put the bad lines in among the good ones, in place; (line from 1, fault) of each, in order."""
    places = sorted(rng.sample(range(3, len(lines) + len(faults)), len(faults)))
    for place, (_, line) in zip(places, faults, strict=True):
        lines.insert(place, line)
    return [(place + 1, fault) for place, (fault, _) in zip(places, faults, strict=True)]


def encode(row: Any) -> bytes:
    return json.dumps(row, ensure_ascii=False, separators=(", ", ": ")).encode()
