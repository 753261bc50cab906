"""The rows of a version as TRL's trainers want them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from drift_data.errors import DriftError
from drift_data.extras import need
from drift_data.schema import CHAT
from drift_data.store.fingerprint import fingerprint

if TYPE_CHECKING:
    import polars as pl

_LEFT_OUT = "left_out.json"
_REACTIONS = pa.schema([("prompt", CHAT), ("completion", CHAT), ("label", pa.bool_())])


def pairs(files: Sequence[Path], cache: Path) -> Any:
    """Dataset of prompt, chosen, rejected.

    Args:
        files: Parquet, the columns of `PAIRS`, or of a dataset from elsewhere, perhaps with the prompt in the replies.
        cache: where `datasets` may write.

    Raises:
        DriftError: there is not one row.
    """
    import pyarrow.parquet as pq

    there = pq.read_schema(files[0]).names
    return _dataset(files, [name for name in ("prompt", "chosen", "rejected") if name in there], cache)


def reactions(files: Sequence[Path], cache: Path, start: Path, max_length: int) -> Any:
    """Dataset of prompt, completion and label (true: the user liked it), of each reply that users liked or disliked.

    Pairs are screened and fitted to the token budget when they are made, reactions only here, in the same way: what
    the dump flags as toxic and what looks like a jailbreak is left out, personal data are replaced, an overlong prompt
    loses its oldest whole turns. A reply that does not fit even so is left out.

    Args:
        files: Parquet, the columns of `FEEDBACK`.
        cache: where this, and `datasets`, may write.
        start: folder of the model whose tokens count.
        max_length: most tokens of prompt plus reply.

    Raises:
        DriftError: there is not one row.
    """
    fitted = cache / f"{fingerprint([str(file) for file in files])}.parquet"
    if not fitted.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        aside = fitted.with_suffix(".new")
        gone = _fit(files, aside, start, max_length)
        (cache / _LEFT_OUT).write_text(json.dumps(gone, sort_keys=True), encoding="utf-8")
        aside.replace(fitted)
    return _dataset([fitted], _REACTIONS.names, cache)


def left_out(cache: Path) -> dict[str, int]:
    """Reason -> reactions that did not fit, of those that were read into this folder."""
    path = cache / _LEFT_OUT
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}


def _fit(files: Sequence[Path], into: Path, start: Path, max_length: int) -> dict[str, int]:
    import polars as pl
    import pyarrow.dataset as ds
    import pyarrow.parquet as pq

    from drift_data.pairing.screens import load_screens
    from drift_data.pairing.settings import Budget, Duplicates, Pair, Select
    from drift_data.sample.policy import Policy

    pair = Pair(
        guidance="none",
        # The prompt alone may be as long as it likes, as long as the reply fits too.
        budget=Budget(prompt=max_length, total=max_length),
        # Several replies to a prompt are several rows here.
        duplicates=Duplicates(exact=False, near=None),
        select=Select(per_conversation=None),
    )
    screens = [screen for _, screen in load_screens("before", pair, Policy(start.name, start, ""))]
    wanted = ds.field("label").isin(["dsat", "sat"]) & ds.field("prompt").is_valid() & ds.field("response").is_valid()
    batches = ds.dataset([str(file) for file in files]).to_batches(
        columns=["prompt", "response", "label", "toxic", "redacted"], filter=wanted, batch_size=1000
    )
    gone: Counter[str] = Counter()
    with pq.ParquetWriter(into, _REACTIONS) as writer:
        for batch in batches:
            if not batch.num_rows:
                continue
            rows = pl.DataFrame(pl.from_arrow(batch)).rename({"response": "rejected"})
            rows = rows.with_columns(pl.lit(None, pl.String).alias(name) for name in ("chosen", "disliked", "feedback"))
            for screen in (_begun, *screens):
                rows = screen(rows)
                gone.update(rows["reason"].drop_nulls().to_list())
                rows = rows.filter(pl.col("reason").is_null()).drop("reason")
            made = [
                {
                    "prompt": row["prompt"],
                    "completion": [{"role": "assistant", "content": row["rejected"]}],
                    "label": row["label"] == "sat",
                }
                for row in rows.iter_rows(named=True)
            ]
            writer.write_table(pa.Table.from_pylist(made, schema=_REACTIONS))
    return dict(gone)


def _begun(rows: pl.DataFrame) -> pl.DataFrame:
    """As for pairs: a prompt begins with the user, whatever the assistant said before, and ends with the user."""
    import polars as pl

    def begun(prompt: list[dict[str, str]]) -> list[dict[str, str]]:
        first = next((at for at, message in enumerate(prompt) if message["role"] == "user"), len(prompt))
        return [message for message in prompt[:first] if message["role"] == "system"] + prompt[first:]

    prompts = [begun(prompt) for prompt in rows["prompt"].to_list()]
    asked = pl.Series([bool(prompt) and prompt[-1]["role"] == "user" for prompt in prompts], dtype=pl.Boolean)
    reason = (
        pl.when(~asked)
        .then(pl.lit("no request before the reply"))
        .when(pl.col("rejected").str.strip_chars() == "")
        .then(pl.lit("empty reply"))
    )
    return rows.with_columns(pl.Series("prompt", prompts, rows["prompt"].dtype), reason=reason)


def lengths(rows: Any) -> list[int]:
    """Tokens of each row that TRL has tokenized: of the prompt with its longest reply."""
    import pyarrow.compute as pc

    replies = [name for name in ("chosen_ids", "rejected_ids", "completion_ids") if name in rows.column_names]
    table: pa.Table = rows.select_columns(["prompt_ids", *replies]).with_format("arrow")[:]
    longest = pc.max_element_wise(*(pc.list_value_length(table[name]) for name in replies))
    found: list[int] = pc.add(pc.list_value_length(table["prompt_ids"]), longest).to_pylist()
    return found


def _dataset(files: Sequence[Path], columns: list[str], cache: Path) -> Any:
    import pyarrow.parquet as pq

    datasets = need("datasets", "train")
    # `datasets` cannot make a dataset of no row.
    if not sum(pq.read_metadata(file).num_rows for file in files):
        raise DriftError("There is not one row to train on.", fix="`drift-data log` says what was left out, and why.")
    return datasets.Dataset.from_parquet([str(file) for file in files], columns=columns, cache_dir=str(cache))
