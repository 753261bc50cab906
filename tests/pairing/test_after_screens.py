"""What holds for every test after sampling."""

from __future__ import annotations

from importlib import import_module

import polars as pl
import pytest
from after_rows import asked, pairs
from hypothesis import given, settings
from hypothesis import strategies as st

from drift_data.pairing.screen import SAMPLED
from drift_data.pairing.screens import load_screens
from drift_data.pairing.settings import Filters, Pair
from drift_data.sample.policy import Policy

NAMES = ["about_feedback", "cut", "empty", "language", "length", "refusal", "repeats", "same"]
OFF = {
    "empty": False, "same": None, "refusal": False, "language": False, "about_feedback": False, "repeats": False,
    "longer": None, "shorter": None,
}  # fmt: skip

texts = st.one_of(st.none(), st.text(max_size=80), st.sampled_from(["Sorry! ", "ha " * 60, "```", "对不起，", "1869"]))
rows = st.fixed_dictionaries(
    {
        "prompt": st.lists(
            st.fixed_dictionaries({"role": st.sampled_from(["system", "user", "assistant"]), "content": st.text()}),
            max_size=3,
        ),
        "chosen": texts,
        "rejected": texts,
        "disliked": texts,
        "chosen_finish": st.sampled_from([None, "stop"]),
        "rejected_finish": st.sampled_from([None, "stop"]),
    }
)


@pytest.fixture(scope="module")
def policy() -> Policy:
    return Policy.__new__(Policy)  # none of these tests asks it anything


def test_every_file_is_a_screen_and_strips_before_it_compares(policy: Policy) -> None:
    names = [name.replace(" ", "_") for name, _ in load_screens("after", Pair(), policy)]
    assert sorted(names) == NAMES
    assert names.index("empty") < names.index("about_feedback") < names.index("same")
    assert names.index("about_feedback") < names.index("refusal")


def test_switched_off(policy: Policy) -> None:
    left = load_screens("after", Pair(filters=Filters(**OFF)), policy)
    assert [name for name, _ in left] == ["cut"]


@given(st.lists(rows, max_size=6))
@settings(max_examples=60, deadline=None)
def test_rows_come_back_in_order_with_a_reason_or_none(given_rows: list[dict[str, object]]) -> None:
    frame = pairs(*({**row, "row_id": str(at)} for at, row in enumerate(given_rows)))
    for name in NAMES:
        screen = import_module(f"drift_data.pairing.after.{name}").build(Pair(), None)
        found = screen(frame)
        assert found["row_id"].to_list() == frame["row_id"].to_list()
        assert found.schema["reason"] == pl.String
        untouched = [column for column in SAMPLED if column not in ("chosen", "rejected")]
        assert found.select(untouched).equals(frame.select(untouched))


@pytest.mark.parametrize("name", [name for name in NAMES if name != "empty"])
def test_nulls_are_kept(name: str) -> None:
    screen = import_module(f"drift_data.pairing.after.{name}").build(Pair(), None)
    nothing = {"prompt": None, "disliked": None, "feedback": None, "chosen_finish": None}
    for columns in ({}, {"chosen": None}, {"rejected": None}, {"chosen": None, "rejected": None}):
        assert screen(pairs(nothing | columns))["reason"].to_list() == [None]


def test_a_plain_good_pair_passes_everything(policy: Policy) -> None:
    frame = pairs(
        {"chosen": "It was opened in 1869 by the railway company, after four years of work.", "rejected": "In 1911."},
        {"prompt": asked("¿Cuándo abrió el puente?"), "chosen": "El puente se abrió al tráfico en 1869, tras años."},
        {"prompt": asked("桥是什么时候开通的？"), "chosen": "这座桥于一八六九年正式开通，由铁路公司建造。"},
    )
    for name, screen in load_screens("after", Pair(), policy):
        assert screen(frame)["reason"].to_list() == [None] * 3, name
