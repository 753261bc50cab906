from __future__ import annotations

import polars as pl
import pytest
from pair_rows import candidates

from drift_data.pairing.before.caps import build
from drift_data.pairing.settings import Pair, Select


def reasons(rows: pl.DataFrame, batch: int, **caps: int | None) -> list[str | None]:
    screen = build(Pair(select=Select(**caps)), None)
    assert screen is not None
    return pl.concat([screen(part) for part in rows.iter_slices(batch)])["reason"].to_list()


@pytest.mark.parametrize("batch", [1, 2, 100])
def test_the_first_rows_are_kept(batch: int) -> None:
    rows = pl.concat(
        [candidates(conversation_id=id_, user_id=who) for id_, who in ["au", "au", "bu", "av", "cu", "b-"]]
    )
    rows = rows.with_columns(user_id=pl.col("user_id").replace("-", None))
    talk, person = "enough of this conversation", "enough of this user"
    assert reasons(rows, batch, per_conversation=2) == [None, None, None, talk, None, None]
    # A row that is left out for one cap does not count for the other.
    assert reasons(rows, batch, per_conversation=1, per_user=2) == [None, talk, None, talk, person, talk]
    assert reasons(rows, batch, per_conversation=None, per_user=1) == [None, person, person, None, person, None]


def test_unknown_users_are_not_one_user() -> None:
    assert reasons(pl.concat([candidates()] * 3), 10, per_conversation=None, per_user=1) == [None] * 3


def test_one_id_in_two_sources_is_two_conversations() -> None:
    rows = pl.concat([candidates(source="a"), candidates(source="b"), candidates(source="a")])
    assert reasons(rows, 10, per_conversation=1) == [None, None, "enough of this conversation"]


def test_switched_off() -> None:
    assert build(Pair(select=Select(per_conversation=None)), None) is None
