"""The rows of any dataset, split by split: a version of the store, files, a saved `datasets` folder, the Hub."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from drift_data.errors import DriftError
from drift_data.extras import need
from drift_data.ingest import hub
from drift_data.ingest.records import is_lines, is_parquet, open_text, record_batches, unreadable
from drift_data.ingest.rejects import Spool
from drift_data.store import Version

Row = Any
#: Split -> its rows in batches. A row is a dict, or something else where a file of lines holds something else.
Splits = dict[str, Iterator[list[Row]]]

_BATCH = 256
#: How much of a file tells whether it is one record a line.
_HEAD = 1 << 20
#: Endings of files with data, compressed or not.
SUFFIXES = (".parquet", ".jsonl", ".ndjson", ".json")
_SPLIT = re.compile(r"(?:^|[/_.-])(train|test|validation|valid|val|dev|eval)(?=[/_.-]|$)")
#: What lies beside data and is none.
_ABOUT = {"manifest.json", "dataset_info.json", "dataset_infos.json", "dataset_dict.json", "state.json", "config.json"}


def read_splits(dataset: Version | Path | str) -> Splits:
    """The splits of a dataset, train first; nothing is read before their rows are asked for.

    Args:
        dataset: a version, a file, a folder, or hf://owner/name[/config][@revision].

    Raises:
        DriftError: it is not there, or holds no data.
    """
    if isinstance(dataset, Version):
        names = sorted(dataset.manifest.splits, key=_train_first)
        return {name: _rows(dataset.files(name)) for name in names}
    if isinstance(dataset, str) and dataset.startswith("hf://"):
        return _hub(dataset)
    path = Path(dataset)
    if path.is_file():
        return {_split_of(path.name): _rows([path])}
    if not path.is_dir():
        raise DriftError(
            f"There is no {path}.", fix="Name a file, a folder, a version such as pairs-iter1, or hf://owner/name."
        )
    return _saved(path) or _folder(path)


def _folder(folder: Path) -> Splits:
    """Files by the split that their names tell, as `datasets` does; where there is data/, only what is in it."""
    root = folder / "data" if (folder / "data").is_dir() else folder
    found: dict[str, list[Path]] = {}
    for file in sorted(root.rglob("*")):
        name = file.relative_to(root).as_posix()
        bare = file.name.lower().removesuffix(".gz").removesuffix(".zst")
        if bare.endswith(SUFFIXES) and bare not in _ABOUT and not name.startswith(".") and "/." not in name:
            found.setdefault(_split_of(name), []).append(file)
    if not found:
        raise DriftError(f"{folder} holds no data.", why=f"Looked for {', '.join(SUFFIXES)} and saved datasets.")
    return {split: _rows(found[split]) for split in sorted(found, key=_train_first)}


def _saved(folder: Path) -> Splits | None:
    """What `Dataset.save_to_disk` and `DatasetDict.save_to_disk` leave: Arrow streams, listed in state.json."""
    try:
        if (folder / "dataset_dict.json").is_file():
            names = json.loads((folder / "dataset_dict.json").read_text(encoding="utf-8"))["splits"]
            return {name: _rows(_listed(folder / Path(name).name)) for name in sorted(names, key=_train_first)}
        if (folder / "state.json").is_file():
            return {"train": _rows(_listed(folder))}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DriftError(f"{folder} is damaged: it does not list its files.", why=type(error).__name__) from error
    return None


def _listed(folder: Path) -> list[Path]:
    files = json.loads((folder / "state.json").read_text(encoding="utf-8"))["_data_files"]
    return [folder / Path(file["filename"]).name for file in files]


def _split_of(name: str) -> str:
    found = _SPLIT.search(name.lower())
    return found[1] if found else "train"


def _train_first(name: str) -> tuple[bool, str]:
    return name != "train", name


def _rows(files: Sequence[Path]) -> Iterator[list[Row]]:
    for file in files:
        try:
            yield from _file(file)
        except (OSError, pa.ArrowException) as error:
            raise unreadable(file, error) from error


def _file(file: Path) -> Iterator[list[Row]]:
    if file.suffix == ".arrow":
        with pa.memory_map(str(file)) as source, pa.ipc.open_stream(source) as stream:
            for batch in stream:
                for at in range(0, batch.num_rows, _BATCH):
                    yield batch.slice(at, _BATCH).to_pylist()
    elif is_parquet(file):
        with pq.ParquetFile(file) as parquet:
            for batch in parquet.iter_batches(_BATCH):
                yield batch.to_pylist()
    else:
        yield from _texts(file)


def _texts(file: Path) -> Iterator[list[Row]]:
    """Lines of JSON, or one array of it; what cannot be read is None."""
    with open_text(file) as stream:
        lines = is_lines(file, stream.read(_HEAD))
    if lines:
        with io.BufferedReader(open_text(file)) as stream:  # type: ignore[type-var]
            while batch := [line for line in islice(stream, _BATCH) if line]:
                yield [_parsed(line) for line in batch if not line.isspace()]
        return
    with TemporaryDirectory() as folder:
        rejects, last = Spool(Path(folder) / "rejects"), 0
        for values in record_batches([(0, file)], rejects):
            numbers = values["number"].to_pylist()
            left_out = numbers[-1] - last - len(numbers)  # too long, or not UTF-8
            last = numbers[-1]
            yield [_parsed(text) for text in values["text"].to_pylist()] + [None] * left_out
        rejects.finish()


def _parsed(text: str | bytes) -> Row:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _hub(name: str) -> Splits:
    datasets = need("datasets", "hub")
    id_ = hub.parse(name)
    try:
        splits = datasets.load_dataset(id_.repo, id_.config, revision=id_.revision, streaming=True)
    except Exception as error:  # the client raises a dozen kinds, all of which mean: not reachable or not there
        raise DriftError(
            f"{name} cannot be read from the Hub.",
            why=str(error).strip().split("\n")[0][:300],
            fix="Check the id, the network, and `hf auth login` for private datasets.",
        ) from error

    def rows(split: Iterable[Any]) -> Iterator[list[Row]]:
        for batch in split.with_format("arrow").iter(batch_size=_BATCH):  # type: ignore[attr-defined]
            yield batch.to_pylist()

    return {split: rows(splits[split]) for split in sorted(splits, key=_train_first)}
