"""Tasks whose answers a program can check, each with many right answers and a few typical wrong ones."""

from __future__ import annotations

import hashlib
import random
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from closed_loop.lexicon import CATEGORIES, CATEGORY, NUMBERS, WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: One task in so many is held out: users never ask it, and the policy never learns it.
HELD_OUT = 8
_KNOWN = {word.lower(): word for word in WORDS}
_DIGITS = {str(number): number for number in range(len(NUMBERS))}
_COUNTS = _DIGITS | {word: number for number, word in enumerate(NUMBERS)}

ASKS = {
    "sort": ["Put these in alphabetical order: {list}", "Sort from A to Z: {list}", "Please sort these words: {list}"],
    "reverse": ["Reverse the order of: {list}", "Write this list backwards: {list}", "Please reverse: {list}"],
    "keep": ["Keep only the {category}: {list}", "Which of these are {category}? {list}",
             "Find the {category}: {list}"],
    "count": ["How many words are here? {list}", "Count these: {list}", "What is the number of words in: {list}"],
    "last": ["Which word comes last? {list}", "What is the last word of: {list}", "Tell me the last one: {list}"],
    "name": ["Name {n} {category}, but not {word}.", "Give me {n} {category} other than {word}.",
             "List {n} {category} and leave out {word}."],
    "sentence": ["Write a short sentence with {word} and {other}.", "Use {word} and {other} in one sentence.",
                 "Make a sentence about {word} and {other}."],
}  # fmt: skip
KINDS = list(ASKS)


@dataclass(frozen=True)
class Task:
    """
    Attributes:
        kind: one of KINDS.
        words: what the task is about, in the order in which it names them.
        category: of keep and name; "" elsewhere.
        n: how many words name asks for; 0 elsewhere.
    """

    kind: str
    words: tuple[str, ...]
    category: str = ""
    n: int = 0

    @property
    def held_out(self) -> bool:
        """Decided by what is asked, not by how it is put."""
        text = f"{self.kind} {' '.join(self.words)} {self.category} {self.n}"
        return hashlib.sha256(text.encode()).digest()[0] % HELD_OUT == 0

    @property
    def expected(self) -> list[str]:
        """The words of the right answer, where there is but one: not of count, name and sentence."""
        return _EXPECTED[self.kind](self)

    def asked(self, rng: random.Random) -> str:
        """The task as a user puts it."""
        other = self.words[1] if len(self.words) > 1 else ""
        number = NUMBERS[self.n]
        return rng.choice(ASKS[self.kind]).format(
            list=", ".join(self.words), category=self.category, n=number, word=self.words[0], other=other
        )

    def right(self, reply: str) -> bool:
        """Whether a reply does what the task asks, in whatever style."""
        tokens = re.findall(r"[A-Za-z]+|\d+", reply)
        found = [_KNOWN[token.lower()] for token in tokens if token.lower() in _KNOWN]
        if self.kind == "count":
            counts = [_COUNTS[token.lower()] for token in tokens if token.lower() in _COUNTS]
            return not found and counts == [len(self.words)]
        if self.kind == "sentence":
            whole = bool(re.fullmatch(r"[A-Z][^.!?\n]*[.!]", reply.strip()))
            return whole and len(tokens) >= 5 and sorted(found) == sorted(self.words)
        if not _only_a_list(reply, found):
            return False
        if self.kind == "name":
            distinct = len(set(found)) == len(found) == self.n
            return distinct and self.words[0] not in found and {CATEGORY[word] for word in found} == {self.category}
        if self.kind == "keep":
            return sorted(found) == sorted(self.expected)
        return found == self.expected


def _only_a_list(reply: str, found: list[str]) -> bool:
    """Besides its words only what a style puts around them, numbers in their order."""
    rest = re.sub("|".join(map(re.escape, OPENINGS)), " ", reply)
    tokens = [token for token in re.findall(r"[A-Za-z]+|\d+", rest) if token.lower() not in _KNOWN]
    numbers = [token for token in tokens if token.isdigit()]
    return set(tokens) - set(numbers) <= {"and"} and numbers in ([], [str(at + 1) for at in range(len(found))])


