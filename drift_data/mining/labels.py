"""Labels that people gave reactions: a version of `labels`, or a file of one's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from drift_data.errors import DriftError
from drift_data.mining.found import LABELS
from drift_data.store import Input, Store, Version, file_digest, load

#: What names a labelled reaction in words.
KEYS = ["conversation_id", "turn"]
#: The confidence of a row that its annotators did not agree on.
CONTESTED = "contested"
_READERS: dict[str, Callable[[Path], pl.DataFrame]] = {
    ".jsonl": pl.read_ndjson,
    ".ndjson": pl.read_ndjson,
    ".parquet": pl.read_parquet,
}
_FORM = '{"conversation_id": "c-1", "turn": 2, "label": "dsat"}'


@dataclass(frozen=True)
class Labels:
    """Labelled reactions, each once.

    Attributes:
        name: as it was given.
        rows: conversation_id, turn (Int32), label (dsat, sat, mixed or neutral).
        contested: rows left out because annotators did not agree.
        repeated: rows left out because the same turn was labelled further up.
        version: where they come from the store.
        file: where they come from a file.
    """

    name: str
    rows: pl.DataFrame
    contested: int
    repeated: int
    version: Version | None
    file: Input | None


def read_labels(store: Store, reference: str) -> Labels:
    """The labels behind `labels`, `labels@TAG`, `labels@ID`, or in a file (.jsonl, .parquet).

    A file has the columns conversation_id, turn (0-based index of the user message in its conversation) and label;
    where it has a column `confidence`, rows that say "contested" there are left out.

    Raises:
        DriftError: there are none, or they are not like that.
    """
    path = Path(reference)
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        version = store.find(reference)
        if version.dataset != "labels":
            raise DriftError(
                f"{version} holds no labels.", fix="Name a version of labels, or a .jsonl or .parquet file."
            )
        return _labels(reference, load(version).collect(), version, None)
    try:
        rows = reader(path)
        digest, size = file_digest(path)
    except (OSError, pl.exceptions.PolarsError) as error:
        why = str(error).split("\n")[0] if isinstance(error, OSError) else f"It is no {path.suffix[1:]}."
        raise DriftError(f"{path} cannot be read.", why=why, fix=f"A line is {_FORM}.") from error
    return _labels(reference, rows, None, Input(name=path.name, sha256=digest, bytes=size))


def _labels(name: str, rows: pl.DataFrame, version: Version | None, file: Input | None) -> Labels:
    wanted = [*KEYS, "label"]
    lacking = [column for column in wanted if column not in rows.columns]
    if lacking:
        raise DriftError(f"{name} has no column {' and no '.join(lacking)}.", fix=f"A line is {_FORM}.")
    agreed = rows
    if "confidence" in rows.columns:
        agreed = rows.filter(pl.col("confidence").fill_null("") != CONTESTED)
    contested = len(rows) - len(agreed)
    if agreed["turn"].dtype.is_float() and (agreed["turn"] % 1 > 0).any():  # a cast would cut them
        raise DriftError(f"{name} has a turn that is no whole number.", fix=f"A line is {_FORM}.")
    try:
        agreed = agreed.select(
            pl.col("conversation_id").cast(pl.String), pl.col("turn").cast(pl.Int32), pl.col("label").cast(pl.String)
        )
    except pl.exceptions.PolarsError as error:
        raise DriftError(f"{name} has a turn that is no whole number.", fix=f"A line is {_FORM}.") from error
    placed = agreed.drop_nulls(KEYS)
    known = placed.filter(pl.col("label").is_in(LABELS))
    if len(known) < len(agreed):
        raise DriftError(
            f"{name} has rows that are no labels.",
            why=f"{len(agreed) - len(placed):,} have no conversation_id or no turn, "
            f"{len(placed) - len(known):,} another label than {', '.join(LABELS)}.",
            fix="Mend or remove them.",
        )
    once = agreed.unique(KEYS, keep="first", maintain_order=True)
    if not len(once):
        raise DriftError(f"{name} is empty.", fix="drift-data label asks you for some.")
    return Labels(name, once, contested, len(agreed) - len(once), version, file)
