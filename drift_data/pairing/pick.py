"""Which of a row's samples becomes chosen, which rejected; and, where asked, whether a judge agrees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from itertools import islice
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import polars as pl

from drift_data.judge.ask import Juror
from drift_data.judge.compare import Contest, Ranked, rank
from drift_data.judge.reward import Reply, Reward
from drift_data.pairing.ask import GUIDED, PLAIN
from drift_data.pairing.verify import VERDICT_TOKENS
from drift_data.sample.engine import Sample
from drift_data.sample.sampler import Sampler
from drift_data.sample.thoughts import without_thoughts

if TYPE_CHECKING:
    from drift_data.pairing.run import Iteration

#: In place of how a sample ended, and why its row is dropped.
_ENDLESS = "thoughts without an end"


class Picker:
    """Context manager.

    Args:
        iteration: says who ranks: the judge, a reward model, or guided over plain.
        kinds: of the samples of each row, in order.
        sampler: has the samples, and asks the judge.
    """

    def __init__(self, iteration: Iteration, kinds: list[str], sampler: Sampler) -> None:
        self._it = iteration
        self._kinds = kinds
        self._sampler = sampler
        self._open = ExitStack()
        self._reward: Reward | None = None

    def __enter__(self) -> Self:
        if self._it.reward is not None:
            self._reward = self._open.enter_context(Reward(self._it.reward))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def pick(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows with `keys` -> the same with `chosen`, `rejected`, `reason`; of each side that was sampled how it ended
        and its kind (null: it is from the log).
        """
        samples = [[self._sample(key) for key in keys] for keys in rows["keys"]]
        places, details = self._places(rows, samples)
        reasons = [None if place else "no sample beats another" for place in places]
        for side, at in (("chosen", 0), ("rejected", 1)):
            sampled = getattr(self._it.rule, side) == "sample"
            picked = [place[at] if place and sampled else None for place in places]
            own = [None if at is None else some[at] for some, at in zip(samples, picked, strict=True)]
            if sampled:
                rows = rows.with_columns(pl.Series(side, [one.text.strip() if one else None for one in own], pl.String))
            rows = rows.with_columns(
                pl.Series(f"{side}_finish", [one.finish_reason if one else None for one in own], pl.String),
                pl.Series(f"{side}_kind", [None if at is None else self._kinds[at] for at in picked], pl.String),
            )
            reasons = [
                _ENDLESS if one is not None and one.finish_reason == _ENDLESS else reason
                for one, reason in zip(own, reasons, strict=True)
            ]
        return rows.drop("keys").with_columns(
            pl.Series("reason", reasons, pl.String), pl.Series("detail", details, pl.String)
        )

    def _sample(self, key: str) -> Sample:
        """The reply to a request, without the thoughts before it."""
        sample = self._sampler.answer(self._it.policy, key)
        reply = without_thoughts(sample.text)
        return replace(sample, text="", finish_reason=_ENDLESS) if reply is None else replace(sample, text=reply)

    def _juror(self) -> Juror:
        assert self._it.judge is not None
        return Juror(self._it.judge, self._sampler.engines.context, VERDICT_TOKENS)

    def _places(
        self, rows: pl.DataFrame, samples: list[list[Sample]]
    ) -> tuple[list[tuple[int, int] | None], list[str | None]]:
        """(best, worst) among the samples of each row, None where nothing tells them apart; and what is to be said."""
        nothing: list[str | None] = [None] * len(samples)
        if len(self._kinds) == 1:
            return [(0, 0)] * len(samples), nothing
        # Replies that are empty or cut only count where there are too few others.
        usable = [
            [at for at, one in enumerate(own) if one.finish_reason == "stop" and one.text.strip()] for own in samples
        ]
        if self._it.pair.ranker == "guided":
            first = self._kinds.index(PLAIN)
            plain = [next((at for at in own if self._kinds[at] == PLAIN), first) for own in usable]
            return [(self._kinds.index(GUIDED), at) for at in plain], nothing
        least = 2 if self._it.rule.chosen == self._it.rule.rejected else 1
        usable = [own if len(own) >= least else list(range(len(self._kinds))) for own in usable]
        replies = [[own[at].text.strip() for at in places] for own, places in zip(samples, usable, strict=True)]
        ranked = list(self._ranked(rows["row_id"].to_list(), rows["prompt"].to_list(), replies))
        # Where the other side comes from the log, one that none beats is as good as another.
        tied = None if least == 2 else (0, 0)
        found = [tied if one.best is None or one.worst is None else (one.best, one.worst) for one in ranked]
        places = [None if two is None else (own[two[0]], own[two[1]]) for own, two in zip(usable, found, strict=True)]
        return places, [f"{one.unreadable} unreadable verdicts" if one.unreadable else None for one in ranked]

    def _ranked(self, keys: list[str], prompts: list[Any], replies: list[list[str]]) -> Iterable[Ranked]:
        """Best and worst among the replies of each row."""
        if self._reward is not None:
            return self._rewarded(keys, prompts, replies)
        return rank(self._sampler, self._juror(), map(Contest, keys, prompts, replies), _quiet)

    def _rewarded(self, keys: list[str], prompts: list[Any], replies: list[list[str]]) -> Iterator[Ranked]:
        """By reward; a reply that is too long for the reward model is neither. As with a judge, of equal ones the first
        is best, the last is worst."""
        assert self._reward is not None
        asked = (Reply("", prompt, text) for prompt, own in zip(prompts, replies, strict=True) for text in own)
        scores = (score for _, score in self._reward.score(asked))
        for key, own in zip(keys, replies, strict=True):
            scored = [(score, -place) for place, score in enumerate(islice(scores, len(own))) if score is not None]
            best, worst = max(scored, default=(0.0, 0)), min(scored, default=(0.0, 0))
            told = best[0] > worst[0]
            yield Ranked(key, -best[1] if told else None, -worst[1] if told else None, 0)


def _quiet(done: int, tokens: int) -> None:
    """Batches of a judge are not told of."""
