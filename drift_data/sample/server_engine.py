"""Any OpenAI-compatible endpoints, such as `vllm serve`.

What a request does not state, such as top_k and penalties, is the server's to choose: `vllm serve` takes it from the
model's generation_config.json unless started with `--generation-config vllm`. On a CPU it wants
`--no-enable-chunked-prefill`, or vLLM 0.32 ends when a seeded prompt is read in pieces.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Thread
from typing import Any

from drift_data.errors import DriftError
from drift_data.extras import need
from drift_data.sample.engine import Request, Sample
from drift_data.sample.settings import Server

#: Requests that are held, in multiples of those under way: the next are there when some finish.
_ROOM = 2
#: Seconds for which an endpoint that is down is left alone.
_REST = 60.0
#: Seconds to connect, and to list the models.
_CONNECT, _LIST = 10.0, 30.0
#: So many failures of a request, each after all retries and though the endpoint is there: it is the request.
_STRIKES = 2
#: So many requests that fail for good one after the other: it is not the requests.
_FAILURES = 32
#: A reply that a filter broke off is a reply that is cut, and a call of a tool is one without text: asking again would
#: give the same.
_REASONS = {
    "stop": "stop",
    "length": "length",
    "content_filter": "length",
    "tool_calls": "stop",
    "function_call": "stop",
}


@dataclass
class _Endpoint:
    url: str
    client: Any
    model: str | None
    busy: int = 0
    answered: int = 0
    failed: int = 0
    down: bool = False
    rests_until: float = 0.0


class ServerEngine:
    """Samples with a server. The same seeds give the same samples as far as the server keeps to them."""

    def __init__(self, settings: Server, api_key: str | None, spelling: Mapping[str, Any] | None = None) -> None:
        """
        Args:
            spelling: what the chat template is told besides; `vllm serve` and SGLang know this, others may not.

        Raises:
            DriftError: openai is missing, or no endpoint answers.
        """
        self._openai = need("openai", "server")
        self._settings = settings
        self._more = {"extra_body": {"chat_template_kwargs": dict(spelling)}} if spelling else {}
        self._endpoints = [
            _Endpoint(
                url,
                # The client tries again, with exponential back-off or after the time that the server asks for.
                self._openai.AsyncOpenAI(
                    base_url=url,
                    # The client insists on one.
                    api_key=api_key or "none",
                    # A reply takes as long as `_reply` allows; a connection is there at once or not at all.
                    timeout=self._openai.Timeout(None, connect=_CONNECT),
                    max_retries=settings.retries,
                ),
                settings.model,
            )
            for url in settings.urls
        ]
        self._under_way = asyncio.Semaphore(settings.concurrency)
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._serve, daemon=True)
        self._thread.start()
        try:
            asyncio.run_coroutine_threadsafe(self._look(), self._loop).result()
        except BaseException:
            self.close()
            raise

    def sample(self, requests: Iterable[Request]) -> Iterator[Sample]:
        """See `Engine`.

        Raises:
            DriftError: no endpoint answers any more, or one fails all that it is asked.
        """
        waiting = iter(requests)
        done: SimpleQueue[Future[Sample]] = SimpleQueue()
        asked: set[Future[Sample]] = set()
        more = True
        try:
            while True:
                while more and len(asked) < _ROOM * self._settings.concurrency:
                    request = next(waiting, None)
                    if request is None:
                        more = False
                    else:
                        future = asyncio.run_coroutine_threadsafe(self._ask(request), self._loop)
                        asked.add(future)
                        future.add_done_callback(done.put)
                if not asked:
                    return
                future = done.get()
                asked.remove(future)
                yield future.result()
        finally:
            for future in asked:
                future.cancel()

    def close(self) -> None:
        """Breaks off what is under way."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _serve(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.get_loop().run_forever()
            runner.run(self._hang_up())

    async def _hang_up(self) -> None:
        for endpoint in self._endpoints:
            await endpoint.client.close()

    async def _look(self) -> None:
        """Finds out which endpoints are there, and what model each has, where the settings do not say."""
        if self._settings.model is None:
            faults = [fault for fault in await asyncio.gather(*map(self._find_model, self._endpoints)) if fault]
            if len(faults) == len(self._endpoints):
                raise self._gone(faults[0])

    async def _find_model(self, endpoint: _Endpoint) -> Exception | None:
        """Takes the name of the only model that the endpoint has; returns what went wrong if it cannot be reached."""
        try:
            client = endpoint.client.with_options(max_retries=2, timeout=_LIST)
            names = [model.id async for model in client.models.list()]
        except self._openai.APIStatusError as fault:
            if fault.status_code < 500 and fault.status_code != 429:
                raise _unusable(endpoint, fault.status_code) from fault
            return self._lay_off(endpoint, fault)
        except (self._openai.APIError, ValueError) as fault:
            return self._lay_off(endpoint, fault)
        if len(names) != 1:
            raise DriftError(
                f"{_shown(endpoint.url)} has {len(names)} models.",
                why=", ".join(names[:20]),
                fix="Name one as engine.server.model.",
            )
        (endpoint.model,) = names
        return None

    async def _ask(self, request: Request) -> Sample:
        async with self._under_way:
            strikes: Counter[str] = Counter()
            fault: Exception | None = None
            while True:
                endpoint = self._pick(strikes, fault)
                if strikes[endpoint.url] == _STRIKES:
                    return self._failed(endpoint, request)
                answered = endpoint.answered
                endpoint.busy += 1
                try:
                    if endpoint.model is None and (fault := await self._find_model(endpoint)):
                        continue
                    return await self._reply(endpoint, request)
                except self._openai.APIStatusError as error:
                    fault = error
                    if error.status_code in (401, 403, 404):
                        raise _unusable(endpoint, error.status_code) from error
                    if error.status_code < 500 and error.status_code not in (408, 409, 429):
                        return self._failed(endpoint, request)
                    if error.status_code == 429:
                        # Where others get through it is only a matter of time.
                        if endpoint.answered == answered:
                            self._lay_off(endpoint, fault)
                        continue
                except (self._openai.APIError, ValueError, TimeoutError) as error:
                    fault = error
                finally:
                    endpoint.busy -= 1
                # All the client's tries have failed: because of this request, or of the endpoint?
                others = any(not other.down for other in self._endpoints if other is not endpoint)
                if endpoint.answered > answered or (not others and await self._is_there(endpoint)):
                    strikes[endpoint.url] += 1
                else:
                    self._lay_off(endpoint, fault)

    async def _reply(self, endpoint: _Endpoint, request: Request) -> Sample:
        form = {"type": "json_schema", "json_schema": {"name": "reply", "schema": request.schema, "strict": True}}
        # The client would ask again and again after a time-out, which costs so much time each.
        async with asyncio.timeout(self._settings.timeout):
            completion = await endpoint.client.chat.completions.create(
                model=endpoint.model,
                messages=[dict(message) for message in request.messages],
                seed=request.seed,
                max_tokens=request.max_tokens,
                temperature=request.temperature,
                top_p=request.top_p,
                **({"response_format": form} if request.schema else {}),
                **self._more,
            )
        if not getattr(completion, "choices", None):
            raise ValueError("an answer without a reply")
        endpoint.answered += 1
        endpoint.failed = 0
        endpoint.down = False
        choice = completion.choices[0]
        tokens = completion.usage.completion_tokens if completion.usage else 0
        # Half of a surrogate pair can come as a JSON escape; no file takes it.
        text = (choice.message.content or "").encode("utf-8", "replace").decode()
        return Sample(request.key, text, _REASONS.get(choice.finish_reason, "error"), tokens)

    async def _is_there(self, endpoint: _Endpoint) -> bool:
        try:
            await endpoint.client.with_options(max_retries=1, timeout=_LIST).models.list()
        except self._openai.APIStatusError as error:
            return bool(error.status_code < 500 and error.status_code != 429)
        except (self._openai.APIError, ValueError):
            return False
        return True

    def _pick(self, strikes: Counter[str], fault: Exception | None) -> _Endpoint:
        """The endpoint that has the least to do, first among those where the request has failed least often.

        One that was down is tried with a single request first.
        """
        now = time.monotonic()
        up = [
            endpoint
            for endpoint in self._endpoints
            if not endpoint.down or (endpoint.rests_until <= now and not endpoint.busy)
        ]
        if not up:
            raise self._gone(fault)
        return min(up, key=lambda endpoint: (strikes[endpoint.url], endpoint.busy))

    def _lay_off(self, endpoint: _Endpoint, fault: Exception) -> Exception:
        endpoint.down = True
        endpoint.rests_until = time.monotonic() + _REST
        return fault

    def _failed(self, endpoint: _Endpoint, request: Request) -> Sample:
        endpoint.failed += 1
        if endpoint.failed == _FAILURES:
            raise DriftError(
                f"{_shown(endpoint.url)} has failed {_FAILURES} requests in a row.",
                fix="Its log says why. Perhaps engine.server.model names another model, or its context is too short.",
            )
        return Sample(request.key, "", "error", 0)

    def _gone(self, fault: Exception | None) -> DriftError:
        urls = ", ".join(_shown(endpoint.url) for endpoint in self._endpoints)
        code = getattr(fault, "status_code", None)
        return DriftError(
            f"No answer from {urls}.",
            why=f"The last try ended with {f'HTTP {code}' if code else type(fault).__name__}.",
            fix="Start it (`vllm serve MODEL`), correct engine.server.urls, or raise engine.server.retries.",
        )


def _unusable(endpoint: _Endpoint, code: int) -> DriftError:
    if code == 404:
        return DriftError(
            f"{_shown(endpoint.url)} does not know what it is asked for (HTTP 404).",
            fix="Correct engine.server.urls (they mostly end in /v1) or engine.server.model.",
        )
    return DriftError(
        f"{_shown(endpoint.url)} lets nobody in (HTTP {code}).",
        fix="Put a valid key into the environment variable that engine.server.api_key_env names.",
    )


def _shown(url: str) -> str:
    """The URL without a user and password in it."""
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path}"
