"""Text of a log as data in a prompt: it can end neither the quotation nor, with a control token, the message."""

from __future__ import annotations

import json
import re
from typing import Any

from drift_data.sample.policy import Policy


class Quoter:
    """Spells a value as one line of JSON in which no control token of the model occurs.

    JSON alone keeps text from closing its quotation marks or beginning a line. But `<|im_end|>` in a log would still be
    read by the tokenizer as the end of the message; so the first character of such a token is written as a JSON escape.
    """

    def __init__(self, policy: Policy) -> None:
        tokenizer = policy.tokenizer
        added = tokenizer.added_tokens_decoder.values()
        # `<think>` and the like are not flagged as special. Runs of spaces, which some models add too, do no harm.
        control = {token.content for token in added if token.special or token.content.startswith(("<", "["))}
        tokens = [token for token in control | set(tokenizer.all_special_tokens) if len(token.strip()) > 1]
        longest_first = sorted(tokens, key=lambda token: (-len(token), token))
        self._tokens = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)", re.IGNORECASE)

    def __call__(self, value: Any) -> str:
        text = json.dumps(value, ensure_ascii=False)
        return self._tokens.sub(lambda found: _escape(found[0][0]) + found[0][1:], text)


def _escape(char: str) -> str:
    return re.sub("(.{4})", r"\\u\1", char.encode("utf-16-be").hex())
