"""Conversations that a dump holds more than once: the longest copy stays.

Copies are looked for among conversations of one key (the source's id, or the first user message where there is none),
so that only their messages need be compared.
"""

from __future__ import annotations

import shutil
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from drift_data.schema import CONVERSATIONS
from drift_data.store.parquet import ParquetSink

SAME = "copy of another conversation"
PART = "beginning of another conversation"


@dataclass
class Copies:
    """What was left out: conversations, their messages, and how many for which reason."""

    rows: int = 0
    messages: int = 0
    reasons: Counter[str] = field(default_factory=Counter)


class CopyFinder:
    """Collects the keys of conversations as they are written; then drops copies from the folder.

    Holds 8 bytes per conversation, and more only for those that share a key.
    """

    def __init__(self) -> None:
        self._keys: list[pa.Array] = []

    def add(self, keys: pa.Array) -> None:
        """The keys (uint64) of the next rows, in the order they are written."""
        if len(keys):
            # Copied: a column that came from DuckDB keeps the whole batch in memory.
            self._keys.append(pc.bit_wise_or(keys, pa.scalar(0, keys.type)))

    def drop_from(self, folder: Path) -> Copies:
        """Rewrite `folder`/data without copies, if there are any."""
        found = Copies()
        if not self._keys:
            return found
        keys = pa.chunked_array(self._keys)
        counts = keys.value_counts()
        repeated = counts.field("values").filter(pc.greater(counts.field("counts"), 1))
        if not len(repeated):
            return found
        candidates = pc.is_in(keys, value_set=repeated)
        groups: dict[int, list[tuple[int, array[int]]]] = {}
        for row, digests in _digests(folder / "data", candidates):
            groups.setdefault(keys[row].as_py(), []).append((row, digests))
        dropped: dict[int, str] = {}
        shared: dict[int, int] = {}
        for group in groups.values():
            _compare(group, dropped, shared)
        if dropped or shared:
            _rewrite(folder, dropped, shared, found)
        return found


def _digests(data: Path, candidates: pa.ChunkedArray) -> Iterator[tuple[int, array[int]]]:
    """(row, one 64-bit digest per message) of the candidates."""
    row = 0
    for batch in _batches(data, ["messages"]):
        mask = candidates.slice(row, batch.num_rows).combine_chunks()
        rows = pc.indices_nonzero(mask).to_pylist()
        for offset, messages in zip(rows, batch["messages"].filter(mask).to_pylist(), strict=True):
            digests = array("Q")
            for message in messages:
                text = f"{message['role']}\x1f{message['content'].strip()}".encode()
                digests.append(int.from_bytes(blake2b(text, digest_size=8).digest(), "big"))
            yield row + offset, digests
        row += batch.num_rows


def _compare(group: list[tuple[int, array[int]]], dropped: dict[int, str], shared: dict[int, int]) -> None:
    kept: list[tuple[int, array[int]]] = []
    # Longest first, so that a beginning always meets what it is the beginning of; then in the order of the dump.
    for row, digests in sorted(group, key=lambda item: (-len(item[1]), item[0])):
        common = 0
        for _, other in kept:
            same = _common(digests, other)
            if same == len(digests):
                dropped[row] = SAME if len(other) == same else PART
                break
            common = max(common, same)
        else:
            kept.append((row, digests))
            if common:
                shared[row] = common


def _common(a: array[int], b: array[int]) -> int:
    for index, (left, right) in enumerate(zip(a, b, strict=False)):
        if left != right:
            return index
    return min(len(a), len(b))


def _rewrite(folder: Path, dropped: dict[int, str], shared: dict[int, int], found: Copies) -> None:
    aside = folder / "unique"
    row = 0
    column = CONVERSATIONS.get_field_index("shared")
    with ParquetSink(aside, CONVERSATIONS) as sink:
        for batch in _batches(folder / "data", None):
            rows = range(row, row + batch.num_rows)
            row += batch.num_rows
            common = pa.array([shared.get(index, 0) for index in rows], pa.int32())
            batch = batch.set_column(column, CONVERSATIONS.field("shared"), common)
            mask = pa.array([index not in dropped for index in rows])
            gone = batch.filter(pc.invert(mask))
            found.rows += gone.num_rows
            found.messages += pc.sum(pc.list_value_length(gone["messages"])).as_py() or 0
            sink.write(batch.filter(mask))
    found.reasons.update(dropped.values())
    shutil.rmtree(folder / "data")
    (aside / "data").rename(folder / "data")
    aside.rmdir()


def _batches(data: Path, columns: list[str] | None) -> Iterator[pa.RecordBatch]:
    for path in sorted(data.glob("*.parquet")):
        with pq.ParquetFile(path) as file:
            yield from file.iter_batches(1024, columns=columns)
