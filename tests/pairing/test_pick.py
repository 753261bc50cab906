"""Which of several samples is picked; the ranker is given, since what it says is not what is tested."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from typing import Any, Literal

import polars as pl
import pytest

from drift_data.judge.compare import Ranked
from drift_data.judge.reward import Reply
from drift_data.pairing.pick import Picker
from drift_data.pairing.rule import find_rule
from drift_data.pairing.settings import Pair
from drift_data.sample.engine import Sample


class LastIsBest(Picker):
    """Prefers the last reply; no verdict where they are equal."""

    def _ranked(self, keys: list[str], prompts: list[Any], replies: list[list[str]]) -> Any:
        return [Ranked("r", None, None, 1) if len(set(own)) < 2 else Ranked("r", len(own) - 1, 0, 0) for own in replies]


class ByLength:
    """Stands for a reward model."""

    def score(self, replies: Iterable[Reply]) -> Iterator[tuple[str, float | None]]:
        return ((reply.key, None if len(reply.text) > 9 else float(len(reply.text))) for reply in replies)


class Rewarded(Picker):
    def __enter__(self) -> Any:
        self._reward: Any = ByLength()
        return self


def _picked(
    rule: str,
    *samples: Sample,
    picker: type[Picker] = LastIsBest,
    ranker: Literal["judge", "guided"] = "judge",
    kinds: list[str] | None = None,
) -> dict[str, Any]:
    iteration: Any = SimpleNamespace(
        rule=find_rule(rule), pair=Pair(n=len(samples), ranker=ranker), policy=None, judge=None, reward=None
    )
    answers = {str(place): sample for place, sample in enumerate(samples)}
    sampler: Any = SimpleNamespace(answer=lambda policy, key: answers[key])
    rows = pl.DataFrame(
        {"row_id": ["r"], "prompt": [[]], "chosen": ["logged"], "rejected": ["logged"], "keys": [list(answers)]}
    )
    with picker(iteration, kinds or ["plain"] * len(samples), sampler) as picks:
        (row,) = picks.pick(rows).to_dicts()
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
    row = _picked("iterdpo", _sample("a"), _sample("a"))
    assert (row["reason"], row["detail"]) == ("no sample beats another", "1 unreadable verdicts")


def test_of_equal_rewards_the_first_is_best_and_the_last_is_worst() -> None:
    texts = ["aa", "bb", "c", "d", "far too long"]
    row = _picked("iterdpo", *map(_sample, texts), picker=Rewarded)
    assert (row["chosen"], row["rejected"], row["reason"]) == ("aa", "d", None)
    same = _picked("iterdpo", _sample("aa"), _sample("bb"), picker=Rewarded)
    assert (same["reason"], same["detail"]) == ("no sample beats another", None)


def test_the_guided_sample_beats_the_first_plain_one_that_is_whole() -> None:
    samples = [_sample("cut of", "length"), _sample(" "), _sample("plain"), _sample("later"), _sample("guided")]
    row = _picked("iterdpo", *samples, ranker="guided", kinds=["plain"] * 4 + ["guided"])
    assert (row["chosen"], row["rejected"], row["reason"]) == ("guided", "plain", None)
    assert (row["chosen_kind"], row["rejected_kind"]) == ("guided", "plain")


def test_who_was_shown_the_feedback_is_known_of_the_one_that_is_picked() -> None:
    row = _picked("iterdpo", _sample("guided"), _sample("plain"), kinds=["guided", "plain"])
    assert (row["chosen"], row["chosen_kind"], row["rejected_kind"]) == ("plain", "plain", "guided")
    assert _picked("drift", _sample("a"), kinds=["guided"])["rejected_kind"] is None


def test_thoughts_are_no_part_of_a_reply() -> None:
    row = _picked("drift", _sample("<think>They are cross.</think>\n\nIn 1869."))
    assert (row["chosen"], row["chosen_finish"], row["reason"]) == ("In 1869.", "stop", None)
    row = _picked("drift", _sample("<think>They are", "length"))
    assert (row["chosen"], row["reason"]) == ("", "thoughts without an end")
    row = _picked("drift", _sample("whole"), _sample("<think>They are", "length"))
    assert (row["chosen"], row["reason"]) == ("whole", None)
