"""Made-up chat logs in the shape of WildChat, for timing: same seed, same bytes. Nobody wrote or received them.

They have what matters for speed: the sizes of real turns and replies, several languages and scripts, code, pasted
texts, and one user turn in eight that reacts to the reply. Between the sentences stand made-up words, as often as real
words are, so that the text compresses like real text, about 3.5 times.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import accumulate
from pathlib import Path

import yaml

#: Share of second and later user turns that begin with a reaction; over all user turns, the first included, 12.5%.
REACTING = 0.19
MESSAGES = 6


@dataclass(frozen=True)
class _Language:
    """One language of languages.yaml: templates with {t} and {a} for topics, {n} for a number."""

    name: str
    share: float
    syllables: str
    topics: list[str]
    asks: list[str]
    says: list[str]
    dsat: list[str]
    sat: list[str]

    @cached_property
    def words(self) -> list[str]:
        """Made-up words, the frequent ones short."""
        chance = random.Random(self.name)
        syllables = self.syllables.split()
        shortest = 1 if len(syllables) > _MANY else 2
        made = ("".join(chance.choices(syllables, k=shortest + rank * 3 // _WORDS)) for rank in range(_WORDS))
        return list(made)

    def prose(self, count: int, chance: random.Random) -> str:
        """A sentence of made-up words."""
        between = "" if len(self.syllables.split()) > _MANY else " "
        return between.join(chance.choices(self.words, cum_weights=_FREQUENCIES, k=count)).capitalize() + "."


#: A language with more syllables than this writes them as single characters, without spaces.
_MANY = 60
_WORDS = 12_000
#: Of the k-th word, as Zipf has it, summed up.
_FREQUENCIES = list(accumulate(1 / (rank + 2) for rank in range(_WORDS)))
_TEXTS = yaml.safe_load((Path(__file__).parent / "languages.yaml").read_text(encoding="utf-8"))
_LANGUAGES = [_Language(name, **texts) for name, texts in _TEXTS.items()]

_CODE = """```python
def total_{n}(rows):
    result = 0
    for row in rows:
        if row["kind"] != "{t}":
            continue
        result += row["amount"] * {n}
    return result
```"""
_TRACE = """Traceback (most recent call last):
  File "main.py", line {n}, in <module>
    print(total(rows))
TypeError: 'NoneType' object is not iterable"""
_BEGAN = datetime(2023, 5, 1, tzinfo=UTC)
_COUNTRIES = ("United States", "Russia", "China", "France", "Germany", "Brazil", "United Kingdom", "Egypt", "Turkey")


def conversations(size: int, seed: int = 0) -> Iterator[dict[str, object]]:
    """`size` records as WildChat has them, of six messages each, some 4.2 kB as JSON."""
    chance = random.Random(seed)
    shares = [language.share for language in _LANGUAGES]
    for number in range(size):
        (language,) = chance.choices(_LANGUAGES, shares)
        topics = chance.sample(language.topics, 3)
        user = f"{chance.getrandbits(256):064x}"
        began = _BEGAN + timedelta(minutes=number)
        messages: list[dict[str, object]] = []
        for turn in range(MESSAGES // 2):
            messages.append(
                {
                    "content": _user_turn(language, topics, turn, chance),
                    "country": chance.choice(_COUNTRIES),
                    "hashed_ip": user,
                    "language": language.name,
                    "redacted": False,
                    "role": "user",
                    "state": None,
                    "timestamp": None,
                    "toxic": False,
                    "turn_identifier": 100000 + number * 3 + turn,
                }
            )
            messages.append(
                {
                    "content": _reply(language, topics, chance),
                    "country": None,
                    "hashed_ip": None,
                    "language": language.name,
                    "redacted": False,
                    "role": "assistant",
                    "state": None,
                    "timestamp": (began + timedelta(seconds=9 * turn)).isoformat(),
                    "toxic": False,
                    "turn_identifier": 100000 + number * 3 + turn,
                }
            )
        yield {
            "conversation_hash": f"{chance.getrandbits(128):032x}",
            "model": chance.choice(("gpt-3.5-turbo-0301", "gpt-4-0314")),
            "timestamp": messages[-1]["timestamp"],
            "conversation": messages,
            "turn": MESSAGES // 2,
            "language": language.name,
            "toxic": False,
            "redacted": False,
            "hashed_ip": user,
        }


def write_dump(path: Path, size: int, seed: int = 0) -> None:
    """Write `size` conversations as JSON lines."""
    with path.open("w", encoding="utf-8") as file:
        for record in conversations(size, seed):
            file.write(as_line(record))


def as_line(record: dict[str, object]) -> str:
    """A record as a line of JSON."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"


def _filled(template: str, topics: list[str], chance: random.Random) -> str:
    if "{" not in template:
        return template
    a, t = chance.sample(topics, 2)
    return template.replace("{t}", t).replace("{a}", a).replace("{n}", str(chance.randint(2, 12)))


def _sentences(templates: list[str], count: int, topics: list[str], chance: random.Random) -> str:
    return " ".join(_filled(template, topics, chance) for template in chance.choices(templates, k=count))


def _text(language: _Language, count: int, topics: list[str], chance: random.Random) -> str:
    """`count` sentences, one in four of them with a meaning."""
    return " ".join(
        _filled(chance.choice(language.says), topics, chance)
        if chance.random() < 0.25
        else language.prose(chance.randint(5, 16), chance)
        for _ in range(count)
    )


def _user_turn(language: _Language, topics: list[str], turn: int, chance: random.Random) -> str:
    parts = []
    if turn > 0 and chance.random() < REACTING:
        parts.append(_filled(chance.choice(language.dsat if chance.random() < 0.7 else language.sat), topics, chance))
    if not parts or chance.random() < 0.5:
        parts.append(_sentences(language.asks, chance.choice((1, 1, 1, 2, 3)), topics, chance))
        if chance.random() < 0.5:
            parts.append(language.prose(chance.randint(3, 12), chance))
    kind = chance.random()
    if kind < 0.06:  # a text to work on
        parts.append("\n\n" + _text(language, chance.randint(8, 50), topics, chance))
    elif kind < 0.10:
        parts.append("\n" + _filled(_CODE, topics, chance))
    elif kind < 0.12:
        parts.append("\n" + _filled(_TRACE, topics, chance))
    return " ".join(parts)


def _reply(language: _Language, topics: list[str], chance: random.Random) -> str:
    kind = chance.random()
    paragraphs = [_text(language, chance.randint(2, 6), topics, chance) for _ in range(chance.choice((1, 1, 2, 2, 3)))]
    if kind < 0.3:
        paragraphs.insert(1, "\n".join(f"{n}. {_text(language, 1, topics, chance)}" for n in range(1, 6)))
    elif kind < 0.4:
        paragraphs.insert(1, _filled(_CODE, topics, chance))
    return "\n\n".join(paragraphs)
