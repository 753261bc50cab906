"""Train and test: by user where the user is known, else by conversation; the same in every iteration."""

from __future__ import annotations

import hashlib

import polars as pl

from drift_data.pairing.settings import Split


def split_of(rows: pl.DataFrame, split: Split) -> pl.Series:
    """ "train" or "test" for each row, from its `user_id` or else its `conversation_id`.

    It depends on nothing but the seed and that id: no other row and no iteration can move a conversation to the other
    side. A conversation that is in the logs both with and without its user is one only where `user_id` has been filled
    in for all of its rows before.
    """
    whose = (
        pl.when(pl.col("user_id").is_null())
        .then(pl.format("c{}", "conversation_id"))
        .otherwise(pl.format("u{}", "user_id"))
    )
    owner = rows.select(owner=whose)["owner"]
    sides = {one: _side(one, split) for one in owner.unique().to_list()}
    return pl.Series("split", [sides[one] for one in owner], pl.String)


def _side(owner: str, split: Split) -> str:
    digest = hashlib.blake2b(f"{split.seed}\0{owner}".encode(), digest_size=8).digest()
    return "test" if int.from_bytes(digest, "big") < split.test * 2**64 else "train"
