"""Text for a terminal: nothing that a log says can move the cursor, set a colour, turn text round or forge a line."""

from __future__ import annotations

import unicodedata

#: Joiners of emoji and of Persian words: invisible, and harmless.
_JOINERS = "\u200c\u200d"


def visible(text: str) -> str:
    """The text on one line, with every character that a terminal may act on spelled as an escape, such as `\\x1b`."""
    if text.isprintable():
        return text
    return "".join(char if _harmless(char) else _escape(char) for char in text)


def _harmless(char: str) -> bool:
    return char.isprintable() or char in _JOINERS or unicodedata.category(char) == "Zs"


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def short(text: str, most: int = 100) -> str:
    """At most `most` characters of the text, its white space made one space each."""
    flat = " ".join(text[: 8 * most].split())
    return flat if len(flat) <= most and len(text) <= 8 * most else flat[: most - 1] + "…"


def around(text: str, words: str, most: int = 100) -> str:
    """As `short`, but where the text is longer, the part of it that holds `words`."""
    at = text.lower().find(words.lower())
    if at + len(words) < most - 1:
        return short(text, most)
    begin = text.rfind(" ", 0, max(0, at - most // 4)) + 1
    return short("…" + text[begin:], most)


def safe_json(text: str) -> str:
    """JSON text as it is read, with the characters that `visible` escapes written as JSON escapes."""
    if text.isascii() and "\x7f" not in text:
        return text
    return "".join(char if char == "\n" or _harmless(char) else _json_escape(char) for char in text)


def _json_escape(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def size(count: int) -> str:
    """Bytes for people: `1.2 MB`."""
    number, unit = float(count), "B"
    for larger in ("kB", "MB", "GB", "TB"):
        if number < 1000:
            break
        number, unit = number / 1000, larger
    return f"{number:.0f} {unit}" if unit == "B" else f"{number:.1f} {unit}"


def share(part: int, whole: int) -> str:
    """`12.3%`."""
    return f"{100 * part / whole:.1f}%" if whole else "-"


def many(count: int, thing: str) -> str:
    """`1 row`, `1,234 rows`."""
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"
