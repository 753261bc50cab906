"""Which of several replies a judge prefers. Every two are compared in both orders, because judges favour a place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby
from typing import Literal, NamedTuple

from drift_data.judge.ask import Juror, Question
from drift_data.judge.rubric import ask_preference, preference_schema
from drift_data.judge.verdict import Preference, Unreadable, read_preference
from drift_data.sample.journal import Report
from drift_data.sample.sampler import Sampler

Verdict = Literal["a", "b", "tie", "unreadable"]
_FLIPPED: Mapping[str, Verdict] = {"a": "b", "b": "a", "tie": "tie"}


class Comparison(NamedTuple):
    """Two replies to the messages of `prompt`; `key` names them in the answers."""

    key: str
    prompt: Sequence[Mapping[str, str]]
    a: str
    b: str


class Compared(NamedTuple):
    """
    Attributes:
        verdict: a or b where both orders agree; tie where they do not, or one says so; unreadable.
        why: why it is unreadable, as `Unreadable` has it; else empty.
    """

    key: str
    verdict: Verdict
    why: str


class Contest(NamedTuple):
    """Replies to the messages of `prompt` that are to be ranked; `key` names them in the answers."""

    key: str
    prompt: Sequence[Mapping[str, str]]
    replies: Sequence[str]


@dataclass(frozen=True, slots=True)
class Ranked:
    """
    Attributes:
        best, worst: places among the replies; both None where no comparison had a winner.
        unreadable: how many comparisons had no verdict; they count as ties.
    """

    key: str
    best: int | None
    worst: int | None
    unreadable: int


def compare(sampler: Sampler, juror: Juror, comparisons: Iterable[Comparison], report: Report) -> Iterator[Compared]:
    """Compare all of them in one go of the engine, two requests each; answers come in the order of the comparisons.

    Raises:
        DriftError: the engine cannot run, or died; what was answered by then is not asked again.
    """

    def questions() -> Iterator[Question[str]]:
        for key, prompt, a, b in comparisons:
            for first, second in ((a, b), (b, a)):
                yield Question(key, ask_preference(juror.quote, prompt, first, second))

    answers = juror.ask(sampler, questions(), preference_schema(), read_preference, report)
    for key, one in answers:
        _, other = next(answers)
        yield Compared(key, *_both(one, other))


def _both(one: Preference | Unreadable, other: Preference | Unreadable) -> tuple[Verdict, str]:
    if isinstance(one, Unreadable):
        return "unreadable", one.why
    if isinstance(other, Unreadable):
        return "unreadable", other.why
    return (one.better if one.better == _FLIPPED[other.better] else "tie"), ""


def rank(sampler: Sampler, juror: Juror, contests: Iterable[Contest], report: Report) -> Iterator[Ranked]:
    """Best and worst of the replies of each contest, in the order of the contests.

    Every reply is compared with every other, n (n - 1) / 2 comparisons of two requests each: 1 for two replies, 3, 6,
    10 for five. A knock-out would take 3n / 2 - 2, but in rounds that wait for one another, and a judge that
    contradicts itself could make one reply both best and worst. The score is comparisons won minus lost (Copeland);
    of equal ones the first is best, the last is worst.

    Raises:
        DriftError: as `compare`.
    """
    shapes: list[tuple[str, int]] = []

    def comparisons() -> Iterator[Comparison]:
        for number, (key, prompt, replies) in enumerate(contests):
            shapes.append((key, len(replies)))
            for a, b in combinations(range(len(replies)), 2):
                yield Comparison(f"{number} {a} {b}", prompt, replies[a], replies[b])

    compared = groupby(compare(sampler, juror, comparisons(), report), lambda one: int(one.key.split()[0]))
    group = next(compared, None)
    for number, (key, replies) in enumerate(shapes):
        if group is None or group[0] != number:  # fewer than two replies
            yield Ranked(key, None, None, 0)
            continue
        yield _ranked(key, replies, group[1])
        group = next(compared, None)


def _ranked(key: str, replies: int, compared: Iterable[Compared]) -> Ranked:
    scores = [0] * replies
    verdicts: Counter[str] = Counter()
    for one in compared:
        a, b = map(int, one.key.split()[1:])
        verdicts[one.verdict] += 1
        won = {"a": 1, "b": -1}.get(one.verdict, 0)
        scores[a] += won
        scores[b] -= won
    best = max(range(replies), key=lambda place: (scores[place], -place))
    worst = min(range(replies), key=lambda place: (scores[place], -place))
    decided = scores[best] > scores[worst]
    return Ranked(key, best if decided else None, worst if decided else None, verdicts["unreadable"])
