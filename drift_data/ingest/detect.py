"""Which format a file is in, by the keys of its first records."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from drift_data.errors import DriftError
from drift_data.ingest.formats import Format, all_formats

#: How many of a file's records are looked at.
SAMPLE = 50
_NO_JSON = "not JSON"


def has_path(value: Any, path: str) -> bool:
    """Whether a key path such as `chat.history.messages` or `conversation[].role` leads to something in `value`."""
    key, _, rest = path.partition(".")
    name = key.removesuffix("[]")
    if not isinstance(value, dict) or name not in value:
        return False
    inner = value[name]
    if key.endswith("[]"):
        if not isinstance(inner, list) or not inner:
            return False
        inner = inner[0]
    return has_path(inner, rest) if rest else True


def recognise(record: Any) -> str | None:
    """The format whose longest alternative of key paths the record holds; None when there is none."""
    best: tuple[int, str] | None = None
    for format_ in all_formats().values():
        for keys in format_.detect:
            if (best is None or len(keys) > best[0]) and all(has_path(record, key) for key in keys):
                best = (len(keys), format_.name)
    return best[1] if best else None


def detect(name: str, texts: Iterable[str]) -> Format | None:
    """The format of a file, by what most of its first records are; None for a file without records.

    Args:
        name: the file, for the message.
        texts: its first records.

    Raises:
        DriftError: the records are of no known format; says what was seen (keys only) and which formats exist.
    """
    votes: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for text in texts:
        try:
            record = json.loads(text)
        except (ValueError, RecursionError):
            seen[_NO_JSON] += 1
            continue
        found = recognise(record)
        if found:
            votes[found] += 1
        else:
            seen[_shape(record)] += 1
    if votes:
        return all_formats()[votes.most_common(1)[0][0]]
    if not seen:
        return None
    shape, _ = seen.most_common(1)[0]
    if shape == _NO_JSON:
        raise DriftError(
            f"{name}: unknown format.",
            why="Its first records are not JSON.",
            fix="Convert it to JSON, JSON Lines (an object a line) or Parquet, in UTF-8, or leave the file out.",
        )
    raise DriftError(
        f"{name}: unknown format.",
        why=f"Its first records are: {shape}. Known formats: {', '.join(all_formats())}.",
        fix="Force one with --format NAME, describe yours under `mappings:` in drift.yaml, or leave the file out.",
    )


def _shape(record: Any) -> str:
    if not isinstance(record, dict):
        return f"a JSON {type(record).__name__}"
    keys = [f"{key[:40]!a}: {type(value).__name__}" for key, value in list(record.items())[:12]]
    return "objects with " + (", ".join(keys) or "no keys") + (", ..." if len(record) > 12 else "")
