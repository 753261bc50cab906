"""Put questions to a judge, many at once, and read the answers in the order they were asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Generic, TypeVar

from drift_data.judge.quote import Quoter
from drift_data.judge.verdict import Unreadable
from drift_data.sample.engine import Message, Request, Sample
from drift_data.sample.journal import Report, request_key
from drift_data.sample.policy import Policy
from drift_data.sample.sampler import Sampler
from drift_data.sample.thoughts import without_thoughts

#: Questions that are tokenized together.
_BATCH = 256

_K = TypeVar("_K")
_V = TypeVar("_V")


@dataclass(frozen=True)
class Question(Generic[_K]):
    """
    Attributes:
        key: names it in the answers.
        messages: as rubric.py spells it.
    """

    key: _K
    messages: list[Message]


class Juror:
    """A judge model, ready to be asked: greedy, seed 0, one answer per question.

    Args:
        policy: the model.
        context: longest question plus answer, in tokens; the model's own where that is less.
        max_tokens: longest answer.
    """

    def __init__(self, policy: Policy, context: int, max_tokens: int) -> None:
        self.policy = policy
        self.quote = Quoter(policy)
        self._room = min(context, policy.context) - max_tokens
        self._max_tokens = max_tokens

    def requests(
        self, questions: Iterable[Question[_K]], schema: dict[str, Any]
    ) -> Iterator[tuple[_K, Request | None]]:
        """Each question's request; None where it is too long for the context."""
        rest = iter(questions)
        while batch := list(islice(rest, _BATCH)):
            ids = self.policy.prompt_ids([question.messages for question in batch])
            for question, prompt_ids in zip(batch, ids, strict=True):
                if len(prompt_ids) > self._room:
                    yield question.key, None
                    continue
                request = Request("", question.messages, prompt_ids, 0, self._max_tokens, 0.0, 1.0, schema)
                yield question.key, replace(request, key=request_key(request))

    def ask(
        self,
        sampler: Sampler,
        questions: Iterable[Question[_K]],
        schema: dict[str, Any],
        read: Callable[[Sample], _V | Unreadable],
        report: Report,
    ) -> Iterator[tuple[_K, _V | Unreadable]]:
        """Have every question answered in one go of the engine, then give (key, verdict) in the order of the questions.

        Of the questions only the keys are held.

        Raises:
            DriftError: as `Sampler.ask`; what was answered by then is not asked again.
        """
        asked: list[tuple[_K, str | None]] = []

        def wanted() -> Iterator[Request]:
            for key, request in self.requests(questions, schema):
                asked.append((key, None if request is None else request.key))
                if request is not None:
                    yield request

        sampler.ask(self.policy, wanted(), report)
        for key, name in asked:
            if name is None:
                yield key, Unreadable("too long")
                continue
            answer = sampler.answer(self.policy, name)
            yield key, read(replace(answer, text=without_thoughts(answer.text) or answer.text))
