"""What must not leave the machine: personal data, rows the dump flags, logs that may not be shared or are private."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from drift_data.errors import DriftError
from drift_data.pairing.personal import GATE, redact_text
from drift_data.publish.settings import Hub, SourceLicence
from drift_data.store import Store, Version
from drift_data.store.lineage import Lineage

_BATCH = 1024
_SHOWN = 3
#: Ids that drift makes: hexadecimal digits, of which some are bound to look like the number of a card.
_MADE = re.compile(r"[0-9a-fA-F-]+")
#: What drift writes about a version, without a word of a log.
_ABOUT = ("README.md", "manifest.json")
UNKNOWN = "(logs that this store does not know)"


@dataclass(frozen=True)
class Refusal:
    """One thing that is in the way, and what to do about it."""

    what: str
    fix: str


@dataclass
class _Hits:
    rows: int = 0
    places: list[str] = field(default_factory=list)

    def add(self, place: str, rows: int = 1) -> None:
        self.rows += rows
        if len(self.places) < _SHOWN and place not in self.places:
            self.places.append(place)

    def __str__(self) -> str:
        return f"{', '.join(self.places)}{' ...' if self.rows > len(self.places) else ''}"


def inspect(version: Version, store: Store, settings: Hub) -> list[Refusal]:
    """Read every text of a version; what is in the way of publishing it anywhere. No text is quoted.

    Raises:
        DriftError: a file cannot be read.
    """
    return [*_personal(version), *_flagged(version, store), *forbidden(sources_of(version, store), settings)]


def forbidden(sources: list[str], settings: Hub) -> list[Refusal]:
    """Sources whose licence forbids passing on."""
    found = []
    for source in sources:
        said = _licence_of(source, settings)
        if said is not None and not said.shareable:
            found.append((source, said.licence))
    if not found:
        return []
    shown = "; ".join(f"{source} ({licence})" for source, licence in found[:_SHOWN])
    return [
        Refusal(
            f"it is made from logs whose licence forbids sharing: {shown}{' ...' if len(found) > _SHOWN else ''}",
            "Mine again without these logs, or mend hub.sources in drift.yaml if that is not what their licence says.",
        )
    ]


def private_sources(sources: list[str], settings: Hub) -> list[str]:
    """Sources that no licence is declared for."""
    return [source for source in sources if _licence_of(source, settings) is None]


def private_refusal(sources: list[str]) -> Refusal:
    """Private logs on their way to where everyone can read them."""
    shown = ", ".join(sources[:_SHOWN]) + (" ..." if len(sources) > _SHOWN else "")
    return Refusal(
        f"everyone could read it, and it is made from private logs: {shown}",
        "--private makes a private repository; --public says that everyone may read it; hub.sources in drift.yaml says "
        "under which licence logs came.",
    )


def licences(sources: list[str], settings: Hub) -> list[str]:
    """The licences of sources, sorted; `unknown` for those that none is declared for."""
    found = {said.licence if (said := _licence_of(source, settings)) else "unknown" for source in sources}
    return sorted(found or {"unknown"})


def refuse(what: str, refusals: list[Refusal]) -> DriftError:
    """All that is in the way, as one error."""
    return DriftError(
        f"{what} must not leave this machine as it is.",
        why="\n".join(refusal.what for refusal in refusals),
        fix="\n".join(refusal.fix for refusal in refusals),
    )


def sources_of(version: Version, store: Store) -> list[str]:
    """The logs that a version comes from, by the names its rows or its ancestors have for them, sorted."""
    if any(column.name == "source" for column in version.manifest.columns):
        files = [str(path) for split in version.manifest.splits for path in version.files(split)]
        rows = pl.scan_parquet(files, glob=False).select(pl.col("source").unique()).collect()
        return sorted({source or UNKNOWN for source in rows["source"].to_list()})
    return sorted(_inputs(store.lineage(version))) or [UNKNOWN]


def _inputs(lineage: Lineage) -> set[str]:
    if not lineage.known:
        return {UNKNOWN}
    own = {item.name.partition("@")[0] for item in lineage.version.manifest.inputs}
    return own.union(*map(_inputs, lineage.parents.values()))


def _licence_of(source: str, settings: Hub) -> SourceLicence | None:
    # hf://owner/name@revision is declared as hf://owner/name.
    names = (source, source.partition("@")[0])
    return next((one for one in settings.sources if any(fnmatchcase(name, one.files) for name in names)), None)


def _personal(version: Version) -> list[Refusal]:
    hits: dict[str, _Hits] = {}
    for file in version.manifest.files:
        if file.path in _ABOUT:
            continue
        path = version.path / file.path
        found = in_parquet(path) if path.suffix == ".parquet" else _in_text(path)
        for column, row in found:
            hits.setdefault(f"{column} of {file.path}" if column else file.path, _Hits()).add(str(row + 1))
    if not hits:
        return []
    where = "; ".join(f"{place}: {one.rows:,} (row {one})" for place, one in hits.items())
    if version.dataset.startswith("pairs-"):
        fix = "Make the pairs again with `pair: {redact: true}` in drift.yaml, and push those."
    else:
        fix = f"{version.dataset} holds the logs as they are. Push pairs, in which personal data is replaced."
    return [Refusal(f"it holds e-mail addresses, numbers, keys or the like: {where}", fix)]


def in_parquet(path: Path) -> Iterator[tuple[str, int]]:
    """(column, row) of each row with something that the redactor would replace, rows counted from 0."""
    done = 0
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(_BATCH):
            for name, column in zip(batch.schema.names, batch.columns, strict=True):
                rows: set[int] = set()
                for texts, at in _texts(column, pa.array(range(len(column)), pa.int64())):
                    rows |= _hit(texts, at, is_id=name.endswith("_id"))
                yield from ((name, done + row) for row in sorted(rows))
            done += batch.num_rows


def _texts(column: pa.Array, rows: pa.Array) -> Iterator[tuple[pa.Array, pa.Array]]:
    """The texts in a column, however deep and however held, and the row that each is in."""
    kind = column.type
    if isinstance(column, pa.ExtensionArray):
        yield from _texts(column.storage, rows)
    elif pa.types.is_dictionary(kind):
        yield from _texts(column.dictionary_decode(), rows)
    elif pa.types.is_map(kind):
        pair = pa.struct([("key", kind.key_type), ("value", kind.item_type)])
        yield from _texts(column.cast(pa.list_(pair)), rows)
    elif any(is_list(kind) for is_list in _LISTS):
        yield from _texts(pc.list_flatten(column), rows.take(pc.list_parent_indices(column)))
    elif pa.types.is_struct(kind):
        for child in column.flatten():
            yield from _texts(child, rows)
    elif any(is_bytes(kind) for is_bytes in _BYTES):
        yield pa.array([_decoded(each) for each in column.to_pylist()], pa.large_string()), rows
    elif any(is_text(kind) for is_text in _TEXTS):
        yield column, rows


_LISTS = (
    pa.types.is_list,
    pa.types.is_large_list,
    pa.types.is_fixed_size_list,
    pa.types.is_list_view,
    pa.types.is_large_list_view,
)
_BYTES = (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_fixed_size_binary, pa.types.is_binary_view)
_TEXTS = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)


def _decoded(data: bytes | None) -> str | None:
    """Bytes that are text; None for others, such as a picture."""
    try:
        return None if data is None else data.decode()
    except UnicodeDecodeError:
        return None


def _hit(texts: pa.Array, rows: pa.Array, is_id: bool) -> set[int]:
    table = pl.DataFrame({"text": pl.Series(texts), "row": pl.Series(rows)})
    table = table.filter(pl.col("text").str.contains(GATE))
    bad = {
        text
        for text in table["text"].unique().to_list()
        if not (is_id and _MADE.fullmatch(text)) and redact_text(text)[1]
    }
    return set(table.filter(pl.col("text").is_in(list(bad)))["row"].to_list()) if bad else set()


def _in_text(path: Path) -> Iterator[tuple[str, int]]:
    with path.open(encoding="utf-8", errors="replace") as file:
        for number, line in enumerate(file):
            if redact_text(line)[1]:
                yield "", number


def _flagged(version: Version, store: Store) -> list[Refusal]:
    rows = _flagged_rows(version, store)
    if rows == 0:
        return []
    if version.dataset.startswith("pairs-"):
        fix = "Make the pairs again with `pair: {moderation: {toxic: true}}` in drift.yaml, and push those."
    else:
        fix = f"{version.dataset} holds what the dump flags. Push pairs, from which it is left out."
    if rows is None:
        return [Refusal(f"it may hold rows that the dump flags as toxic: {UNKNOWN}", fix)]
    return [Refusal(f"the dump flags {rows:,} row(s) of it as toxic", fix)]


def _flagged_rows(version: Version, store: Store) -> int | None:
    """How many rows the dump flags; None where that cannot be told."""
    about = version.manifest
    names = {column.name for column in about.columns}
    files = [str(path) for split in about.splits for path in version.files(split)]
    if "toxic" in names:
        return int(pl.scan_parquet(files, glob=False).select(pl.col("toxic").sum()).collect().item() or 0)
    moderation = about.parameters.get("pair", {}).get("moderation") if about.step == "pair" else None
    if moderation is None or moderation["toxic"]:  # no rows of a log, or these were left out
        return 0
    ids = Counter(pl.scan_parquet(files, glob=False).select("row_id").collect()["row_id"].to_list())
    for name in about.parents.values():
        dataset, _, id_ = name.partition("@")
        parent = next((one for one in store.versions(dataset) if one.id == id_), None)
        if parent is None:
            return None
        key = parent.manifest.columns[0].name
        rows = pl.scan_parquet([str(path) for path in parent.files()], glob=False).filter(pl.col("toxic")).select(key)
        return sum(ids[id_] for id_ in rows.collect()[key].unique().to_list())
    return None
