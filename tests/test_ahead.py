"""Items that are made before they are asked for."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from drift_data.ahead import ahead


def counted(most: int, made: list[int]) -> Iterator[int]:
    for number in range(most):
        made.append(number)
        yield number


@pytest.mark.parametrize("number", [0, 1, 2, 3, 50])
def test_all_items_come_in_order(number: int) -> None:
    with ahead(counted(number, []), 3) as items:
        assert list(items) == list(range(number))


def test_items_are_made_before_they_are_asked_for() -> None:
    third = threading.Event()

    def numbers() -> Iterator[int]:
        yield from (0, 1)
        third.set()
        yield 2

    with ahead(numbers(), 3) as items:
        assert third.wait(10)
        assert next(items) == 0


def test_an_error_comes_where_its_item_would() -> None:
    def numbers() -> Iterator[int]:
        yield 0
        raise ValueError("no more")

    with ahead(numbers(), 3) as items:
        assert next(items) == 0
        with pytest.raises(ValueError, match="no more"):
            next(items)


def test_nothing_is_made_after_leaving() -> None:
    made: list[int] = []
    with ahead(counted(1000, made), 3) as items:
        next(items)
    number = len(made)
    assert number <= 4
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("ahead")]
    assert len(made) == number
