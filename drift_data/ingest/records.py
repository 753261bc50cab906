"""The records of a text dump: one JSON text per conversation, request or message, with its line.

The line of a record in a JSON file, which may be all on one line, is its position among the records, from 1.

Lines files (JSONL) are cut at line ends; JSON files (one array, or one or more pretty-printed objects) are cut where a
value of the outermost level ends. Either way a broken record costs that record only (in a JSON file, as long as records
begin on lines of their own), and memory is bounded by `BLOCK` and `LONGEST`, never by the size of the file.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

import pyarrow as pa

from drift_data.arrow import array, scalar
from drift_data.errors import DriftError
from drift_data.ingest.rejects import BROKEN_UTF8, TOO_LONG, Spool

BLOCK = 4 << 20
#: A longer record is rejected: DuckDB's own JSON reader stops at the same size.
LONGEST = 16 << 20

SCHEMA = pa.schema([("source", pa.int32()), ("number", pa.int64()), ("text", pa.string())])

#: How far a value is read at first, and how many later records it may run into before it is given up as broken.
_WINDOW, _CROSSED = 64 << 10, 64

#: How much of a file is looked at to tell what it is.
_HEAD = 1 << 20
_BOM = b"\xef\xbb\xbf"
_BLANK = b" \t\r\n"


def open_text(path: Path) -> BinaryIO:
    """The bytes of a file, decompressed when its content (not its name) is gzip or zstd."""
    stream: BinaryIO = pa.input_stream(str(path), compression=_compression(path), buffer_size=1 << 20)
    return stream


def _compression(path: Path) -> str | None:
    with path.open("rb") as file:
        magic = file.read(4)
    return "gzip" if magic[:2] == b"\x1f\x8b" else "zstd" if magic == b"\x28\xb5\x2f\xfd" else None


def unreadable(path: Path, error: Exception) -> DriftError:
    """What to tell people about a file that could not be read to its end."""
    try:
        tool = _compression(path)
    except OSError:
        tool = None
    test = f"`{tool} -t {shlex.quote(str(path))}` tells whether it is whole. " if tool else ""
    return DriftError(
        f"{path} cannot be read.",
        why=str(error).split("\n")[0],
        fix=f"{test}Copy it anew, or leave it out.",
    )


def is_parquet(path: Path) -> bool:
    """Whether a file is Parquet, by its first bytes."""
    with path.open("rb") as file:
        return file.read(4) == b"PAR1"


def is_lines(path: Path, head: bytes) -> bool:
    """Whether a file is one record a line, by its name or by its beginning `head`."""
    name = path.name.lower().removesuffix(".gz").removesuffix(".zst")
    head = head.removeprefix(_BOM).lstrip(_BLANK)
    if name.endswith((".jsonl", ".ndjson")):
        # An array under such a name is read as the array that it is.
        first, _, rest = head.partition(b"\n")
        return not first.startswith(b"[") or (_parses(first, list) and bool(rest.strip(_BLANK)))
    if head.startswith(b"["):
        return False
    if not head.startswith(b"{"):
        return True
    # An object: JSONL when any of the first lines is a JSON value of its own, else pretty-printed, where inner objects
    # may have lines of their own, too.
    lines = head.split(b"\n")[:20]
    if lines[0].rstrip(_BLANK) == b"{":
        return False
    return len(lines) == 1 or any(line.startswith(b"{") and _parses(line, dict) for line in lines)


def _parses(line: bytes, kind: type) -> bool:
    try:
        return isinstance(json.loads(line), kind)
    except (ValueError, RecursionError):
        return False


def record_batches(files: Iterable[tuple[int, Path]], rejects: Spool) -> Iterator[pa.RecordBatch]:
    """Batches of `SCHEMA` from text files in order; what is too long or not UTF-8 goes to `rejects`.

    Args:
        files: (number of the source, path).
    """
    for source, path in files:
        try:
            with open_text(path) as stream:
                head = stream.read(_HEAD)
                cut = _lines if is_lines(path, head) else _values
                for block in cut(head.removeprefix(_BOM), stream, source, rejects):
                    yield _batch(source, block, rejects)
        except OSError as error:
            raise unreadable(path, error) from error


def record_samples(path: Path) -> Iterator[str]:
    """The records of a text file from the first on; those too long to be read are passed over."""
    with open_text(path) as stream, TemporaryDirectory() as folder:
        head = stream.read(_HEAD)
        rejects = Spool(Path(folder) / "samples")
        cut = _lines if is_lines(path, head) else _values
        try:
            for block in cut(head.removeprefix(_BOM), stream, 0, rejects):
                yield from (record.decode(errors="replace") for _, record in block)
        finally:
            rejects.finish()


Numbered = list[tuple[int, bytes]]


def _batch(source: int, block: Numbered, rejects: Spool) -> pa.RecordBatch:
    numbers = [number for number, _ in block]
    raw = array([record for _, record in block], pa.binary())
    try:
        text = raw.cast(pa.string())
    except pa.ArrowInvalid:
        whole: Numbered = []
        for number, record in block:
            try:
                record.decode()
                whole.append((number, record))
            except UnicodeDecodeError as error:
                rejects.add(source, number, BROKEN_UTF8, f"at byte {error.start}", [record])
        return _batch(source, whole, rejects)
    sources = pa.repeat(scalar(source, pa.int32()), len(numbers))
    return pa.record_batch([sources, array(numbers, pa.int64()), text], schema=SCHEMA)


def _lines(rest: bytes, stream: BinaryIO, source: int, rejects: Spool) -> Iterator[Numbered]:
    number = 1
    while True:
        block = stream.read(BLOCK)
        end = rest.rfind(b"\n") if not block else -1
        data = rest + block
        if block:
            end = data.rfind(b"\n")
            if end < 0:
                rest = data
                if len(rest) > LONGEST:
                    rest = _skip_line(rest, stream, source, number, rejects)
                    number += 1
                continue
        else:
            end = len(data)
        lines = data[:end].split(b"\n")
        rest = data[end + 1 :]
        numbered: Numbered = []
        for offset, line in enumerate(lines):
            if len(line) > LONGEST:
                rejects.add(source, number + offset, TOO_LONG, f"{len(line)} bytes", [line])
            elif line and not line.isspace():
                numbered.append((number + offset, line))
        number += len(lines)
        if numbered:
            yield numbered
        if not block:
            return


def _skip_line(start: bytes, stream: BinaryIO, source: int, number: int, rejects: Spool) -> bytes:
    """Send a line that does not fit into memory to the rejects piece by piece; return what follows it."""
    following = b""

    def pieces() -> Iterator[bytes]:
        nonlocal following
        yield start
        while block := stream.read(BLOCK):
            line, newline, following = block.partition(b"\n")
            yield line
            if newline:
                return

    rejects.add(source, number, TOO_LONG, f"more than {LONGEST} bytes", pieces())
    return following


_TOKEN = re.compile(rb'[{}\[\]"]')
_REST_OF_STRING = re.compile(rb'(?:[^"\\]++|\\.)*+"', re.DOTALL)
_SCALAR = re.compile(rb"[^,\[\]{}\n]+")


@dataclass
class _Scan:
    """Where in a JSON value the scanner stands; strings are skipped whole, so brackets in text do not count."""

    depth: int = 0
    in_string: bool = False

    def to_end(self, data: bytes, position: int, stop: int) -> tuple[int, bool]:
        """Go on from `position` to the end of the outermost value (True), or to `stop` (False)."""
        if self.depth == 0 and not self.in_string and data[position] == ord('"'):
            self.in_string = True
            position += 1
        elif self.depth == 0 and not self.in_string and data[position] not in b"{[":
            # A bare scalar where a record should be: kept, to be rejected further on.
            scalar = _SCALAR.match(data, position, stop)
            end = scalar.end() if scalar else position + 1
            return end, end < stop
        while True:
            if self.in_string:
                rest = _REST_OF_STRING.match(data, position, stop)
                if rest is None:
                    tail = data[position:stop]
                    backslashes = len(tail) - len(tail.rstrip(b"\\"))
                    return stop - backslashes % 2, False
                self.in_string = False
                position = rest.end()
                if self.depth == 0:
                    return position, True
            token = _TOKEN.search(data, position, stop)
            if token is None:
                return stop, False
            position = token.end()
            if token[0] == b'"':
                self.in_string = True
            elif token[0] in b"{[":
                self.depth += 1
            else:
                self.depth -= 1
                if self.depth <= 0:
                    return position, True


@dataclass
class _Seam:
    """Where the next record begins, though the one before it is broken and its end cannot be found: on a line that
    begins as that of the first record does.

    Attributes:
        mark: a line break, the indentation of the first record, and `{`; None where whole records hold such lines, too.
    """

    mark: bytes | None = None
    _before: bytes = b""
    _sought: bool = False

    def pass_over(self, blanks: bytes) -> None:
        """What stands before a record."""
        if not self._sought:
            self._before += blanks

    def learn(self, first: bytes) -> None:
        """`first`: byte of the first record."""
        if not self._sought and first == b"{":
            self.mark = b"\n" + self._before.rpartition(b"\n")[2].translate(None, b"\r,]") + b"{"
        self._sought = True

    def crossed(self, data: bytes, start: int, end: int) -> bool:
        """Whether so many records begin after `start` that the one there will not end any more."""
        return self.mark is not None and data.count(self.mark, start + 1, end) >= _CROSSED

    def inside(self, data: bytes, start: int, end: int, whole: bool) -> int:
        """The place of the next record within data[start:end], the value that the scanner found; -1 for none."""
        if self.mark is None:
            return -1
        at = data.find(self.mark, start + 1, end)
        if at >= 0 and whole and _parses(data[start:end], dict):
            self.mark = None
            return -1
        return at


def _values(data: bytes, stream: BinaryIO, source: int, rejects: Spool) -> Iterator[Numbered]:
    """Cut a JSON array, or objects one after the other, into the values of the outermost level."""
    number = 0
    lead = len(data) - len(data.lstrip(_BLANK))
    start = lead + 1 if data[lead : lead + 1] == b"[" else lead
    numbered: Numbered = []
    held = 0  # bytes in them
    seam = _Seam()
    while True:
        begin = start
        while start < len(data) and data[start] in b" \t\r\n,]":
            start += 1
        seam.pass_over(data[begin:start])
        if start == len(data):
            data, start = stream.read(BLOCK), 0
            if not data:
                break
            continue
        number += 1
        seam.learn(data[start : start + 1])
        scan, window, end = _Scan(), _WINDOW, start
        while True:
            window = min(window, LONGEST + 2)
            while len(data) - start < window and (block := stream.read(BLOCK)):
                data, end, start = data[start:] + block, end - start, 0
            stop = min(len(data), start + window)
            end, whole = scan.to_end(data, end if scan.depth or scan.in_string else start, stop)
            if whole or stop - start < window or end - start > LONGEST or seam.crossed(data, start, end):
                break
            window *= 4
        following = seam.inside(data, start, end, whole)
        if following >= 0:
            end, whole = following, True
        if end - start > LONGEST:
            if numbered:
                yield numbered
                numbered, held = [], 0
            rest = _Rest(data[start:], end - start, whole)
            rejects.add(source, number, TOO_LONG, f"more than {LONGEST} bytes", rest.pieces(scan, stream))
            data, start = rest.following, 0
            continue
        numbered.append((number, data[start:end].rstrip(b" \t\r\n,") if following >= 0 else data[start:end]))
        held += end - start
        if held > BLOCK:
            yield numbered
            numbered, held = [], 0
        start = end
    if numbered:
        yield numbered


@dataclass
class _Rest:
    """A value that does not fit into memory, on its way to the rejects."""

    data: bytes
    end: int
    whole: bool
    following: bytes = b""

    def pieces(self, scan: _Scan, stream: BinaryIO) -> Iterator[bytes]:
        data, end, whole = self.data, self.end, self.whole
        while True:
            yield data[:end]
            if whole:
                self.following = data[end:]
                return
            block = stream.read(BLOCK)
            data = data[end:] + block
            if not block and len(data) < 2:  # a backslash at the end of the file may be left
                return
            end, whole = scan.to_end(data, 0, len(data))
