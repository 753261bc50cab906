"""Scenes: short pieces of conversation, read from `scenes/*.txt`.

A scene begins with `== name`. Its parts are `key: text` lines; text runs on until the next key:

    choose a, b: x ~ y | u ~ v   what {{a}} and {{b}} stand for: one of the tuples between the bars (\\| is a bar)
    flags: toxic                 what a moderation model would say (toxic, redacted)
    ask:                         how the user opens (one of them is taken)
    good:                        an adequate reply
    bad:, no:, fixed:            a flawed reply, complaints about it (one is taken), the reply after the complaint
    ok:                          satisfaction in words that suit the scene
    then:, reply:                a neutral follow-up and its reply, in order

The scene `phrases` of a language holds words that suit any scene. A file is named after its language, `en-code.txt`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "scenes"
KEY = re.compile(
    r"^(choose [\w, ]+|flags|ask|good|bad|no|fixed|ok|then|reply|thanks|welcome|sorry|doubt|mixed|still|again|person):"
    r"[ ]?(.*)$"
)


@dataclass
class Scene:
    """One piece of conversation: `parts[key]` are its texts, `choices` what the names in braces may stand for."""

    topic: str
    name: str
    parts: dict[str, list[str]] = field(default_factory=dict)
    choices: list[dict[str, str]] = field(default_factory=lambda: [{}])
    told: int = 0
    flawed: int = 0

    @property
    def language(self) -> str:
        return self.topic.split("-")[0]

    def __getitem__(self, key: str) -> list[str]:
        return self.parts.get(key, [])


def read() -> list[Scene]:
    """Every scene of the folder, in file order. Raises ValueError on a line that belongs to no part."""
    scenes: list[Scene] = []
    for path in sorted(FOLDER.glob("*.txt")):
        for block in re.split(r"^== ", path.read_text(encoding="utf-8"), flags=re.M)[1:]:
            name, _, body = block.partition("\n")
            scenes.append(_scene(path.stem, name.strip(), body))
    return scenes


def _scene(topic: str, name: str, body: str) -> Scene:
    parts: list[tuple[str, list[str]]] = []
    for line in body.rstrip().split("\n"):
        if found := KEY.match(line):
            parts.append((found[1], [found[2]]))
        elif parts:
            parts[-1][1].append(line)
        elif line:
            raise ValueError(f"{topic}: scene {name!r} has text before its first part")
    scene = Scene(topic, name)
    for key, lines in parts:
        text = "\n".join(lines).strip()
        if key.startswith("choose "):
            names = [part.strip() for part in key.removeprefix("choose ").split(",")]
            rows = [[cell.strip().replace("\\|", "|") for cell in row.split(" ~ ")] for row in text.split(" | ")]
            scene.choices = [dict(zip(names, row, strict=True)) for row in rows]
        else:
            scene.parts.setdefault(key, []).append(text)
    if len(scene["then"]) != len(scene["reply"]):
        raise ValueError(f"{topic}: scene {name!r} has a follow-up without a reply")
    return scene
