"""The replies that are compared: JSONL with method, prompt, reply and, unless a reward model gives it, reward."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from drift_data.errors import DriftError
from drift_data.judge import reward
from drift_data.sample.policy import Policy

_SHOWN = 5


@dataclass(frozen=True)
class Reply:
    """
    Attributes:
        method: what wrote it, such as drift or base.
        prompt: what it answers: text, or messages.
        text: the reply.
        reward: higher is better; None where it is not known yet.
    """

    method: str
    prompt: str | tuple[tuple[str, str], ...]
    text: str
    reward: float | None = None


def read_replies(path: Path) -> list[Reply]:
    """The replies in a file of JSON lines.

    Raises:
        DriftError: it cannot be read, holds none, or has lines that are no replies; says which.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DriftError(f"{path} cannot be read.", why=str(error)) from error
    found = [(number, _reply(line)) for number, line in enumerate(lines, 1) if line.strip()]
    bad = [str(number) for number, reply in found if reply is None]
    if bad or not found:
        raise DriftError(
            f"{len(bad)} lines of {path} are no replies." if bad else f"{path} holds no replies.",
            why=f"The first are {', '.join(bad[:_SHOWN])}." if bad else "",
            fix='Each line is {"method": "drift", "prompt": "...", "reply": "...", "reward": 1.0}; reward is optional.',
        )
    return [reply for _, reply in found if reply is not None]


def _reply(line: str) -> Reply | None:
    try:
        row: Any = json.loads(line)
    except ValueError:
        return None
    if not isinstance(row, dict) or not all(isinstance(row.get(key), str) for key in ("method", "reply")):
        return None
    prompt, value = _prompt(row.get("prompt")), row.get("reward")
    number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if prompt is None or not (value is None or number):
        return None
    return Reply(row["method"], prompt, row["reply"], None if value is None else float(value))


def _prompt(value: Any) -> str | tuple[tuple[str, str], ...] | None:
    if isinstance(value, str):
        return value
    if not isinstance(value, list) or not value:
        return None
    messages = [message for message in value if isinstance(message, dict)]
    pairs = [(message.get("role"), message.get("content")) for message in messages]
    if len(pairs) < len(value) or not all(isinstance(part, str) for pair in pairs for part in pair):
        return None
    return tuple((str(role), str(content)) for role, content in pairs)


def with_rewards(replies: Sequence[Reply], model: Policy | None) -> list[Reply]:
    """The same replies, those that had no reward with the model's. One that is too long for the model is left out.

    Raises:
        DriftError: there is no model, and some have no reward; or it is no reward model.
    """
    bare = [at for at, reply in enumerate(replies) if reply.reward is None]
    if not bare:
        return list(replies)
    if model is None:
        raise DriftError(
            f"{len(bare)} of {len(replies)} replies have no reward.", fix="Write it into the file, or --reward MODEL."
        )
    asked = [reward.Reply(str(at), _messages(replies[at].prompt), replies[at].text) for at in bare]
    with reward.Reward(model) as scorer:
        scores = dict(scorer.score(asked))
    scored = [replace(reply, reward=scores.get(str(at), reply.reward)) for at, reply in enumerate(replies)]
    return [reply for reply in scored if reply.reward is not None]


def _messages(prompt: str | tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    if isinstance(prompt, str):
        return [{"role": "user", "content": prompt}]
    return [{"role": role, "content": content} for role, content in prompt]
