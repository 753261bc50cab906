"""Which of several samples is picked; the ranker is given, since what it says is not what is tested."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest

from drift_data.pairing.pick import Picker
from drift_data.pairing.rule import find_rule
from drift_data.pairing.settings import Pair
from drift_data.sample.engine import Sample


class Ranked(Picker):
    """Prefers the last reply; a tie where they are equal."""

    def _ranked(self, keys: list[str], prompts: list[Any], replies: list[list[str]]) -> Any:
        return [None if len(set(own)) < 2 else (len(own) - 1, 0) for own in replies]


def _picked(rule: str, *samples: Sample) -> dict[str, Any]:
    iteration: Any = SimpleNamespace(
        rule=find_rule(rule), pair=Pair(n=len(samples), ranker="judge"), policy=None, judge=None, reward=None
    )
    answers = {str(place): sample for place, sample in enumerate(samples)}
    sampler: Any = SimpleNamespace(answer=lambda policy, key: answers[key])
    rows = pl.DataFrame(
        {"row_id": ["r"], "prompt": [[]], "chosen": ["logged"], "rejected": ["logged"], "keys": [list(answers)]}
    )
    with Ranked(iteration, ["plain"] * len(samples), sampler) as picker:
        (row,) = picker.pick(rows).to_dicts()
    return row


def _sample(text: str, finish: str = "stop") -> Sample:
    return Sample("", text, finish, 1)


@pytest.mark.parametrize(
    "samples",
    [
        [_sample("whole"), _sample("cut of", "length")],
        [_sample("cut of", "length"), _sample("whole"), _sample("  ")],
        [_sample("whole"), _sample("whole")],
    ],
)
def test_the_only_whole_sample_is_kept(samples: list[Sample]) -> None:
    row = _picked("drift", *samples)
    assert (row["chosen"], row["chosen_finish"], row["reason"]) == ("whole", "stop", None)
    assert (row["rejected"], row["rejected_finish"]) == ("logged", None)


def test_the_best_is_chosen_and_the_worst_rejected() -> None:
    assert _picked("drift", _sample("a"), _sample("b"))["chosen"] == "b"
    assert _picked("spin", _sample("a"), _sample("b"))["rejected"] == "a"
    both = _picked("iterdpo", _sample("a"), _sample("cut", "length"), _sample("b"))
    assert (both["chosen"], both["rejected"]) == ("b", "a")


def test_two_samples_that_none_prefers_make_no_pair() -> None:
    assert _picked("iterdpo", _sample("a"), _sample("a"))["reason"] == "no sample beats another"
