"""A preference dataset that drift did not make, as a version: its rows and columns as they are, and where from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from drift_data.errors import DriftError
from drift_data.extras import need
from drift_data.publish.secrets import first_line
from drift_data.store import Input, Made, ParquetSink, Step, StepResult, Store, source_digest

_BATCH = 256
_NEEDED = {"chosen", "rejected"}
#: What Arrow raises where a column is missing, a value does not fit, or there is no cast.
_UNLIKE = (ValueError, KeyError, TypeError, NotImplementedError)
_ONE_CONFIG = "Name a config whose files have the same columns: OWNER/NAME/CONFIG."


def bring_external(repo: str, config: str | None, commit: str, store: Store) -> Made:
    """Make a version of a Hub dataset at a commit, unless it is there.

    Raises:
        DriftError: it cannot be read, or has no columns `chosen` and `rejected`.
    """
    name = f"hf://{repo}{f'/{config}' if config else ''}"
    splits = _open(name, repo, config, commit)
    schema = _schema(name, next(iter(splits.values()), None))
    dataset = re.sub(r"[^a-z0-9._-]", "-", f"external-{repo}{f'-{config}' if config else ''}".lower())[:100]

    def run(folder: Path) -> StepResult:
        rows = {}
        for split, batches in splits.items():
            with ParquetSink(folder, schema, split) as sink:
                for table in _tables(name, batches):
                    sink.write(_alike(f"The split {split!a} of {name}", table, schema))
            rows[split] = sink.rows
        return StepResult(sum(rows.values()), splits=rows)

    step = Step(
        name="pull",
        dataset=dataset,
        code=source_digest("drift_data.publish.external"),
        inputs=(Input(name=f"{name}@{commit}", sha256=commit, bytes=0),),
        parents={},
        parameters={"repo": repo, "config": config, "commit": commit},
        schema=schema,
        run=run,
        packages=("datasets", "pyarrow"),
    )
    return store.make(step)


def _open(name: str, repo: str, config: str | None, commit: str) -> dict[str, Any]:
    datasets = need("datasets", "hub")
    try:
        return dict(datasets.load_dataset(repo, config, revision=commit, streaming=True))
    except Exception as error:  # the client raises a dozen kinds, all of which mean: not reachable, or no data
        raise DriftError(
            f"{name} cannot be read from the Hub.",
            why=first_line(error),
            fix="Name one of its configs: OWNER/NAME/CONFIG. `drift-data mine hf://OWNER/NAME` reads chat logs.",
        ) from error


def _tables(name: str, split: Any) -> Iterator[pa.Table]:
    try:
        yield from split.with_format("arrow").iter(batch_size=_BATCH)
    except _UNLIKE as error:  # `datasets` casts the rows of all files to the columns of the first
        raise DriftError(f"{name} cannot be read from the Hub.", why=first_line(error), fix=_ONE_CONFIG) from error
    except OSError as error:
        raise DriftError(f"{name} cannot be read from the Hub.", why=first_line(error)) from error


def _alike(what: str, table: pa.Table, schema: pa.Schema) -> pa.Table:
    try:
        return table.select(schema.names).cast(schema)
    except _UNLIKE as error:
        raise DriftError(
            f"{what} has rows of other columns or types than the first ones.", why=first_line(error), fix=_ONE_CONFIG
        ) from error


def _schema(name: str, split: Any) -> pa.Schema:
    """Columns that a version can have: texts, numbers, and lists and structs of them."""
    first = None if split is None else next(_tables(name, split), None)
    if first is None:
        raise DriftError(f"{name} has no rows.")
    if missing := sorted(_NEEDED - set(first.schema.names)):
        raise DriftError(
            f"{name} is no preference dataset.",
            why=f"It has no {' and no '.join(missing)}; its columns are {', '.join(map(ascii, first.schema.names))}.",
            fix=f"If it holds chat logs: drift-data mine {name}",
        )
    fields = [(field.name, _type(field.type)) for field in first.schema]
    # What texts, numbers, lists and structs cannot hold, such as images, is no part of a preference.
    return pa.schema([pa.field(column, type_) for column, type_ in fields if type_ is not None])


def _type(type_: pa.DataType) -> pa.DataType | None:
    types = pa.types
    if types.is_dictionary(type_):
        return _type(type_.value_type)
    if types.is_large_string(type_) or types.is_null(type_):
        return pa.string()
    if types.is_list(type_) or types.is_large_list(type_):
        inner = _type(type_.value_type)
        return None if inner is None else pa.list_(inner)
    if types.is_struct(type_):
        inners = [(type_.field(at).name, _type(type_.field(at).type)) for at in range(type_.num_fields)]
        return None if any(inner is None for _, inner in inners) or not inners else pa.struct(inners)
    return type_ if types.is_string(type_) or types.is_primitive(type_) else None
