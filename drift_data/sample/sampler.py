"""Asks models for replies: through an engine, each reply once and written down."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from drift_data.errors import DriftError
from drift_data.sample.engine import Engine, Request, Sample
from drift_data.sample.engines import describe_engine, identify_engine, open_engine
from drift_data.sample.journal import Journal, Report, open_journal, sample_missing
from drift_data.sample.policy import Policy
from drift_data.sample.settings import Engines


class Sampler:
    """Context manager. Holds the journal of every model it has asked, until the end.

    Args:
        store: root of the store, where the journals are.
        engines: which engine, and how it is set.
        waits: told who holds a journal, before this waits for them.
        api_key: for a server that wants one.

    Attributes:
        tokens: how many were sampled, by all models together.
        seconds: wall time of asking for them, the engines' starts included.
    """

    def __init__(
        self, store: Path, engines: Engines, waits: Callable[[str], object], api_key: str | None = None
    ) -> None:
        self.engines = engines
        self.tokens = 0
        self.seconds = 0.0
        self._store = store
        self._waits = waits
        self._api_key = api_key
        self._journals: dict[str, Journal] = {}
        self._open = ExitStack()
        self._running = ExitStack()  # the engine of the model asked last
        self._engine: Engine | None = None
        self._asked = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.close()
        self._open.close()

    def hold(self, policies: Sequence[Policy]) -> None:
        """Open the journals of all models that will be asked: in one order, so that no two runs wait for each other."""
        for policy in sorted(policies, key=lambda policy: policy.identity):
            self._journal(policy)

    def ask(self, policy: Policy, requests: Iterable[Request], report: Report) -> None:
        """Have all requests answered; `answer` then gives the replies. Their keys are their `request_key`.

        Raises:
            DriftError: the engine cannot run, died, or failed some for good; what is sampled by then is kept, and
                another run asks only for the rest.
        """
        journal = self._journal(policy)
        begin = time.perf_counter()
        tokens, failed = sample_missing(journal, requests, lambda: self._start(policy), report)
        self.tokens += tokens
        self.seconds += time.perf_counter() - begin
        if failed:
            raise DriftError(
                f"{failed:,} requests failed at the engine.",
                why="It refused them for good, most likely because they are longer than it takes, or it took too long.",
                fix="Set engine.context to what it takes (or raise engine.server.timeout), and run again: all other "
                "samples are kept.",
            )

    def answer(self, policy: Policy, key: str) -> Sample:
        """The reply to a request that was asked."""
        return self._journal(policy).get(key)

    @property
    def spoiled(self) -> int:
        """Lines of the journals that hold no sample; their requests are asked again."""
        return sum(journal.spoiled for journal in self._journals.values())

    def rest(self) -> None:
        """End the engine that runs, and so free its memory; the next question starts one again."""
        self._running.close()
        self._engine = None

    def _start(self, policy: Policy) -> Engine:
        # One model at a time: two would not fit on a GPU.
        if self._engine is None or self._asked != policy.identity:
            self._running.close()
            self._engine = self._running.enter_context(open_engine(self.engines, policy, self._api_key))
            self._asked = policy.identity
        return self._engine

    def _journal(self, policy: Policy) -> Journal:
        if policy.identity not in self._journals:
            about = {
                "policy": {"identity": policy.identity, "chat_template": policy.template},
                "engine": identify_engine(self.engines),
            }
            self._journals[policy.identity] = self._open.enter_context(open_journal(self._store, about, self._waits))
        return self._journals[policy.identity]


def about_samples(policy: Policy, engines: Engines) -> dict[str, Any]:
    """What decides, beside the request, what is sampled: the model and the engine."""
    return {"policy": about_policy(policy), "engine": describe_engine(engines)}


def about_policy(policy: Policy) -> dict[str, Any]:
    """The same of a model that is asked through its chat template."""
    return {**about_model(policy), "chat_template": policy.template}


def about_model(model: Policy) -> dict[str, Any]:
    """A model for a manifest, and what its chat template is told besides; no path of the machine."""
    told = {"spelling": dict(model.spelling)} if model.spelling else {}
    return {"model": model.label, "identity": model.identity, **told}
