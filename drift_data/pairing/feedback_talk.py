"""What a reply says about feedback or about an earlier answer, found at its beginning and its end, and taken off.

A guided sample may open with "Sorry about that, here is the corrected version:", which makes no sense as a reply to
the training prompt. What is taken off are whole sentences, and clauses up to their comma ("You're right, "). What is
left is a stretch of the reply as it was, but for a capital letter.

The words are in feedback_talk.yaml. `closed` clauses end where they stand: what follows without a comma is the answer
("You're right that ..."). `open` ones have an object, and go on to their comma or full stop. `presents` begin a
sentence that announces the answer, `heading` is one alone; `closing` begins a last sentence. `residue` is talk inside
the answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml


class Stripped(NamedTuple):
    """
    Attributes:
        text: the reply without what was taken off.
        found: it talks of feedback, whether that was taken off or not.
        whole: what is left can stand as a reply; False where talk and answer cannot be told apart, or nothing is left.
    """

    text: str
    found: bool
    whole: bool


_STOP = ".!?。！？؟…"
_COMMA = ",;:—–，；：、،؛"
#: To the end of a clause; what stands in a number, a name or code does not end it. Never back: a backtick fits two
#: branches, so going back would take exponential time.
_CLAUSE = rf"(?>`[^`\n]*`|[^{_STOP}{_COMMA}\n]|[.,:]+(?=\w))*+"
#: To the end of a sentence.
_SENTENCE = rf"(?>`[^`\n]*`|[^{_STOP}:：\n]|[.:]+(?=\w))*+"
_AFTER_STOP = rf"[{_STOP}]+[\"'”»)]*"
_RULE = r"[ \t]*(?:-{3,}|\*{3,}|_{3,}|={3,})[ \t]*"
_EMOJI = "[\U0001f300-\U0001faff\u2600-\u27bf\ufe0f]"

#: White space, emoji and rules between what is taken off and what is kept, but not the indentation of what is kept.
_GAP = re.compile(rf"(?:[ \t]|{_EMOJI})*(?:(?:{_RULE}|[ \t]*)\n)*(?:{_RULE}\Z)?")
_QUOTE = re.compile(r"[\s*_>\"“”«]*")
_LAST = re.compile(rf"(?:\A|(?<=[{_STOP}\n]))[^\n{_STOP}]+(?:[{_STOP}]|[*_\"”»)])*\s*\Z")
#: A reply that goes on from something said before.
_MIDWAY = re.compile(r"[,;:.)\]!?%，。；：！？、،؛]|(?:and|or|nor|which|und|sondern|et|ou|y|o|e|ve|и|или)\s", re.I)

#: Talk further on than this is part of the answer.
_RESIDUE = 300
_LONGEST_CLOSING = 400
_STEPS = 8


def strip_feedback_talk(text: str) -> Stripped:
    """Take the talk of feedback off the beginning and the end of a reply."""
    plain = text.replace("’", "'")  # as long, so that places hold
    begin = _answer_begins(plain)
    if begin is None:
        return Stripped(text, found=True, whole=False)
    end = _answer_ends(plain, begin)
    left = text[begin:end]
    rest = _words().residue.search(plain, begin, min(end, begin + _RESIDUE)) is not None
    if begin == 0 and end == len(text):
        return Stripped(text, found=rest, whole=not rest)
    whole = not rest and _MIDWAY.match(left) is None and re.search(r"\w", left) is not None
    within_line = plain[:begin].rstrip(" \t")[-1:] not in {"", "\n", *_STOP}
    return Stripped(_capitalised(left) if within_line else left, found=True, whole=whole)


def _answer_begins(text: str) -> int | None:
    """The place of its first character; None where the talk runs into it."""
    words, at = _words(), 0
    for _ in range(_STEPS):
        start = _end(_QUOTE, text, at)
        if announced := words.announces.match(text, start):
            end: int | None = announced.end()
        elif clause := words.clause.match(text, start):
            end = _talk_ends(text, clause.end())
        elif words.closed.match(text, start):
            return None
        else:
            return at
        if end is None:
            return None
        if "*" in text[at:start]:
            end = _end(re.compile(r"\*+"), text, end)
        at = _end(_GAP, text, end)
    return at


def _talk_ends(text: str, at: int) -> int | None:
    """Where the sentence whose first clause ends at `at` has ended talking; None where the answer is in the middle."""
    words = _words()
    if stop := re.compile(_AFTER_STOP).match(text, at):
        return stop.end()
    if text[at : at + 1] in ("", "\n", "*"):
        return at
    comma = re.compile(rf"[\s{_COMMA}-]*").match(text, at)
    rest = comma.end() if comma else at
    if words.goes_on.match(text, rest):
        return _end(re.compile(rf"{_SENTENCE}(?:{_AFTER_STOP}|[:：]|\n|\Z)"), text, rest)
    if but := words.but.match(text, rest):
        return but.end()
    if joined := words.joins.match(text, rest):
        return joined.end() if words.begins.match(text, joined.end()) else None
    return rest


def _answer_ends(text: str, begin: int) -> int:
    """The place after its last character."""
    end = len(text)
    for _ in range(_STEPS):
        last = _LAST.search(text, max(begin, end - _LONGEST_CLOSING), end)
        if last is None or last.start() <= begin:
            break
        if not _words().closing.match(text, _end(_QUOTE, text, last.start()), end):
            break
        end = _without_rules(text, begin, last.start())
    return end


def _without_rules(text: str, begin: int, end: int) -> int:
    """The end without white space and rules there."""
    while True:
        end = begin + len(text[begin:end].rstrip())
        line = text.rfind("\n", begin, end) + 1
        if line == 0 or not re.compile(_RULE).fullmatch(text, line, end):
            return end
        end = line


def _capitalised(text: str) -> str:
    """A sentence that began behind a comma begins with a capital; names like iPhone and code stay as they are."""
    word = re.match(r"[^\W\d_]+(?![\w(.=/\\-]*[\w(=/\\])", text)
    if word is None or not word[0].islower():
        return text
    turkish = text[0] == "i" and re.search("[ışğ]", text[:200])
    return ("İ" if turkish else text[0].upper()) + text[1:]


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


class _Words(NamedTuple):
    """feedback_talk.yaml, all languages together."""

    announces: re.Pattern[str]
    clause: re.Pattern[str]
    closed: re.Pattern[str]
    begins: re.Pattern[str]
    closing: re.Pattern[str]
    residue: re.Pattern[str]
    but: re.Pattern[str]
    joins: re.Pattern[str]
    goes_on: re.Pattern[str]


@cache
def _words() -> _Words:
    languages: dict[str, dict[str, str]] = yaml.safe_load(
        Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
    )

    def any_of(kind: str) -> str:
        return "|".join(words for language in languages.values() for words in language.get(kind, "").splitlines())

    pattern: Callable[[str], re.Pattern[str]] = lambda text: re.compile(text, re.IGNORECASE)  # noqa: E731
    filler = rf"(?:(?:{any_of('filler')})[,!.…،]*[ \t]+)*"
    closed, open_, presents, heading = (f"(?:{any_of(kind)})" for kind in ("closed", "open", "presents", "heading"))
    version = r"\b(?:answer|response|reply|version|attempt|explanation|try|take|draft)s?\b"
    spaced = r"(?:[,，]?\s+|(?<=[\u4e00-\u9fff])[，,]?)"
    return _Words(
        # A sentence that ends in a full stop must name a version, for else it may be the answer.
        announces=pattern(
            rf"{filler}{presents}(?:{_SENTENCE}(?:[:：]|\n|\Z)|(?={_SENTENCE}{version}){_SENTENCE}{_AFTER_STOP})"
            rf"|{heading}[*_]*[ \t]*(?:[:：][*_]*|\n|\Z)"
        ),
        clause=pattern(
            rf"{filler}(?:{closed}(?=[ \t]*(?:[{_STOP}{_COMMA}\n*]|\Z|- )| (?:{any_of('but')}|{any_of('and')}) )"
            rf"|{open_}{_CLAUSE})"
        ),
        closed=pattern(rf"{filler}{closed}(?!\w)"),
        begins=pattern(rf"{filler}(?:{closed}|{open_}|{presents})"),
        closing=pattern(any_of("closing")),
        residue=pattern(any_of("residue")),
        but=pattern(rf"(?:{any_of('but')}){spaced}"),
        joins=pattern(rf"(?:{any_of('and')})\s+"),
        goes_on=pattern(rf"(?:{any_of('goes_on')})\b"),
    )
