"""The words of a text, for comparing texts."""

from __future__ import annotations

import re
import unicodedata

#: Scripts that put no space between words: Han, kana, Thai, Lao, Burmese, Khmer.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff"
_PIECE = re.compile(rf"(?P<run>[{_UNSPACED}]+)|(?:(?![{_UNSPACED}])[^\W_])+")


def words(text: str) -> list[str]:
    """Runs of letters and digits, whatever case and width; where a script has no spaces, pairs of neighbouring
    characters."""
    found: list[str] = []
    for piece in _PIECE.finditer(unicodedata.normalize("NFKC", text).casefold()):
        run = piece["run"]
        if run is None:
            found.append(piece[0])
        else:
            found += [run[at : at + 2] for at in range(max(1, len(run) - 1))]
    return found
