"""How much of one text is said again in another."""

from __future__ import annotations

import polars as pl
import pytest

from drift_data.mining.echo import echo

CHINESE, RUSSIAN = "四路电车沿着单轨开过老啤酒厂一直开到战争爆发为止", "Четвёртый трамвай ходил мимо пивоварни"
TEXT = "The number 4 tram ran on a single track past the old brewery until the war."
OTHER = "Nothing of the kind is true; ask somebody who has lived here."


def share(said: str | None, again: str | None) -> float | None:
    found: float | None = echo(pl.Series([said], dtype=pl.String), pl.Series([again], dtype=pl.String))[0]
    return found


@pytest.mark.parametrize("text", [TEXT, CHINESE, RUSSIAN])
def test_a_text_is_found_in_itself_and_not_in_another(text: str) -> None:
    assert share(text, text) == 1
    assert share(text, f"… {text} …") == 1
    assert share(text, OTHER) == 0


def test_half_a_text_is_half_found() -> None:
    assert share(TEXT, TEXT[: len(TEXT) // 2]) == 0.5


def test_only_the_beginning_of_a_long_text_is_looked_for() -> None:
    begin = "".join(f"{number} " for number in range(600))
    assert share(begin + OTHER * 100, begin) == 1


def test_a_text_of_a_few_characters_is_not_looked_for() -> None:
    assert share("1234567", "1234567") == 0
    assert share("", TEXT) == 0
    assert share(None, TEXT) == 0


def test_where_there_is_no_other_text_there_is_no_share() -> None:
    assert share(TEXT, None) is None
