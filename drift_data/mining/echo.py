"""How much of one text is said again in another: the share of eight samples that stand in it.

Far cheaper than comparing their words, and it tells a reply that is given again as well. The samples are of some seven
characters, taken as bytes, which a large text need not be read through to find.
"""

from __future__ import annotations

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

#: Feature -> (what is said, where it may be said again).
ECHOES = {
    "reply_again": ("reply", "next_reply"),
    "user_in_next_reply": ("user", "next_reply"),
    "request_in_reply": ("request", "reply"),
    "request_in_next_reply": ("request", "next_reply"),
    "next_user_in_user": ("next_user", "user"),
}
#: Where spots.sql has the places of the texts.
_PLACES = {
    "user": "place",
    "reply": "reply_at",
    "request": "request_at",
    "next_reply": "answer_at",
    "next_user": "next_user_at",
}
_SAMPLES, _LENGTH = 8, 7
#: Characters that samples are taken from.
_MOST = 2000


def echoes(conversations: pa.RecordBatch) -> pa.Array:
    """The echoes of each spot, from rows of spots.sql: (spots,) structs of a float64 for each of ECHOES, NULL where
    there is no other text.
    """
    messages, spots = conversations["messages"], conversations["spots"]
    contents = pl.Series(messages.values.field("content"))
    first = pl.Series(messages.offsets.take(pc.list_parent_indices(spots)))
    texts = pl.DataFrame(
        {text: contents.gather(first + pl.Series(spots.values.field(at)) - 1) for text, at in _PLACES.items()}
    )
    found = [echo(texts[said], texts[again]).to_arrow() for said, again in ECHOES.values()]
    return pa.StructArray.from_arrays(found, list(ECHOES))


def echo(said: pl.Series, again: pl.Series) -> pl.Series:
    """(n,) from 0 to 1: how much of `said` stands in `again`; NULL where that is NULL."""
    texts = pl.DataFrame({"said": said, "again": again}).select(
        pl.col("said", "again").cast(pl.Binary),
        size=pl.col("said").str.len_bytes().cast(pl.Int64),
        chars=pl.col("said").str.len_chars().cast(pl.Int64),
    )
    length = _LENGTH * pl.col("size") // pl.col("chars")
    room = pl.min_horizontal("size", _MOST * pl.col("size") // pl.col("chars")) - length
    texts = texts.with_columns(length=length, room=room)
    found = [
        pl.col("again").bin.contains(
            pl.col("said").bin.slice(pl.col("room") * (2 * number + 1) // (2 * _SAMPLES), pl.col("length"))
        )
        for number in range(_SAMPLES)
    ]
    share = pl.when(pl.col("chars") > _LENGTH).then(pl.sum_horizontal(found).cast(pl.Float64) / _SAMPLES).otherwise(0.0)
    return texts.select(pl.when(pl.col("again").is_not_null()).then(share)).to_series()
