"""Hub datasets as a source: `hf://owner/name[/config][@revision]`, streamed through `datasets`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa

from drift_data import duck
from drift_data.errors import DriftError
from drift_data.extras import need

_ID = re.compile(r"hf://(?P<repo>[\w.-]+/[\w.-]+)(/(?P<config>[\w.-]+))?(@(?P<revision>[\w./-]+))?")
_BATCH = 256


@dataclass(frozen=True)
class HubId:
    """A dataset on the Hub: repo, config (None for the default one), revision (None for main)."""

    repo: str
    config: str | None
    revision: str | None


def parse(name: str) -> HubId:
    """Take a `hf://` id apart. Raises DriftError when it is none."""
    found = _ID.fullmatch(name)
    if found is None:
        raise DriftError(
            f"{name!a} is no Hub dataset id.",
            fix="Write hf://owner/name, hf://owner/name/config or hf://owner/name@revision.",
        )
    return HubId(found["repo"], found["config"], found["revision"])


def commit(name: str) -> str:
    """The commit that a Hub id points at now: it stands for the content in the version id."""
    hub = need("huggingface_hub", "hub")
    id_ = parse(name)
    try:
        return str(hub.HfApi().dataset_info(id_.repo, revision=id_.revision).sha)
    except Exception as error:  # the client raises a dozen kinds, all of which mean: not reachable or not there
        raise DriftError(
            f"{name} cannot be reached on the Hub.",
            why=_first_line(error),
            fix="Check the id, the network, and `hf auth login` for private datasets.",
        ) from error


def tables(name: str) -> Iterator[pa.Table]:
    """The rows of every split, in order, a few hundred at a time."""
    datasets = need("datasets", "hub")
    id_ = parse(name)
    try:
        splits = datasets.load_dataset(id_.repo, id_.config, revision=id_.revision, streaming=True)
        for split in splits.values():
            yield from split.with_format("arrow").iter(batch_size=_BATCH)
    except (OSError, ValueError, ConnectionError) as error:
        raise DriftError(f"{name} cannot be read from the Hub.", why=_first_line(error)) from error


def reader(name: str) -> pa.RecordBatchReader:
    """`tables` as one Arrow stream."""
    stream = tables(name)
    first = next(stream, None)
    if first is None:
        raise DriftError(f"{name} has no rows.")

    def batches() -> Iterator[pa.RecordBatch]:
        yield from first.to_batches()
        for table in stream:
            yield from table.cast(first.schema).to_batches()

    return pa.RecordBatchReader.from_batches(first.schema, batches())


def samples(name: str, limit: int) -> list[str]:
    """The first rows as JSON texts."""
    first = next(tables(name), None)
    if first is None:
        return []
    with duck.connect() as connection:
        connection.register("rows", first)
        return [text for (text,) in connection.sql(f"SELECT to_json(t) FROM rows t LIMIT {limit}").fetchall()]


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0][:300]
