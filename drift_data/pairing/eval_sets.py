"""Evaluation sets: what is asked in a file or a Hub dataset, whatever its shape."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from drift_data.errors import DriftError
from drift_data.extras import need
from drift_data.ingest import hub
from drift_data.store.fingerprint import file_digest

#: Sets by name: Hub id, and the one file to read where the repository is a script, which `datasets` no longer runs.
NAMED = {
    "alpaca_eval": ("hf://tatsu-lab/alpaca_eval", "alpaca_eval.json"),
    "wildbench": ("hf://allenai/WildBench/v2", None),
}
#: Fields that hold what is asked. Lists of messages are found under any name.
_FIELDS = {"instruction", "prompt", "question", "input", "text", "turns"}
_USERS = {"user", "human", "prompter"}
_SUFFIXES = (".jsonl", ".json", ".parquet", ".txt")


def eval_set_inputs(against: Sequence[str]) -> list[tuple[str, str]]:
    """(name, SHA-256 of the file or commit of the Hub dataset) of each set, for the id of a version.

    Raises:
        DriftError: a file is not there or of no known kind, or the Hub cannot be reached.
    """
    return [_identity(name) for name in against]


def label(name: str) -> str:
    """The name of a set without a path of the machine."""
    return name if _hub(name)[0] is not None else Path(name).name


def read_eval_set(name: str) -> Iterator[str]:
    """What each example asks, as one text: a field such as `instruction`, or all user messages of a conversation.

    Raises:
        DriftError: it cannot be read, or nothing in it looks like a request.
    """
    found = False
    for row in _rows(name):
        for text in asked(row):
            if text.strip():
                found = True
                yield text
    if not found:
        raise DriftError(
            f"The evaluation set {name} has nothing to compare with.",
            why=f"Looked for lists of messages and for the fields {', '.join(sorted(_FIELDS))}.",
            fix="Rename the field that holds the requests.",
        )


def asked(value: Any, field: str = "text") -> Iterator[str]:
    """The requests in one example."""
    if isinstance(value, str):
        if field.lower() in _FIELDS:
            yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from asked(item, str(key))
    elif isinstance(value, list) and value and all(_is_message(item) for item in value):
        yield "\n".join(text for item in value if (text := _said_by_user(item)))
    elif isinstance(value, list):
        for item in value:
            yield from asked(item, field)


def _is_message(item: Any) -> bool:
    return isinstance(item, dict) and isinstance(item.get("role", item.get("from")), str)


def _said_by_user(message: dict[str, Any]) -> str:
    role, said = message.get("role", message.get("from")), message.get("content", message.get("value"))
    return said if isinstance(said, str) and str(role).lower() in _USERS else ""


def _identity(name: str) -> tuple[str, str]:
    id_, _ = _hub(name)
    if id_ is not None:
        return label(name), hub.commit(id_)
    return label(name), file_digest(_file(name))[0]


def _hub(name: str) -> tuple[str | None, str | None]:
    """The Hub id behind a name, and the file to read there; (None, None) where it is a file of this machine."""
    if name in NAMED:
        return NAMED[name]
    return (name, None) if name.startswith("hf://") else (None, None)


def _file(name: str) -> Path:
    path = Path(name)
    if path.suffix.lower() not in _SUFFIXES:
        raise DriftError(
            f"{name!a} is no evaluation set.",
            fix=f"Name a file ({', '.join(_SUFFIXES)}), hf://owner/name, or one of {', '.join(NAMED)}.",
        )
    if not path.is_file():
        raise DriftError(
            f"The evaluation set {name} is not there.",
            fix="Mend the path under `decontaminate: against:`, or remove it.",
        )
    return path


def _rows(name: str) -> Iterator[Any]:
    id_, member = _hub(name)
    if id_ is not None and member is not None:
        yield from _read(_download(id_, member), name)
    elif id_ is not None:
        for table in hub.tables(id_):
            yield from table.to_pylist()
    else:
        yield from _read(_file(name), name)


def _download(id_: str, member: str) -> Path:
    client = need("huggingface_hub", "hub")
    try:
        return Path(client.hf_hub_download(hub.parse(id_).repo, member, repo_type="dataset"))
    except Exception as error:  # the client raises a dozen kinds, all of which mean: not reachable or not there
        raise DriftError(
            f"{id_} cannot be reached on the Hub.",
            why=str(error).strip().split("\n")[0][:300],
            fix="Check the network, or name a file that you have.",
        ) from error


def _read(path: Path, name: str) -> Iterator[Any]:
    try:
        match path.suffix.lower():
            case ".parquet":
                with pq.ParquetFile(path) as file:
                    for batch in file.iter_batches(1024):
                        yield from batch.to_pylist()
            case ".txt":
                with path.open(encoding="utf-8") as lines:
                    yield from lines
            case ".jsonl":
                with path.open(encoding="utf-8") as lines:
                    yield from (json.loads(line) for line in lines if line.strip())
            case _:
                yield json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError, RecursionError, pa.ArrowException) as error:
        raise DriftError(
            f"The evaluation set {name} cannot be read.", why=f"It is no valid {path.suffix} file."
        ) from error
