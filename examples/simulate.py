"""Write a folder of chat logs as a team might find it: eleven dump formats, made-up people, planted reactions.

    python examples/simulate.py                    # the files of this folder, byte for byte
    python examples/simulate.py --out /tmp/logs --seed 7

Needs nothing but Python. Writes `logs/` (the dumps), `truth.jsonl` (the reactions that were planted in them) and
`planted.json` (what each file holds, and its bad lines) into the folder `--out`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator import scenes
from simulator.dumps import FORMATS, number
from simulator.faults import ANY_LINE, WHOLE_TALK, bad_line, encode, plant
from simulator.talk import Author, Message, Talk

#: What becomes of the conversations that are not in a dump's own list; the rest of them is quiet.
COMMON = {"dsat": 25, "both": 12, "sat": 7, "mixed": 4}


@dataclass(frozen=True)
class Dump:
    """One file (or folder) to write: how many conversations, and which of them only this format can tell."""

    path: str
    format: str
    talks: int
    own: tuple[str, ...] = ()
    topics: str = ""
    calls: bool = False  # a log of requests: lines of different conversations are mixed, each ends with a reply


DUMPS = [
    Dump("wildchat.jsonl.gz", "wildchat", 60),
    Dump("lmsys.jsonl", "lmsys", 36),
    Dump("sharegpt.json", "sharegpt", 36),
    Dump("openai.jsonl", "openai", 32),
    Dump("chatgpt_export/conversations.json", "chatgpt", 34, ("regenerate",) * 4 + ("edit",) * 4),
    Dump("openwebui.json", "openwebui", 30, ("regenerate",) * 2 + ("down",) * 3 + ("up",) * 3),
    Dump("librechat/", "librechat", 16, ("regenerate", "regenerate", "edit", "down", "down", "up")),
    Dump("litellm.jsonl", "litellm", 26, calls=True),
    Dump("langfuse.jsonl", "langfuse", 24, ("down", "down", "up", "up"), calls=True),
    Dump("otel.jsonl", "otel", 22, calls=True),
    Dump("helpdesk.jsonl", "helpdesk", 24, ("person",) * 3, topics="en-work|en-code"),
]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--out", type=Path, default=Path(__file__).parent, help="folder to write into")
    arguments.add_argument("--seed", type=int, default=4)
    given = arguments.parse_args()
    print(simulate(given.out, given.seed))


def simulate(out: Path, seed: int) -> str:
    """Write everything into `out`; the table of what was written. A folder `logs` that is there is replaced."""
    rng = random.Random(seed)
    author = Author(scenes.read(), rng)
    common = _deal(rng)
    shutil.rmtree(out / "logs", ignore_errors=True)
    truth: list[dict[str, Any]] = []
    planted: list[dict[str, Any]] = []
    table: list[list[Any]] = []
    for dump in DUMPS:
        own = list(dump.own) + [next(common) for _ in range(dump.talks - len(dump.own))]
        rng.shuffle(own)
        talks = [_talk(author, dump, outcome) for outcome in own]
        if dump.format == "wildchat":  # the dump whose conversation ids are known not to be unique
            talks += _returns(talks, author)
        faults = _write(dump, talks, author, out / "logs")
        offset = 1 if dump.format == "litellm" else 0  # its system message is the first of all roles
        truth += [
            {
                "conversation_id": talk.id,
                "turn": reaction.turn + offset,
                "label": reaction.label,
                "kind": reaction.kind,
                "format": dump.format,
            }
            for talk in talks
            for reaction in talk.reactions
        ]
        planted += [{"source": dump.path, "line": line, "fault": fault} for line, fault in faults]
        unhappy = sum(talk.count("dsat", "mixed") > 0 for talk in talks)
        happy = sum(talk.count("sat", "mixed") > 0 for talk in talks)
        table.append([dump.path, len(talks), sum(len(talk.messages) for talk in talks), unhappy, happy, len(faults)])
    (out / "truth.jsonl").write_bytes(b"".join(encode(row) + b"\n" for row in truth))
    counts = Counter(row["fault"] for row in planted)
    summary = {
        "seed": seed,
        "conversations": {row[0]: row[1] for row in table},
        "faults": dict(sorted(counts.items())),
        "lines": planted,
    }
    (out / "planted.json").write_text(json.dumps(summary, indent=1) + "\n", encoding="utf-8")
    return _render(table, counts)


def _deal(rng: random.Random) -> Any:
    """The outcomes of all conversations without one of their own, shuffled."""
    total = sum(dump.talks - len(dump.own) for dump in DUMPS)
    cards = [outcome for outcome, count in COMMON.items() for _ in range(count)]
    cards += ["quiet"] * (total - len(cards))
    rng.shuffle(cards)
    return iter(cards)


def _talk(author: Author, dump: Dump, outcome: str) -> Talk:
    talk = author.talk(outcome, topics=dump.topics, answered=dump.calls)
    talk.id = number(dump.format, author.rng, talk.id)
    return talk


def _write(dump: Dump, talks: list[Talk], author: Author, folder: Path) -> list[tuple[int, str]]:
    """Write one dump; (line, fault) of the bad lines planted in it."""
    rng, rows = author.rng, FORMATS[dump.format]
    path = folder / dump.path
    path.parent.mkdir(parents=True, exist_ok=True)
    if dump.path.endswith("/"):  # the product exports one conversation at a time
        path.mkdir()
        for index, talk in enumerate(talks, 1):
            (path / f"conversation-{index:02d}.json").write_bytes(encode(next(rows(talk))))
        return []
    everything = [(talk, row) for talk in talks for row in rows(talk)]
    if path.suffix == ".json":
        path.write_bytes(b"[" + b",\n".join(encode(row) for _, row in everything) + b"]\n")
        return []
    lines = [encode(row) for _, row in everything]
    if dump.calls:
        lines = _mix(lines, [talk for talk, _ in everything], rng)
    kinds = ANY_LINE if dump.calls else ["not JSON", *ANY_LINE, *WHOLE_TALK]
    bad = [(fault, bad_line(fault, _talk(author, dump, "quiet"), rows)) for fault in kinds]
    rng.shuffle(bad)
    faults = plant(lines, bad, rng)
    data = b"".join(line + b"\n" for line in lines)
    if path.suffix == ".gz":
        with path.open("wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as packed:
            packed.write(data)
    else:
        path.write_bytes(data)
    return faults


def _returns(talks: list[Talk], author: Author) -> list[Talk]:
    """Two users come back to an earlier point of a quiet conversation and go on differently: same id, same start."""
    calm = [talk for talk in talks if not talk.reactions and len(talk.messages) > 2][:2]
    back = []
    for talk in calm:
        other = author.talk("quiet", topics=talk.language)
        messages = [Message(message.role, message.text, message.time) for message in talk.messages[:2]]
        messages += [
            Message(message.role, message.text, talk.messages[1].time + 3600 + 30 * index)
            for index, message in enumerate(other.messages)
        ]
        back.append(Talk(talk.id, talk.user, talk.model, talk.language, messages))
    return back


def _mix(lines: list[bytes], owners: list[Talk], rng: random.Random) -> list[bytes]:
    """The lines of several conversations as a log has them: each one's in order, all of them in one another."""
    queues: dict[str, list[bytes]] = {}
    for line, owner in zip(lines, owners, strict=True):
        queues.setdefault(owner.id, []).append(line)
    turns = [owner.id for owner in owners]
    rng.shuffle(turns)
    return [queues[turn].pop(0) for turn in turns]


def _render(table: list[list[Any]], faults: Counter[str]) -> str:
    head = ["file", "conversations", "messages", "dsat", "sat", "bad lines"]
    total = ["total", *(sum(row[column] for row in table) for column in range(1, len(head)))]
    rows = [head, *table, total]
    lines = [f"{row[0]:<36}" + "".join(f"{cell!s:>15}" for cell in row[1:]) for row in rows]
    lines += ["", "bad lines planted:", *(f"  {fault:<34}{count:>5}" for fault, count in sorted(faults.items()))]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
