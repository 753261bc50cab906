"""What a reasoning model says after its thoughts."""

from __future__ import annotations

_BEGIN, _END = "<think>", "</think>"


def without_thoughts(text: str) -> str | None:
    """The reply without the thoughts before it; None where they do not end. A model would learn to say them aloud.

    They open with `<think>`, unless the chat template has opened them already.
    """
    before, end, reply = text.partition(_END)
    opened = before.lstrip().startswith(_BEGIN)
    if end and (opened or _BEGIN not in before):
        return reply
    return None if opened else text
