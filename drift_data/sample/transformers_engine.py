"""Plain Transformers generate: for machines where vLLM cannot be installed, and the reference in tests."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from drift_data.errors import DriftError
from drift_data.extras import need
from drift_data.sample.engine import Request, Sample
from drift_data.sample.policy import Policy
from drift_data.sample.settings import Engines

#: Batches that are taken at once, so that requests of similar length can be put together.
_AHEAD = 16


class TransformersEngine:
    """Samples in padded batches: a batch is done when its longest reply is.

    Every request draws from random numbers of its own, so it gives the same sample in whatever batch it is computed,
    but where rounding, which depends on the batch, tips a draw. A JSON schema is not enforced.
    """

    def __init__(self, settings: Engines, policy: Policy) -> None:
        """
        Raises:
            DriftError: transformers or torch is missing.
        """
        self._torch = need("torch", "sample")
        transformers = need("transformers", "sample")
        transformers.utils.logging.disable_progress_bar()
        self._batch_size = settings.transformers.batch_size
        self._context = min(settings.context, policy.context)
        self._tokenizer = policy.tokenizer
        self._model = transformers.AutoModelForCausalLM.from_pretrained(
            policy.folder, dtype=settings.transformers.dtype, trust_remote_code=settings.trust_remote_code
        )
        self._model.to("cuda" if self._torch.cuda.is_available() else "cpu").eval()
        ends = self._model.generation_config.eos_token_id
        if ends is None:
            ends = self._tokenizer.eos_token_id
        self._ends = frozenset([ends] if isinstance(ends, int) else ends or ())
        padding = self._tokenizer.pad_token_id
        self._padding = next(iter(self._ends), 0) if padding is None else padding
        # The model's own temperature, top_k and penalties give way to what requests state. The likeliest token is
        # taken, because `_Draw` leaves but one.
        self._model.generation_config = transformers.GenerationConfig(
            do_sample=False, eos_token_id=sorted(self._ends) or None, pad_token_id=self._padding
        )

    def sample(self, requests: Iterable[Request]) -> Iterator[Sample]:
        """See `Engine`.

        Raises:
            DriftError: a batch does not fit into the GPU's memory.
        """
        waiting = iter(requests)
        while ahead := list(islice(waiting, _AHEAD * self._batch_size)):
            for request in ahead:
                if self._room(request) < 1:
                    yield Sample(request.key, "", "error", 0)
            fit = sorted((r for r in ahead if self._room(r) >= 1), key=lambda request: len(request.prompt_ids))
            for at in range(0, len(fit), self._batch_size):
                yield from self._generate(fit[at : at + self._batch_size])

    def close(self) -> None:
        """Frees the model."""
        del self._model
        if self._torch.cuda.is_available():
            self._torch.cuda.empty_cache()

    def _room(self, request: Request) -> int:
        """The longest reply, in tokens."""
        return min(request.max_tokens, self._context - len(request.prompt_ids))

    def _generate(self, batch: Sequence[Request]) -> Iterator[Sample]:
        torch = self._torch
        width = max(len(request.prompt_ids) for request in batch)
        gaps = [width - len(request.prompt_ids) for request in batch]
        ids = [[self._padding] * gap + list(request.prompt_ids) for gap, request in zip(gaps, batch, strict=True)]
        mask = [[0] * gap + [1] * (width - gap) for gap in gaps]
        device = self._model.device
        try:
            with torch.inference_mode():
                output = self._model.generate(
                    input_ids=torch.tensor(ids, device=device),
                    attention_mask=torch.tensor(mask, device=device),
                    max_new_tokens=max(self._room(request) for request in batch),
                    logits_processor=[_Draw(batch, device, torch)],
                )
        except torch.OutOfMemoryError as error:
            raise DriftError(
                f"A batch of {len(batch)} requests does not fit into the GPU's memory.",
                fix="Lower engine.transformers.batch_size.",
            ) from error
        for request, row in zip(batch, output[:, width:].tolist(), strict=True):
            reply = row[: self._room(request)]
            end = next((at + 1 for at, token in enumerate(reply) if token in self._ends), None)
            reply = reply[:end]
            text = self._tokenizer.decode(reply, skip_special_tokens=True)
            yield Sample(request.key, text, "length" if end is None else "stop", len(reply))


class _Draw:
    """Leaves each row of a batch the one token that its request draws: temperature, then top_p, then the draw.

    Generate's own sampling takes the random numbers of a batch from one stream, so that a sample would depend on what
    is computed beside it.
    """

    def __init__(self, batch: Sequence[Request], device: Any, torch: Any) -> None:
        self._torch = torch
        self._random = [random.Random(request.seed) for request in batch]
        # Of shape (rows, 1).
        self._greedy = torch.tensor([[request.temperature == 0] for request in batch], device=device)
        self._temperature = torch.tensor([[request.temperature or 1.0] for request in batch], device=device)
        self._top_p = torch.tensor([[request.top_p] for request in batch], device=device)

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        """Scores of shape (rows, vocabulary): 0 for the token drawn, minus infinity for the others."""
        torch = self._torch
        probabilities, tokens = torch.softmax(scores / self._temperature, dim=-1).sort(dim=-1, descending=True)
        sums = probabilities.cumsum(dim=-1)
        # A token is out where those before it already have top_p together.
        sums = probabilities.masked_fill(sums - probabilities >= self._top_p, 0.0).cumsum(dim=-1)
        points = torch.tensor([[stream.random()] for stream in self._random], device=scores.device) * sums[:, -1:]
        place = (sums <= points).sum(dim=-1, keepdim=True).clamp(max=scores.shape[-1] - 1)
        drawn = torch.where(self._greedy, scores.argmax(dim=-1, keepdim=True), tokens.gather(-1, place))
        return torch.full_like(scores, float("-inf")).scatter(-1, drawn, 0.0)
