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
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from drift_data import arrow
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
            self._keys.append(pc.bit_wise_or(keys, arrow.scalar(0, keys.type)))

    def drop_from(self, folder: Path) -> Copies:
        """Rewrite `folder`/data without copies, if there are any."""
        found = Copies()
        if not self._keys:
            return found
        keys = pa.chunked_array(self._keys)
        counts = keys.value_counts()
        repeated = counts.field("values").filter(pc.greater(counts.field("counts"), arrow.scalar(1, pa.int64())))
        if not len(repeated):
            return found
        candidates = pc.is_in(keys, value_set=repeated)
        groups: dict[int, list[_Candidate]] = {}
        for candidate in _candidates(folder / "data", candidates):
            groups.setdefault(keys[candidate.row].as_py(), []).append(candidate)
        dropped: dict[int, str] = {}
        shared: dict[int, int] = {}
        for group in groups.values():
            _compare(group, dropped, shared)
        if dropped or shared:
            _rewrite(folder, dropped, shared, found)
        return found


@dataclass(frozen=True)
class _Candidate:
    """A conversation that may have copies.

    Attributes:
        row: its place among all rows.
        digests: 64 bits per message, of role and text.
        clicks: ratings and discarded branches in it.
    """

    row: int
    digests: array[int]
    clicks: int


def _candidates(data: Path, candidates: pa.ChunkedArray) -> Iterator[_Candidate]:
    row = 0
    for batch in _batches(data, ["messages", "discarded"]):
        mask = candidates.slice(row, batch.num_rows).combine_chunks()
        rows = pc.indices_nonzero(mask).to_pylist()
        for offset, conversation in zip(rows, _texts(batch.filter(mask)), strict=True):
            messages, discarded = conversation
            digests = array("Q")
            clicks = discarded
            for role, content, rating in messages:
                digest = blake2b(f"{role}\x1f{content.strip()}".encode(), digest_size=8).digest()
                digests.append(int.from_bytes(digest, "big"))
                clicks += rating is not None
            yield _Candidate(row + offset, digests, clicks)
        row += batch.num_rows


def _texts(batch: pa.RecordBatch) -> Iterator[tuple[list[tuple[str, str, float | None]], int]]:
    """(messages as (role, content, rating), number of discarded branches) of each row."""
    messages = batch["messages"].flatten()
    fields = zip(*(messages.field(name).to_pylist() for name in ("role", "content", "rating")), strict=True)
    lengths = pc.list_value_length(batch["messages"]).to_pylist()
    branches = pc.list_value_length(batch["discarded"]).to_pylist()
    for length, discarded in zip(lengths, branches, strict=True):
        yield list(islice(fields, length)), discarded


def _compare(group: list[_Candidate], dropped: dict[int, str], shared: dict[int, int]) -> None:
    kept: list[array[int]] = []
    # Longest first, so that a beginning always meets what it is the beginning of; of equal copies the one with more
    # clicks, such as an export made after the user rated a reply; then in the order of the dump.
    for candidate in sorted(group, key=lambda item: (-len(item.digests), -item.clicks, item.row)):
        digests = candidate.digests
        common = 0
        for other in kept:
            same = _common(digests, other)
            if same == len(digests):
                dropped[candidate.row] = SAME if len(other) == same else PART
                break
            common = max(common, same)
        else:
            kept.append(digests)
            if common:
                shared[candidate.row] = common


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
            common = arrow.array([shared.get(index, 0) for index in rows], pa.int32())
            batch = batch.set_column(column, CONVERSATIONS.field("shared"), common)
            mask = arrow.array([index not in dropped for index in rows], pa.bool_())
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