_EXPECTED: dict[str, Callable[[Task], list[str]]] = {
    "sort": lambda task: sorted(task.words, key=str.lower),
    "reverse": lambda task: list(task.words[::-1]),
    "keep": lambda task: [word for word in task.words if CATEGORY[word] == task.category],
    "last": lambda task: [task.words[-1]],
}


def task(rng: random.Random, held_out: bool = False, kind: str = "") -> Task:
    """A task, drawn."""
    while True:
        drawn = _draw(kind or rng.choice(KINDS), rng)
        if drawn.held_out == held_out:
            return drawn


def _draw(kind: str, rng: random.Random) -> Task:
    if kind in ("sort", "reverse", "last"):
        return Task(kind, tuple(rng.sample(WORDS, 3)))
    if kind == "count":
        return Task(kind, tuple(rng.sample(WORDS, rng.randint(2, 5))))
    category, other = rng.sample(sorted(CATEGORIES), 2)
    if kind == "keep":
        number = rng.randint(1, 2)
        words = rng.sample(CATEGORIES[category], number) + rng.sample(CATEGORIES[other], 3 - number)
        rng.shuffle(words)
        return Task(kind, tuple(words), category)
    if kind == "name":
        return Task(kind, (rng.choice(CATEGORIES[category]),), category, rng.randint(2, 3))
    return Task(kind, (rng.choice(CATEGORIES[category]), rng.choice(CATEGORIES[other])))


#: How answers begin; "" is the most frequent.
OPENINGS = ["Sure:", "Here you go:", "Of course."]
_SENTENCES = ["I saw {a} and {b} today.", "There is {a} next to {b}.", "She likes {a} more than {b}.",
              "We talked about {a} and {b} again.", "My friend dreams of {a} and {b}.",
              "They painted {a} beside {b}."]  # fmt: skip
_HALF = ["I saw {a} today.", "There is {a} here.", "She likes {a} a lot.", "We talked about {a} again.",
         "My friend dreams of {a}.", "They painted {a} beside the road."]  # fmt: skip


def answer(asked: Task, right: bool, rng: random.Random) -> str:
    """A right answer in one of many styles, or one that is wrong in a way typical of the kind."""
    if asked.kind == "count":
        number = len(asked.words) if right else len(asked.words) + rng.choice([-1, 1])
        return _number(number, rng)
    if asked.kind == "sentence":
        if right:
            a, b = rng.sample(asked.words, 2)
            return rng.choice(_SENTENCES).format(a=a, b=b)
        return rng.choice(_HALF).format(a=rng.choice(asked.words))
    return _list(_right_words(asked, rng) if right else _wrong_words(asked, rng), rng)


def _right_words(asked: Task, rng: random.Random) -> list[str]:
    if asked.kind == "name":
        return rng.sample([word for word in CATEGORIES[asked.category] if word != asked.words[0]], asked.n)
    return asked.expected


def _wrong_words(asked: Task, rng: random.Random) -> list[str]:
    words = list(asked.words)
    if asked.kind == "name":
        short = _right_words(asked, rng)[:-1]  # one too few, or with the word to leave out
        return short if rng.random() < 0.5 else [*short, asked.words[0]]
    if asked.kind == "keep":
        return words if rng.random() < 0.5 else [word for word in words if CATEGORY[word] != asked.category]
    if asked.kind == "last":
        return [words[0]]
    other = words[::-1] if asked.kind == "sort" else sorted(words, key=str.lower)
    choices = [choice for choice in (words, other, asked.expected[:-1]) if choice != asked.expected]
    return rng.choice(choices)


def _list(words: Sequence[str], rng: random.Random) -> str:
    opening = rng.choice(["", "", "", *OPENINGS])
    style = rng.randrange(4) if len(words) > 1 else 0
    if style == 1:
        text = f"{', '.join(words[:-1])} and {words[-1]}"
    elif style == 2:
        text = " ".join(f"{at}. {word}" for at, word in enumerate(words, 1))
    elif style == 3:
        text = "\n".join(f"- {word}" for word in words)
    else:
        text = ", ".join(words)
    gap = "\n" if style == 3 else " "
    return f"{opening}{gap}{text}" if opening else text


def _number(number: int, rng: random.Random) -> str:
    said = rng.choice([str(number), NUMBERS[number]])
    return rng.choice(["{}", "{}.", "There are {} words.", "I count {}.", "It is {}."]).format(said)
