"""Score replies with a reward model: a sequence classifier with one output, in a process of its own.

The process ends with the context, and so frees the GPU for what comes next.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from itertools import islice
from types import TracebackType
from typing import Any, NamedTuple, Self

from drift_data.errors import DriftError
from drift_data.extras import need
from drift_data.sample.policy import Policy

#: Replies that go to the process at once; sorted by length there, so that batches have little padding.
_WINDOW = 256
#: Windows under way, so that the process never waits.
_AHEAD = 2


class Reply(NamedTuple):
    """A reply to the messages of `prompt`; `key` names it in the answers."""

    key: str
    prompt: Sequence[Mapping[str, str]]
    text: str


class Reward:
    """Context manager: a reward model, loaded at the first `score`.

    Args:
        model: the model; a sequence classifier with one output and a chat template.
        batch_size: replies scored at once.
    """

    def __init__(self, model: Policy, batch_size: int = 8) -> None:
        # A fresh copy: a tokenizer that is loaded already need not be sent.
        self._process = ProcessPoolExecutor(
            1, multiprocessing.get_context("spawn"), initializer=_start, initargs=(replace(model), batch_size)
        )
        self._name = model.name

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.shutdown(cancel_futures=True)

    def score(self, replies: Iterable[Reply]) -> Iterator[tuple[str, float | None]]:
        """(key, reward) in the order of the replies; higher is better, None where it is too long for the model or
        its chat template refuses the messages.

        Raises:
            DriftError: transformers or torch is missing, the model is no reward model, or its process died.
        """
        rest = iter(replies)
        under_way: deque[tuple[list[str], Future[list[float | None]]]] = deque()
        try:
            while True:
                while len(under_way) < _AHEAD and (window := list(islice(rest, _WINDOW))):
                    # Plain lists: rows of a data frame may hold what is costly to send.
                    chats = [[dict(message) for message in reply.prompt] for reply in window]
                    texts = [reply.text for reply in window]
                    keys = [reply.key for reply in window]
                    under_way.append((keys, self._process.submit(_score, chats, texts)))
                if not under_way:
                    return
                keys, scores = under_way.popleft()
                yield from zip(keys, scores.result(), strict=True)
        except BrokenProcessPool as error:
            raise DriftError(
                f"The reward model {self._name} stopped.",
                why="Its process was killed, most likely for want of memory.",
                fix="Free memory, or name a smaller model.",
            ) from error


class _Model:
    """The reward model in its process."""

    def __init__(self, model: Policy, batch_size: int) -> None:
        transformers = need("transformers", "sample")
        self._torch = need("torch", "sample")
        self._device = "cuda" if self._torch.cuda.is_available() else "cpu"
        _ = model.template  # raises where there is none
        self._tokenizer = model.tokenizer
        classifier = transformers.AutoModelForSequenceClassification.from_pretrained(
            model.folder,
            dtype="auto" if self._device == "cuda" else self._torch.float32,
            trust_remote_code=model.trust_remote_code,
        )
        outputs = classifier.config.num_labels
        if outputs != 1:
            raise DriftError(
                f"The model {model.name} is not a reward model: it has {outputs} outputs, not one.",
                fix="Name a sequence classifier with one output.",
            )
        if self._tokenizer.pad_token_id is None:
            self._tokenizer.pad_token = self._tokenizer.eos_token
        # It finds the last token of each reply by what is padding.
        classifier.config.pad_token_id = self._tokenizer.pad_token_id
        self._classifier = classifier.to(self._device).eval()
        self._context = model.context
        self._batch_size = batch_size

    def score(self, prompts: Sequence[Sequence[Mapping[str, str]]], texts: Sequence[str]) -> list[float | None]:
        chats = [[*prompt, {"role": "assistant", "content": text}] for prompt, text in zip(prompts, texts, strict=True)]
        ids = [self._spelled(chat) for chat in chats]
        scores: list[float | None] = [None] * len(ids)
        fitting = [place for place, own in enumerate(ids) if 0 < len(own) <= self._context]
        fitting.sort(key=lambda place: len(ids[place]), reverse=True)
        for first in range(0, len(fitting), self._batch_size):
            places = fitting[first : first + self._batch_size]
            for place, score in zip(places, self._batch([ids[place] for place in places]), strict=True):
                scores[place] = score
        return scores

    def _spelled(self, chat: list[Any]) -> list[int]:
        """No tokens where the chat template refuses the messages, such as a system message."""
        try:
            ids: list[int] = self._tokenizer.apply_chat_template(
                chat, tokenize=True, return_dict=False, tokenizer_kwargs={"verbose": False}
            )
        except Exception:  # templates raise what they like
            return []
        return ids

    def _batch(self, ids: list[list[int]]) -> list[float]:
        padded = self._tokenizer.pad({"input_ids": ids}, padding_side="right", return_tensors="pt").to(self._device)
        with self._torch.inference_mode():
            scores: list[float] = self._classifier(**padded).logits[:, 0].float().tolist()
        return scores


_given: tuple[Policy, int]
_model: _Model | None = None


def _start(model: Policy, batch_size: int) -> None:
    # Not loaded here: what an initializer raises is lost.
    global _given
    _given = (model, batch_size)


def _score(*window: Any) -> list[float | None]:
    global _model
    if _model is None:
        _model = _Model(*_given)
    return _model.score(*window)
