"""What all tests before sampling promise."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from pair_rows import candidates, reply, user

from drift_data.pairing.screen import CANDIDATE
from drift_data.pairing.screens import load_screens
from drift_data.pairing.settings import Decontaminate, Pair
from drift_data.sample.policy import find_policy

NAMES = ["moderation", "decontaminate", "redact", "budget", "duplicates", "caps"]


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    (tmp_path / "set.txt").write_text("Name three rivers\n")
    return Pair(decontaminate=Decontaminate(against=[str(tmp_path / "set.txt")]))


ROWS = pl.concat(
    [
        candidates(row_id="plain"),
        candidates(row_id="long", prompt=[user("a"), reply("b" * 3000), user("c")]),
        candidates(row_id="mail", prompt=[user("I am a@b.io")], chosen="Dear a@b.io", disliked=None, feedback=None),
        candidates(row_id="asked", prompt=[user("name three rivers")]),
        candidates(row_id="toxic", prompt=[user("d")], toxic=True),
        candidates(row_id="again"),
    ]
)


def test_rows_come_back_in_order_with_every_column(pair: Pair, tiny_policy: Path) -> None:
    screens = load_screens("before", pair, find_policy(str(tiny_policy)))
    assert [name for name, _ in screens if name in NAMES] == NAMES
    rows = ROWS
    for name, screen in screens:
        done = screen(rows)
        assert done["row_id"].to_list() == rows["row_id"].to_list(), name
        assert done.schema["reason"] == pl.String
        assert set(rows.columns) <= set(done.columns)
        assert all(done.schema[column] == type_ for column, type_ in CANDIDATE.items()), name
        # Nothing stands in columns that are written down but for numbers and names.
        assert "river" not in str(done.select(pl.selectors.by_name("reason", "detail", require_all=False)).to_dicts())
        rows = done.filter(pl.col("reason").is_null()).drop("reason", "detail", strict=False)
    assert rows["row_id"].to_list() == ["plain", "long", "mail"]
    assert rows["prompt"].to_list()[1:] == [[user("c")], [user("I am [email]")]]
    assert rows["chosen"].to_list() == [None, None, "Dear [email]"]


def test_a_batch_without_rows_has_the_same_columns(pair: Pair, tiny_policy: Path) -> None:
    some = none = ROWS
    none = none.clear()
    for _, screen in load_screens("before", pair, find_policy(str(tiny_policy))):
        some, none = screen(some), screen(none)
        assert none.schema == some.schema and none.is_empty()
