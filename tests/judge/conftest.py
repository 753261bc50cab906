"""A judge that answers by rule: a real sampler and journal, and an engine that reads the question as a model would."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from drift_data.judge.ask import Juror
from drift_data.sample import sampler as sampler_module
from drift_data.sample.engine import Request, Sample
from drift_data.sample.policy import Policy, find_policy
from drift_data.sample.sampler import Sampler
from drift_data.sample.settings import Engines

#: From the DATA of a question to the text of the answer.
Rule = Callable[[dict[str, Any]], str]


class Scripted:
    """An engine that answers by rule, in no order.

    Attributes:
        asked: the data of every question.
        opened: how often an engine was opened.
        dies_after: raise after so many answers.
    """

    def __init__(self) -> None:
        self.rule: Rule = lambda data: "?"
        self.asked: list[dict[str, Any]] = []
        self.opened = 0
        self.dies_after: int | None = None

    def sample(self, requests: Iterable[Request]) -> Iterator[Sample]:
        for number, request in enumerate(sorted(requests, key=lambda request: request.key)):
            if number == self.dies_after:
                raise KeyboardInterrupt
            data = json.loads(request.messages[0]["content"].split("\nDATA\n")[1].split("\nEND OF DATA\n")[0])
            self.asked.append(data)
            yield Sample(request.key, self.rule(data), "stop", 9)


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> Scripted:
    engine = Scripted()

    @contextmanager
    def opened(*_: Any) -> Iterator[Scripted]:
        engine.opened += 1
        yield engine

    monkeypatch.setattr(sampler_module, "open_engine", opened)
    return engine


@pytest.fixture(scope="session")
def policy(tiny_policy: Path) -> Policy:
    return find_policy(str(tiny_policy))


@pytest.fixture
def juror(policy: Policy) -> Juror:
    return Juror(policy, context=4096, max_tokens=100)


@pytest.fixture
def sampler(tmp_path: Path) -> Iterator[Sampler]:
    with Sampler(tmp_path / "store", Engines(name="transformers"), lambda who: None) as opened:
        yield opened
