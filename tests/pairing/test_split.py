from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from drift_data.pairing.settings import Split
from drift_data.pairing.split import split_of

IDS = st.lists(st.tuples(st.text(max_size=5), st.none() | st.text(max_size=5)), max_size=30)


def sides(rows: list[tuple[str, str | None]], **settings: float) -> list[str]:
    frame = pl.DataFrame(rows, schema={"conversation_id": pl.String, "user_id": pl.String}, orient="row")
    return split_of(frame, Split.model_validate(settings)).to_list()


@given(IDS, st.data())
def test_no_other_row_matters(rows: list[tuple[str, str | None]], data: st.DataObject) -> None:
    together = dict(zip(rows, sides(rows, test=0.5), strict=True))
    for row in data.draw(st.permutations(rows)):
        assert sides([row], test=0.5) == [together[row]]


@given(IDS)
def test_a_user_stays_on_one_side(rows: list[tuple[str, str | None]]) -> None:
    side: dict[tuple[str, str], str] = {}
    for (conversation, user), one in zip(rows, sides(rows, test=0.5), strict=True):
        owner = ("user", user) if user is not None else ("conversation", conversation)
        assert side.setdefault(owner, one) == one


def test_the_share_is_near_what_is_asked() -> None:
    rows: list[tuple[str, str | None]] = [(f"conversation {number}", None) for number in range(20_000)]
    assert 0.045 < sides(rows, test=0.05).count("test") / len(rows) < 0.055
    assert sides(rows, test=0).count("test") == 0


def test_a_larger_share_only_adds_and_the_seed_changes_it() -> None:
    rows: list[tuple[str, str | None]] = [(str(number), None) for number in range(1000)]
    few, many = sides(rows, test=0.05), sides(rows, test=0.2)
    assert all(more == "test" for one, more in zip(few, many, strict=True) if one == "test")
    assert sides(rows, test=0.2, seed=1) != many


def test_it_stays_the_same_from_version_to_version() -> None:
    assert sides([("a", None), ("b", None), ("c", None), ("a", "u")], test=0.5) == ["train", "train", "train", "test"]
