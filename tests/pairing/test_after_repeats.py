from __future__ import annotations

import pytest
from after_rows import reason
from hypothesis import given
from hypothesis import strategies as st

from drift_data.pairing.after.repeats import build, repeats
from drift_data.pairing.settings import Pair

START = "The bridge was opened in 1869 and has been widened twice since then. "
TABLE = "| day | cost |\n| --- | --- |\n" + "".join(f"| {day} | 0 |\n" for day in range(60))
COUNTED = "".join(f"{number}. Widen the bridge so that more carts can pass over it at once. " for number in range(30))


@given(
    st.lists(st.text("abcdefgh", min_size=2, max_size=8), min_size=1, max_size=20, unique=True),
    st.integers(0, 6),
)
def test_a_loop_is_found_wherever_it_is_cut(unit: list[str], cut: int) -> None:
    times = 4 + 60 // len(unit)
    said = (unit * times)[: len(unit) * times - cut]
    assert repeats(START + " ".join(said))


@given(st.lists(st.integers(0, 10**9), min_size=0, max_size=300, unique=True))
def test_different_words_are_no_loop(numbers: list[int]) -> None:
    assert not repeats(" ".join(f"w{number}" for number in numbers))


@pytest.mark.parametrize(
    "text",
    [
        START + "a" * 200,
        START + "哈" * 60,
        START + "这座桥很长。" * 20,
        COUNTED,
        COUNTED + "That is all.",
        START + "\n" + "print('x')\n" * 40,
        START + "```\n" + "x += 1\n" * 40,
        START + "| a | b |\n" * 40,
        TABLE + COUNTED,
    ],
)
def test_loops(text: str) -> None:
    assert repeats(text)


CHORUS = "Row, row, row your boat, gently down the stream,\nmerrily, merrily, merrily, merrily, life is but a dream.\n"
VERSES = "\n".join(f"Verse {n}: " + " ".join(f"line{n}x{w}" for w in range(30)) + "\n" + CHORUS for n in range(4))
CODE = "```python\n" + "".join(f"assert value[{n}] == 0\n" for n in range(60)) + "```"
TOWNS = ["Ulm", "Bonn", "Hof", "Kiel", "Jena", "Gera"]
LIST = "\n".join(f"{n}. {name} is a town with a bridge." for n, name in enumerate(TOWNS))
MATRIX = "```\n" + "0 0 0 0 0 0 0 0\n" * 8 + "```"


@pytest.mark.parametrize(
    "text", ["", START, START * 3, VERSES, TABLE, CODE, LIST, MATRIX, "-" * 300, "=" * 300, "No. No. No."]
)
def test_forms_that_repeat(text: str) -> None:
    assert not repeats(text)


def test_the_rejected_reply_counts_where_it_was_sampled() -> None:
    screen = build(Pair(), None)
    assert reason(screen, chosen=COUNTED) == "repeats itself"
    assert reason(screen, rejected=COUNTED) is None
    assert reason(screen, rejected=COUNTED, rejected_finish="stop") == "repeats itself"
