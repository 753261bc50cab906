"""What a reasoning model says after its thoughts."""

from __future__ import annotations

import re

_BEGIN, _END = "<think>", "</think>"
_ALONE = re.compile(r"^[ \t]*</think>[ \t]*$", re.MULTILINE)


def without_thoughts(text: str) -> str | None:
    """The reply without the thoughts before it; None where they do not end. A model would learn to say them aloud.

    They open with `<think>`, unless the chat template has opened them already; then they end on a line of its own.
    """
    if text.lstrip().startswith(_BEGIN):
        _, end, reply = text.partition(_END)
        return reply if end else None
    alone = _ALONE.search(text)
    return text[alone.end() :] if alone and _BEGIN not in text[: alone.start()] else text
