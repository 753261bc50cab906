"""Lines that could not become conversations: kept whole, with file, line and reason.

A rejects folder holds `lines` (each rejected line byte for byte, one after the other) and `reasons.jsonl`
(source, line, reason, detail, offset and bytes of it in `lines`). No text of a log is ever put in a message.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from hashlib import blake2b
from heapq import merge
from pathlib import Path
from typing import BinaryIO

TOO_LONG = "line too long"
BROKEN_UTF8 = "broken UTF-8"


@dataclass(frozen=True, order=True)
class Reject:
    """One rejected line; `source` is the number of the file until the folder is written."""

    source: int
    line: int
    reason: str
    detail: str
    offset: int
    bytes: int
    digest: str


class Spool:
    """Rejects of one stage, written as they come so that none is held in memory.

    Args:
        path: where; two files are made from it.
        in_order: they come in the order of the dump; if not, their index is sorted in memory when it is read.
    """

    def __init__(self, path: Path, in_order: bool = True) -> None:
        self._in_order = in_order
        self._lines_path = path.with_suffix(".lines")
        self._index_path = path.with_suffix(".index")
        self._lines = self._lines_path.open("wb")
        self._index = self._index_path.open("w", encoding="utf-8")
        self._offset = 0

    def add(self, source: int, line: int, reason: str, detail: str, pieces: Iterable[bytes]) -> None:
        """Keep one line. `pieces` are its bytes in order; only one of them need be in memory."""
        size = 0
        digest = blake2b(digest_size=8)
        for piece in pieces:
            self._lines.write(piece)
            digest.update(piece)
            size += len(piece)
        reject = Reject(source, line, reason, detail, self._offset, size, digest.hexdigest())
        self._index.write(json.dumps(list(asdict(reject).values())) + "\n")
        self._offset += size

    def finish(self) -> None:
        self._lines.close()
        self._index.close()

    def __iter__(self) -> Iterator[tuple[Reject, BinaryIO]]:
        with self._index_path.open(encoding="utf-8") as index, self._lines_path.open("rb") as lines:
            rejects = (Reject(*json.loads(row)) for row in index)
            for reject in rejects if self._in_order else sorted(rejects):
                yield reject, lines


def write_rejects(spools: list[Spool], names: list[str], folder: Path) -> tuple[Counter[str], list[dict[str, object]]]:
    """Merge the stages' rejects into one folder, in the order of the dump.

    A line that was made into several conversations may be rejected with each: its text is kept once. Of an envelope
    with several records those that were rejected are kept.

    Returns:
        Counts by reason, and the first twenty rejects (source, line, reason, detail) for the summary.
    """
    counts: Counter[str] = Counter()
    first: list[dict[str, object]] = []
    streams = [iter(spool) for spool in spools]
    last = (-1, -1)
    seen: set[str] = set()
    folder.mkdir(parents=True)
    offset = 0
    with (folder / "lines").open("wb") as lines, (folder / "reasons.jsonl").open("w", encoding="utf-8") as reasons:
        for reject, kept in merge(*streams, key=lambda item: item[0]):
            if (reject.source, reject.line) != last:
                last = (reject.source, reject.line)
                seen.clear()
            if reject.digest in seen:
                continue
            seen.add(reject.digest)
            kept.seek(reject.offset)
            left = reject.bytes
            while left:
                piece = kept.read(min(left, 1 << 20))
                lines.write(piece)
                left -= len(piece)
            lines.write(b"\n")
            entry: dict[str, object] = {
                "source": names[reject.source],
                "line": reject.line,
                "reason": reject.reason,
                "detail": reject.detail,
            }
            reasons.write(json.dumps(entry | {"offset": offset, "bytes": reject.bytes}, ensure_ascii=False) + "\n")
            offset += reject.bytes + 1
            counts[reject.reason] += 1
            if len(first) < 20:
                first.append(entry)
    return counts, first
