"""The reference engine, against Transformers itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest
from asking import Endless, answers, ask
from hypothesis import given, settings
from hypothesis import strategies as st

from drift_data.sample.engine import Engine
from drift_data.sample.engines import open_engine
from drift_data.sample.policy import Policy
from drift_data.sample.settings import Engines


def settings_of(batch_size: int, context: int = 8192) -> Engines:
    return Engines.model_validate(
        {"name": "transformers", "context": context, "transformers": {"batch_size": batch_size}}
    )


@pytest.fixture(scope="module")
def engine(policy: Policy) -> Iterator[Engine]:
    with open_engine(settings_of(4), policy) as opened:
        yield opened


def test_greedy_is_what_generate_gives_alone(engine: Engine, policy: Policy) -> None:
    import torch
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(policy.folder)
    requests = ask(policy, 9, temperature=0)
    for request, sample in zip(requests, answers(engine, requests), strict=True):
        ids = torch.tensor([request.prompt_ids])
        output = model.generate(ids, attention_mask=torch.ones_like(ids), do_sample=False, max_new_tokens=24)
        reply = output[0, ids.shape[1] :]
        assert sample.text == policy.tokenizer.decode(reply, skip_special_tokens=True)
        assert sample.tokens == len(reply)


def test_a_sample_does_not_depend_on_its_batch(engine: Engine, policy: Policy) -> None:
    requests = ask(policy, 11)
    together = answers(engine, requests)
    with open_engine(settings_of(1), policy) as alone:
        assert answers(alone, reversed(requests)) == together
    assert answers(engine, requests[3:8]) == together[3:8]


def test_another_seed_is_another_sample(engine: Engine, policy: Policy) -> None:
    (like,) = ask(policy, 1)
    samples = answers(engine, (replace(like, key=str(seed), seed=seed) for seed in range(8)))
    assert len({sample.text for sample in samples}) == 8


def test_it_says_how_each_reply_ended(engine: Engine, policy: Policy) -> None:
    requests = ask(policy, 12, max_tokens=200, temperature=1.0, top_p=1.0)
    requests[5] = replace(requests[5], max_tokens=3)
    samples = answers(engine, requests)
    assert [sample.key for sample in samples] == [request.key for request in requests]
    assert (samples[5].finish_reason, samples[5].tokens) == ("length", 3)
    ended = [sample for sample in samples if sample.finish_reason == "stop"]
    assert ended
    assert all(sample.tokens < 200 and "<|im_end|>" not in sample.text for sample in ended)
    assert all(sample.tokens == 200 for sample in samples if sample.finish_reason == "length" and sample.key != "5")


def test_what_does_not_fit_the_context_is_cut_or_refused(policy: Policy) -> None:
    requests = ask(policy, 6, max_tokens=4000)
    lengths = [len(request.prompt_ids) for request in requests]
    context = max(lengths)
    with open_engine(settings_of(4, context), policy) as engine:
        samples = answers(engine, requests)
    assert min(lengths) < context
    for sample, length in zip(samples, lengths, strict=True):
        if length == context:
            assert (sample.text, sample.finish_reason, sample.tokens) == ("", "error", 0)
        else:
            assert sample.finish_reason in ("stop", "length")
            assert 0 < sample.tokens <= context - length


def test_requests_are_taken_as_they_are_used(engine: Engine, policy: Policy) -> None:
    endless = Endless(policy)
    samples = engine.sample(iter(endless))
    next(samples)
    assert endless.taken <= 4 * 16


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.integers(-40, 40).map(lambda score: score / 10), min_size=2, max_size=12),
    st.sampled_from([0.3, 0.7, 1.0, 2.0]),
    st.sampled_from([0.2, 0.5, 0.9, 1.0]),
)
def test_draws_are_as_often_as_they_are_likely(scores: list[float], temperature: float, top_p: float) -> None:
    import torch
    from transformers import TemperatureLogitsWarper, TopPLogitsWarper

    from drift_data.sample.engine import Request
    from drift_data.sample.transformers_engine import _Draw

    rows = 4000
    batch = [Request(str(seed), [], [], seed, 1, temperature, top_p) for seed in range(rows)]
    drawn = _Draw(batch, "cpu", torch)(None, torch.tensor([scores]).repeat(rows, 1))
    assert ((drawn == 0).sum(dim=-1) == 1).all()
    counts = Counter(drawn.argmax(dim=-1).tolist())

    warped = TemperatureLogitsWarper(temperature)(None, torch.tensor([scores], dtype=torch.float64))
    expected = torch.softmax(warped, dim=-1)
    if top_p < 1:
        # Transformers keeps one of several tokens that are as likely, we may keep another: compare by likelihood.
        expected = torch.softmax(TopPLogitsWarper(top_p)(None, warped), dim=-1)
    by_score: Counter[float] = Counter()
    wanted: Counter[float] = Counter()
    for token, score in enumerate(scores):
        by_score[score] += counts[token]
        wanted[score] += expected[0, token].item()
    for score, share in wanted.items():
        # Five standard deviations, and what rounding moves at the edge of the nucleus.
        assert abs(by_score[score] / rows - share) <= 5 * (share * (1 - share) / rows) ** 0.5 + 1e-3
