"""Messages of other libraries without what lets somebody in."""

from __future__ import annotations

import re

from drift_data.extras import need

LONGEST = 300
_QUERY = re.compile(r"\?[^\s?=&'\"<>]+=[^\s'\"<>]*")


def harmless(text: str) -> str:
    """Without the Hub's token, and without the queries of addresses: a signed one is as good as a password."""
    token = need("huggingface_hub", "hub").get_token()
    return _QUERY.sub("?[query]", text.replace(token, "[token]") if token else text)


def first_line(error: BaseException) -> str:
    """The first line of an error, masked before it is cut: half a token is not found any more."""
    return harmless(str(error)).strip().split("\n")[0][:LONGEST]
