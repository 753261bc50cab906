from __future__ import annotations

import subprocess
import sys

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pair_rows import candidates, reply, user

from drift_data.pairing.before.duplicates import build
from drift_data.pairing.settings import Duplicates, Pair
from drift_data.pairing.words import words

LONG = "The old bridge over the river was opened in the spring of {} and has been rebuilt twice since then, " * 8


def frame(*prompts: list[dict[str, str]]) -> pl.DataFrame:
    return pl.concat([candidates(row_id=str(at), prompt=prompt) for at, prompt in enumerate(prompts)])


def reasons(rows: pl.DataFrame, batch: int = 1000, **values: object) -> list[str | None]:
    screen = build(Pair(duplicates=Duplicates.model_validate(values)), None)
    assert screen is not None
    return pl.concat([screen(part) for part in rows.iter_slices(batch)])["reason"].to_list()


def test_the_same_words_are_the_same_prompt() -> None:
    rows = frame([user("When was it built?")], [user("  when WAS it built ??")], [user("When was it built, though?")])
    assert reasons(rows) == [None, "same prompt", None]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Write hello world in C", "Write hello world in C++"),
        ("Write hello world in C", "Write hello world in C#"),
        ("2 + 2", "2 / 2"),
        ("???", "!!!"),
        ("🙂", "🙁"),
        ("Build a house", "Build a horse"),
        ("", "."),
    ],
)
def test_other_questions_are_other_prompts(one: str, other: str) -> None:
    assert reasons(frame([user(one)], [user(other)])) == [None, None]


def test_the_whole_prompt_counts() -> None:
    first = [user("Capital of France?"), reply("Paris."), user("And of Italy?")]
    second = [user("Capital of Spain?"), reply("Madrid."), user("And of Italy?")]
    assert reasons(frame(first, second, first)) == [None, None, "same prompt"]


def test_two_conversations_under_one_long_system_message_are_two_prompts() -> None:
    system = {"role": "system", "content": LONG.format(*[1911] * 8)}
    first = [system, user("What is the capital of France?"), reply("It is Lyon."), user("That is wrong, try again")]
    second = [system, user("Who wrote Faust?"), reply("It was Schiller."), user("That is wrong, try again")]
    again = [system, user("Who wrote Faust ?"), reply("It was: Schiller!"), user("That is wrong; try again")]
    assert reasons(frame(first, second, again), exact=False) == [None, None, "nearly the same prompt"]


def test_nearly_the_same() -> None:
    one, other = LONG.format(*[1911] * 8), LONG.replace("{}", "1911", 7).format(1869)
    assert reasons(frame([user(one)], [user(other)], [user(LONG.format(*range(8)))])) == [
        None,
        "nearly the same prompt",
        None,
    ]
    assert reasons(frame([user(one)], [user(other)]), near=None) == [None, None]


def test_two_questions_after_one_long_conversation_are_two_prompts() -> None:
    before = [user(LONG.format(*[1911] * 8)), reply(LONG.format(*[1912] * 8))]
    rows = frame([*before, user("Who built it?")], [*before, user("Who paid for it?")])
    assert reasons(rows) == [None, None]


def test_a_script_without_spaces() -> None:
    text = "这座古老的桥横跨在河上于一九一一年的春天正式开放此后又经过了两次大规模的重建和一次小规模的修缮"
    rows = frame([user(text * 3)], [user(text * 2 + text.replace("春", "秋"))], [user(text[::-1] * 3)])
    assert reasons(rows) == [None, "nearly the same prompt", None]


WORDS = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=30)


@st.composite
def prompts(draw: st.DrawFn) -> list[str]:
    """Texts of which some differ by a word or two."""
    texts = draw(st.lists(WORDS, min_size=1, max_size=6))
    for text in list(texts):
        if draw(st.booleans()):
            at = draw(st.integers(0, len(text) - 1))
            texts.append([*text[:at], draw(st.sampled_from("xyz")), *text[at + 1 :]])
    return [" ".join(text) for text in draw(st.permutations(texts))]


def shingles(text: str) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[at : at + 5]) for at in range(max(1, len(found) - 4))}


@settings(deadline=None)
@given(prompts(), st.sampled_from([0.3, 0.5, 0.8, 1.0]))
def test_what_is_dropped_is_alike(texts: list[str], near: float) -> None:
    kept: list[str] = []
    for text, reason in zip(texts, reasons(frame(*([user(text)] for text in texts)), near=near), strict=True):
        likeness = [len(shingles(text) & shingles(other)) / len(shingles(text) | shingles(other)) for other in kept]
        if reason is None:
            # 1 in 100 of what is only just alike may slip through; what is the same never does.
            assert max(likeness, default=0) < max(near, 0.95) or near > 0.95
            assert text not in kept
            kept.append(text)
        else:
            assert max(likeness) >= near


def test_most_of_what_is_alike_is_found() -> None:
    texts = [[f"w{number}x{at}" for at in range(60)] for number in range(200)]
    # One word of 60 changed near the end: 53 of 59 shingles stay the same.
    changed = [[*text[:58], "other", text[59]] for text in texts]
    rows = frame(*([user(" ".join(text))] for text in texts + changed))
    assert reasons(rows)[:200] == [None] * 200
    assert reasons(rows)[200:].count("nearly the same prompt") >= 198


@settings(deadline=None, max_examples=30)
@given(prompts(), st.integers(1, 5))
def test_batches_make_no_difference(texts: list[str], batch: int) -> None:
    rows = frame(*([user(text)] for text in texts))
    assert reasons(rows, batch) == reasons(rows)


_RUN = """
import polars as pl, sys
from drift_data.pairing.before.duplicates import build
from drift_data.pairing.settings import Pair
rows = pl.read_parquet(sys.argv[1])
print(build(Pair(), None)(rows)["reason"].to_list())
"""


def test_processes_agree(tmp_path: object) -> None:
    words_ = "abcdefghij"
    texts = [" ".join(words_[(at * step) % 10] for at in range(40)) + f" {step % 3}" for step in range(60)]
    path = f"{tmp_path}/rows.parquet"
    frame(*([user(text)] for text in texts)).write_parquet(path)
    said = {
        subprocess.run(
            [sys.executable, "-c", _RUN, path], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("0", "1")
    }
    assert len(said) == 1 and "nearly the same prompt" in said.pop()


def test_switched_off() -> None:
    assert build(Pair(duplicates=Duplicates(exact=False, near=None)), None) is None
    assert reasons(frame([user("a b")], [user("a b")]), exact=False, near=1.0) == [None, "nearly the same prompt"]
