"""Conversations composed from scenes, with the reactions that were planted in them."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from simulator.scenes import Scene

NAMES = ["Maren", "Tomás", "Ilse", "Jamal", "Odile", "Piotr", "Sunniva", "Wei", "Zeynep", "Luca", "Ruth", "Bela"]
MODELS = ["finch-7b", "finch-7b", "finch-13b"]
FIRST_DAY = 1_709_280_000  # 2024-03-01 UTC, in seconds
DAYS = 180


@dataclass
class Message:
    """What was said, in seconds since 1970; `abandoned` is the branch that the user left at this message."""

    role: str
    text: str
    time: int = 0
    abandoned: list[str] = field(default_factory=list)  # [reply] regenerated, [user text, reply] edited
    rating: int = 0  # 1 up, -1 down
    comment: str = ""


@dataclass
class Reaction:
    """A planted reaction: what mining should find at `turn`."""

    turn: int  # index among the messages of the conversation, all roles counted
    label: str  # dsat, sat or mixed
    kind: str = "message"  # message, regenerate, edit or rating


@dataclass
class Talk:
    id: str
    user: str
    model: str
    language: str
    messages: list[Message] = field(default_factory=list)
    reactions: list[Reaction] = field(default_factory=list)
    toxic: bool = False
    redacted: bool = False

    def count(self, *labels: str) -> int:
        return sum(reaction.label in labels for reaction in self.reactions)


class Author:
    """Composes conversations. One random generator decides everything, so a seed gives the same ones each time."""

    def __init__(self, scenes: Sequence[Scene], rng: random.Random) -> None:
        self.rng = rng
        self.phrases = {scene.language: scene for scene in scenes if scene.name == "phrases"}
        self.scenes = [scene for scene in scenes if scene.name != "phrases"]
        for scene in self.scenes:
            rng.shuffle(scene.choices)

    def talk(self, outcome: str, *, topics: str = "", answered: bool = False) -> Talk:
        """One conversation.

        Args:
            outcome: the name of a public method of `_Telling`, such as quiet, dsat or both (dsat, revised reply, sat).
            topics: a regular expression for the scene files that may be used.
            answered: whether it must end with a reply, as a log of requests does.
        """
        rng = self.rng
        flawed = outcome in ("dsat", "mixed", "both", "regenerate", "edit", "down", "person")
        scene = self._draw(topics, flawed, asks=2 if outcome == "edit" else 1)
        uuid4 = uuid.UUID(int=rng.getrandbits(128), version=4)
        talk = Talk(str(uuid4), f"user-{rng.randrange(160):03d}", rng.choice(MODELS), scene.language)
        casual = scene.language == "en" and rng.random() < 0.3
        if outcome in ("quiet", "dsat", "sat") and rng.random() < 0.18:
            before = self._draw(topics or scene.language, other_than=scene)
            _Telling(self, talk, before, casual).calm()
        getattr(_Telling(self, talk, scene, casual), outcome)()
        if outcome in ("dsat", "mixed") and not answered and rng.random() < 0.15:
            talk.messages.pop()  # the user left, or the reply was never logged
        self._date(talk)
        return talk

    def _draw(self, topics: str, flawed: bool = False, asks: int = 1, other_than: Scene | None = None) -> Scene:
        """The scene that has been told least, for how many ways there are to tell it."""
        fit = [
            scene
            for scene in self.scenes
            if re.match(topics, scene.topic)
            and scene is not other_than
            and len(scene["ask"]) >= asks
            and (scene["bad"] or not flawed)
        ]
        scene = min(
            fit, key=lambda scene: (scene.flawed if flawed else 0, scene.told / len(scene.choices), self.rng.random())
        )
        scene.told += 1
        scene.flawed += flawed
        return scene

    def _date(self, talk: Talk) -> None:
        time = FIRST_DAY + self.rng.randrange(DAYS * 86_400)
        for message in talk.messages:
            time += self.rng.randrange(4, 20) if message.role == "assistant" else self.rng.randrange(15, 240)
            message.time = time


class _Telling:
    """One scene being told into one conversation, with one choice for the names in braces."""

    def __init__(self, author: Author, talk: Talk, scene: Scene, casual: bool) -> None:
        self.rng, self.talk, self.scene, self.casual = author.rng, talk, scene, casual
        self.phrases = author.phrases[scene.language]
        name, other = self.rng.sample(NAMES, 2)
        self.names = scene.choices[scene.told % len(scene.choices)] | {"name": name, "other": other}
        flags = " ".join(scene["flags"])
        talk.redacted |= "redacted" in flags
        self.toxic = "toxic" in flags

    # What a conversation can come to; the names are the outcomes of Author.talk.

    def quiet(self) -> None:
        self.calm()

    def calm(self, least: int = 0) -> None:
        self._user(self._one("ask"))
        self._reply(self._one("good"))
        self._follow_ups(self.rng.randint(least, len(self.scene["then"])))

    def sat(self) -> None:
        self.calm()
        self._thank()

    def dsat(self) -> None:
        asked = self._flaw()
        self._complain(asked)
        if self.rng.random() < 0.2:
            self._follow_ups(1)

    def both(self) -> None:
        self.dsat()
        self._thank()

    def mixed(self) -> None:
        self._flaw()
        self._react(self.phrases["mixed"][self.rng.randrange(len(self.phrases["mixed"]))], "mixed")
        self._mend()

    def person(self) -> None:
        self._flaw()
        self._react(self._one("person", self.phrases), "dsat")
        self._reply("A colleague will take over from here and write to you today.")

    def regenerate(self) -> None:
        self._user(self._one("ask"))
        self._reply(self._one("good"), abandoned=[self._one("bad")])
        self._wordless("dsat", "regenerate")
        self._follow_ups(self.rng.randint(0, 1))

    def edit(self) -> None:
        asked = self._one("ask")
        if self.rng.random() < 0.6:
            asks = [self._fill(text) for text in self.scene["ask"]]
            self._user(next(text for text in asks if text != asked), abandoned=[asked, self._one("bad")])
            self.talk.reactions.append(Reaction(len(self.talk.messages) - 1, "dsat", "edit"))
        else:  # a slip of the pen: says nothing about the reply
            slip = self.rng.randrange(1, len(asked) - 1)
            self._user(asked, abandoned=[asked[:slip] + asked[slip + 1 :], self._one("good")])
        self._reply(self._one("good"))
        self._follow_ups(self.rng.randint(0, 2))

    def up(self) -> None:
        self._user(self._one("ask"))
        self._reply(self._one("good"), rating=1)
        self._wordless("sat", "rating")
        self._follow_ups(self.rng.randint(0, 1))

    def down(self) -> None:
        self._user(self._one("ask"))
        comment = self._one("no") if self.rng.random() < 0.5 else ""
        self._reply(self._one("bad"), rating=-1, comment=comment)
        self._wordless("dsat", "rating")

    # The pieces.

    def _flaw(self) -> str:
        asked = self._one("ask")
        self._user(asked)
        self._reply(self._one("bad"))
        return asked

    def _complain(self, asked: str) -> None:
        luck = self.rng.random()
        if luck < 0.08:
            words = asked  # asks the same again
        elif luck < 0.18:
            words = self._one("doubt")
        elif luck < 0.26:
            words = self._one("no", self.phrases)
        else:
            words = self._one("no")
        self._react(words, "dsat")
        if self.phrases["still"] and self.rng.random() < 0.12:
            self._reply(f"{self._one('still')} {self._one('bad')}")
            self._react(self._one("again"), "dsat")
        self._mend()

    def _mend(self) -> None:
        fixed = self._one("fixed")
        self._reply(f"{self._one('sorry')} {fixed}" if self.rng.random() < 0.55 else fixed)

    def _thank(self) -> None:
        own = bool(self.scene["ok"]) and self.rng.random() < 0.65
        self._react(self._one("ok" if own else "thanks"), "sat")
        self._reply(self._one("welcome"))

    def _follow_ups(self, count: int) -> None:
        for then, reply in list(zip(self.scene["then"], self.scene["reply"], strict=True))[:count]:
            self._user(self._fill(then))
            self._reply(self._fill(reply))

    def _react(self, words: str, label: str) -> None:
        self.talk.toxic |= self.toxic and label == "dsat"
        self._user(words)
        self.talk.reactions.append(Reaction(len(self.talk.messages) - 1, label))

    def _wordless(self, label: str, kind: str) -> None:
        self.talk.reactions.append(Reaction(len(self.talk.messages) - 1, label, kind))

    def _user(self, text: str, abandoned: Sequence[str] = ()) -> None:
        if self.casual and "```" not in text and not text.startswith(("I ", "I'", "Traceback")):
            text = (text[0].lower() + text[1:]).removesuffix(".")
        self.talk.messages.append(Message("user", text, abandoned=list(abandoned)))

    def _reply(self, text: str, abandoned: Sequence[str] = (), rating: int = 0, comment: str = "") -> None:
        if re.match(r"[a-z]{2,}[ ,]+[a-z]", text):  # a name in braces began the sentence
            text = text[0].upper() + text[1:]
        self.talk.messages.append(Message("assistant", text, abandoned=list(abandoned), rating=rating, comment=comment))

    def _one(self, key: str, scene: Scene | None = None) -> str:
        return self._fill(self.rng.choice((scene or self.scene)[key] or self.phrases[key]))

    def _fill(self, text: str) -> str:
        for name, value in self.names.items():
            text = text.replace("{{" + name + "}}", value)
        return re.sub(r"<<(.+?)>>", lambda found: self.rng.choice(found[1].split("|")), text)
