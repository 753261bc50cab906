"""References: `feedback` (the latest), `feedback@v1` (a tag), `feedback@3fa94c` (an id, or 6 or more digits of it)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from drift_data.errors import DriftError

#: Dataset names and tags. Nothing that matches can leave a folder or be hidden in it.
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
_ID = re.compile(r"[0-9a-f]{16}")
_ID_PREFIX = re.compile(r"[0-9a-f]{6,16}")


@dataclass(frozen=True)
class Reference:
    """A parsed reference; `point` is a tag or the beginning of an id, None for the latest."""

    dataset: str
    point: str | None


def parse(text: str) -> Reference:
    """Take a reference apart.

    Raises:
        DriftError: it is not one.
    """
    dataset, at, point = text.partition("@")
    if not _NAME.fullmatch(dataset) or (at and not _NAME.fullmatch(point)):
        raise DriftError(
            f"{text!r} is not a reference.",
            why="A reference is a dataset name (feedback), a name with a tag (feedback@v1) or with an id of 6 or more "
            "digits (feedback@3fa94c); names and tags are made of a-z, 0-9, '.', '_' and '-'.",
            fix="`drift-data ls` lists them.",
        )
    return Reference(dataset, point if at else None)


def check_dataset(name: str) -> str:
    """The name, if a dataset can be called that.

    Raises:
        DriftError: it cannot.
    """
    if not _NAME.fullmatch(name):
        raise DriftError(
            f"{name!r} cannot be the name of a dataset.",
            fix="Use a-z, 0-9, '.', '_' and '-', a letter or digit first, at most 100.",
        )
    return name


def check_tag(tag: str) -> str:
    """The tag, if it can be one.

    Raises:
        DriftError: it cannot, or it would be taken for an id.
    """
    if not _NAME.fullmatch(tag) or is_id_prefix(tag) or tag == "latest":
        raise DriftError(
            f"{tag!r} cannot be a tag.",
            why="It would be taken for an id." if is_id_prefix(tag) else "",
            fix="Use a-z, 0-9, '.', '_' and '-', a letter or digit first, at most 100; v1 for instance.",
        )
    return tag


def is_id(text: str) -> bool:
    return _ID.fullmatch(text) is not None


def is_id_prefix(text: str) -> bool:
    return _ID_PREFIX.fullmatch(text) is not None
