"""A real `vllm serve`, alone and behind a proxy that fails; and servers that fail for good."""

from __future__ import annotations

import json
import random
import socket
from collections import Counter
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from asking import Endless, answers, ask
from faulty_proxy import always, proxy

from drift_data.errors import DriftError
from drift_data.sample.engines import open_engine
from drift_data.sample.policy import Policy
from drift_data.sample.settings import Engines

SCHEMA = {
    "type": "object",
    "properties": {"better": {"enum": ["first", "second"]}},
    "required": ["better"],
    "additionalProperties": False,
}
REPLY = {
    "id": "1",
    "object": "chat.completion",
    "created": 1,
    "model": "tiny",
    "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": " Yes.\n"}}],
    "usage": {"prompt_tokens": 1, "completion_tokens": 3, "total_tokens": 4},
}
MODELS = {"object": "list", "data": [{"id": "tiny", "object": "model", "created": 1, "owned_by": "us"}]}


def at(*urls: str, **server: Any) -> Engines:
    return Engines.model_validate({"name": "server", "server": {"urls": list(urls), "concurrency": 8, **server}})


def nobody() -> str:
    """A base URL where nothing listens."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/v1"


@pytest.mark.engine
def test_greedy_is_what_transformers_gives(served: str, policy: Policy) -> None:
    requests = ask(policy, 20, temperature=0)
    with open_engine(Engines(name="transformers"), policy) as reference, open_engine(at(served), policy) as engine:
        samples, expected = answers(engine, requests), answers(reference, requests)
    # vLLM's server leaves out bytes at the end that are no whole character; we show that there were some.
    texts, wanted = ([sample.text.rstrip("\ufffd") for sample in side] for side in (samples, expected))
    assert texts == wanted
    assert [(s.finish_reason, s.tokens) for s in samples] == [(s.finish_reason, s.tokens) for s in expected]


@pytest.mark.engine
def test_a_schema_is_kept(served: str, policy: Policy) -> None:
    with open_engine(at(served), policy) as engine:
        samples = answers(engine, ask(policy, 6, max_tokens=300, schema=SCHEMA))
    whole = [json.loads(sample.text) for sample in samples if sample.finish_reason == "stop"]
    assert len(whole) >= 4
    assert all(reply["better"] in ("first", "second") for reply in whole)


@pytest.mark.engine
def test_what_is_too_long_is_an_error_and_the_rest_goes_on(served: str, policy: Policy) -> None:
    requests = ask(policy, 8)
    requests[3] = replace(requests[3], messages=[{"role": "user", "content": "what is this? " * 5000}])
    with open_engine(at(served), policy) as engine:
        samples = answers(engine, requests)
    assert [sample.finish_reason == "error" for sample in samples] == [number == 3 for number in range(8)]
    assert samples[3].text == ""


@pytest.mark.engine
def test_failures_now_and_then_lose_nothing(served: str, policy: Policy) -> None:
    faults = random.Random(5)
    plans = [faults.choice([None] * 6 + [429, 500, 503, "drop", "half", "later"]) for _ in range(1000)]
    requests = ask(policy, 40, temperature=0)
    with open_engine(at(served), policy) as engine:
        expected = answers(engine, requests)
    with (
        proxy(lambda number, body: plans[number], served) as between,
        open_engine(at(between.url, retries=30), policy) as engine,
    ):
        assert answers(engine, requests) == expected
    assert between.calls > 60


@pytest.mark.engine
def test_an_endpoint_that_is_down_does_not_matter_while_another_works(served: str, policy: Policy) -> None:
    requests = ask(policy, 30)
    with proxy(lambda number, body: None if number < 3 else "drop", served) as dies:
        settings = at(nobody(), served, dies.url, retries=1)
        with open_engine(settings, policy) as engine:
            samples = answers(engine, requests)
    assert [sample.key for sample in samples] == [request.key for request in requests]
    assert all(sample.finish_reason != "error" for sample in samples)
    # Found down, it is left alone: not one try for each request.
    assert 3 < dies.calls < 30


def test_what_is_asked(policy: Policy) -> None:
    (request,) = ask(policy, 1, seed=7, schema=SCHEMA)
    with proxy(always(REPLY), models=MODELS) as server:
        with open_engine(at(server.url), policy, api_key="sesame") as engine:
            (sample,) = engine.sample([request])
        body = server.bodies[0]
        assert set(server.keys) == {"Bearer sesame"}
    assert (sample.text, sample.finish_reason, sample.tokens) == (" Yes.\n", "stop", 3)
    assert body["messages"] == request.messages
    assert (body["model"], body["seed"], body["max_tokens"]) == ("tiny", 7, 24)
    assert (body["temperature"], body["top_p"]) == (0.7, 0.9)
    assert body["response_format"]["json_schema"]["schema"] == SCHEMA


def test_endpoints_share_the_work(policy: Policy) -> None:
    with (
        proxy(always(REPLY), models=MODELS) as one,
        proxy(always(REPLY), models=MODELS) as other,
        open_engine(at(one.url, other.url), policy) as engine,
    ):
        assert len(answers(engine, ask(policy, 60))) == 60
    assert one.calls + other.calls == 60
    assert min(one.calls, other.calls) >= 15


def test_requests_are_taken_as_they_are_used(policy: Policy) -> None:
    endless = Endless(policy)
    with proxy(always(REPLY), models=MODELS) as server, open_engine(at(server.url), policy) as engine:
        samples = engine.sample(iter(endless))
        next(samples)
        assert endless.taken <= 2 * 8
        next(samples)
        assert endless.taken <= 2 * 8 + 1


@pytest.mark.parametrize(("status", "says"), [(401, "api_key_env"), (403, "api_key_env"), (404, "urls")])
def test_what_no_retry_mends_stops(policy: Policy, status: int, says: str) -> None:
    with (
        proxy(always(status), models=MODELS) as server,
        open_engine(at(server.url.replace("//", "//me:hush@")), policy, api_key="sesame") as engine,
        pytest.raises(DriftError) as fault,
    ):
        list(engine.sample(ask(policy, 100)))
    assert server.url in fault.value.what
    assert says in fault.value.fix
    assert "sesame" not in str(fault.value) and "hush" not in str(fault.value)
    assert server.calls < 50
    with (
        proxy(always(REPLY), models=status) as server,
        pytest.raises(DriftError, match=str(status)),
        open_engine(at(server.url), policy),
    ):
        pass


def test_a_limit_that_is_used_up_stops(policy: Policy) -> None:
    with (
        proxy(lambda number, body: REPLY if number < 5 else 429, models=MODELS) as server,
        open_engine(at(server.url, retries=1), policy) as engine,
        pytest.raises(DriftError, match="HTTP 429"),
    ):
        assert all(sample.finish_reason == "stop" for sample in engine.sample(ask(policy, 50)))
    assert server.calls < 50


def test_a_server_that_refuses_everything_stops(policy: Policy) -> None:
    with (
        proxy(always(400), models=MODELS) as server,
        open_engine(at(server.url), policy) as engine,
        pytest.raises(DriftError, match="32 requests in a row"),
    ):
        list(engine.sample(ask(policy, 100)))
    assert server.calls < 60


@pytest.mark.parametrize(("count", "place"), [(40, 11), (1, 0)], ids=["among others", "alone"])
@pytest.mark.parametrize("fault", [500, "drop"])
def test_a_request_that_always_fails_is_an_error(policy: Policy, count: int, place: int, fault: Any) -> None:
    requests = ask(policy, count)
    poison = requests[place].messages[1]["content"]

    def plan(number: int, body: dict[str, Any]) -> Any:
        return fault if body["messages"][1]["content"] == poison else REPLY

    with proxy(plan, models=MODELS) as server, open_engine(at(server.url, retries=2), policy) as engine:
        samples = answers(engine, requests)
    assert [sample.key for sample in samples if sample.finish_reason == "error"] == [str(place)]


def test_no_answer_in_time_is_asked_once_more_and_no_oftener(policy: Policy) -> None:
    """A time-out costs all its seconds each time: with 8 further tries one request would hold a run up for hours."""
    requests = ask(policy, 20)
    dead, slow = (requests[place].messages[1]["content"] for place in (4, 7))
    tries: Counter[str] = Counter()

    def plan(number: int, body: dict[str, Any]) -> Any:
        said = body["messages"][1]["content"]
        tries[said] += 1
        return "hang" if said == dead or (said == slow and tries[said] == 1) else REPLY

    with proxy(plan, models=MODELS) as server, open_engine(at(server.url, timeout=0.5), policy) as engine:
        samples = answers(engine, requests)
    assert [sample.key for sample in samples if sample.finish_reason == "error"] == ["4"]
    assert (tries[dead], tries[slow], tries.total()) == (2, 2, 22)


@pytest.mark.parametrize(("told", "finish"), [("content_filter", "length"), ("tool_calls", "stop")])
def test_a_reply_that_was_broken_off_is_no_failure(policy: Policy, told: str, finish: str) -> None:
    """Asked again, it would end the same way, and a run with one such request would never be done."""
    choice = {**REPLY["choices"][0], "finish_reason": told, "message": {"role": "assistant", "content": None}}
    with (
        proxy(always({**REPLY, "choices": [choice]}), models=MODELS) as server,
        open_engine(at(server.url), policy) as engine,
    ):
        (sample,) = answers(engine, ask(policy, 1))
    assert (sample.finish_reason, sample.text) == (finish, "")


def test_nobody_there(policy: Policy) -> None:
    url = nobody()
    with pytest.raises(DriftError, match="No answer from") as fault, open_engine(at(url), policy):
        pass
    assert url in fault.value.what
    with (
        open_engine(at(url, model="tiny", retries=0), policy) as engine,
        pytest.raises(DriftError, match="No answer from"),
    ):
        list(engine.sample(ask(policy, 3)))


def test_several_models_need_a_name(policy: Policy) -> None:
    two = {**MODELS, "data": [MODELS["data"][0], {**MODELS["data"][0], "id": "huge"}]}
    with (
        proxy(always(REPLY), models=two) as server,
        pytest.raises(DriftError, match="2 models") as fault,
        open_engine(at(server.url), policy),
    ):
        pass
    assert "huge" in fault.value.why
    with proxy(always(REPLY), models=two) as server, open_engine(at(server.url, model="huge"), policy) as engine:
        assert len(list(engine.sample(ask(policy, 1)))) == 1
        assert server.bodies[0]["model"] == "huge"


def test_what_is_no_answer(policy: Policy) -> None:
    with (
        proxy(always({"hello": "world"}), models=MODELS) as server,
        open_engine(at(server.url, retries=0), policy) as engine,
        pytest.raises(DriftError, match="32 requests in a row"),
    ):
        list(engine.sample(ask(policy, 100)))


def test_the_chat_template_is_told_what_the_settings_say(policy: Policy) -> None:
    with proxy(always(REPLY), models=MODELS) as server:
        for engines in (
            at(server.url),
            at(server.url).model_copy(update={"chat_template": {"enable_thinking": False}}),
        ):
            with open_engine(engines, policy) as engine:
                answers(engine, ask(policy, 1))
    plain, other = server.bodies
    assert "chat_template_kwargs" not in plain and other["chat_template_kwargs"] == {"enable_thinking": False}
