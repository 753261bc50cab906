"""The process in which vLLM runs: requests come and samples go over the pipe whose number is its argument.

It ends when the pipe does, however that came about.
"""

from __future__ import annotations

import os
import platform
import signal
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread
from typing import Any

from drift_data.extras import need
from drift_data.sample.engine import Request, Sample

#: Seconds from the end of the pipe to that of the process, if it does not end by itself.
_GRACE = 10
_REASONS = {"stop": "stop", "length": "length"}


def main(pipe: int) -> None:
    os.set_inheritable(pipe, False)
    connection = Connection(pipe)
    options: dict[str, Any] = connection.recv()
    requests: SimpleQueue[Request | None] = SimpleQueue()
    outputs: SimpleQueue[Any] = SimpleQueue()
    loaded = Event()
    Thread(target=_receive, args=(connection, requests, loaded), daemon=True).start()

    vllm = need("vllm", "vllm")
    if need("vllm.platforms", "vllm").current_platform.is_cpu():
        if options["dtype"] == "auto" and not _has_bfloat16():
            options["dtype"] = "float32"
        # A prompt that is read in pieces moves the seeded generator of its request back, which PyTorch cannot do on a
        # CPU (vLLM 0.32: "CPU Generator does not use offset").
        options |= {"enable_chunked_prefill": False, "max_num_batched_tokens": max(options["max_model_len"], 8192)}
    # generation_config "auto" is needed for the ends of turn that it names; its other values are not used, because
    # every request states its own.
    llm = vllm.LLM(
        **options,
        enable_prefix_caching=True,
        disable_log_stats=True,
        generation_config="auto",
        # JSON without white space of the model's choosing: a weak model can go on with that until it is cut.
        structured_outputs_config={"backend": "xgrammar", "disable_any_whitespace": True},
        seed=0,
    )
    loaded.set()
    Thread(target=_send, args=(connection, outputs, llm.get_tokenizer()), daemon=True).start()
    _run(llm.llm_engine, requests, outputs, options["max_model_len"])


def _run(engine: Any, requests: SimpleQueue[Request | None], outputs: SimpleQueue[Any], context: int) -> None:
    """Takes in what has come, computes one step for all that runs, hands on what has finished; and so on."""
    inputs = need("vllm.inputs", "vllm")
    while True:
        while not engine.has_unfinished_requests() or not requests.empty():
            request = requests.get()
            if request is None:
                return
            if len(request.prompt_ids) >= context:
                outputs.put((request.key, (), "error"))
            else:
                engine.add_request(request.key, inputs.tokens_input(list(request.prompt_ids)), _params(request))
        for output in engine.step():
            if output.finished:
                (reply,) = output.outputs
                outputs.put((output.request_id, reply.token_ids, _REASONS.get(reply.finish_reason, "error")))


def _params(request: Request) -> Any:
    sampling = need("vllm.sampling_params", "vllm")
    return sampling.SamplingParams(
        temperature=request.temperature,
        top_p=request.top_p,
        max_tokens=request.max_tokens,
        seed=request.seed,
        structured_outputs=request.schema and sampling.StructuredOutputsParams(json=request.schema),
        # Text is made once, of the whole reply.
        detokenize=False,
        output_kind=sampling.RequestOutputKind.FINAL_ONLY,
    )


def _receive(connection: Connection, requests: SimpleQueue[Request | None], loaded: Event) -> None:
    try:
        while True:
            requests.put(connection.recv())
    except (EOFError, OSError):
        pass
    # Nobody needs us any more.
    if loaded.is_set():
        requests.put(None)
        time.sleep(_GRACE)
    os.killpg(0, signal.SIGKILL)


def _send(connection: Connection, outputs: SimpleQueue[Any], tokenizer: Any) -> None:
    """In a thread of its own, so that vLLM never waits for who reads."""
    try:
        while True:
            key, ids, reason = outputs.get()
            text = tokenizer.decode(list(ids), skip_special_tokens=True) if ids else ""
            connection.send(Sample(key, text, reason, len(ids)))
    except OSError:
        # The pipe has ended: `_receive` sees to it.
        return


def _has_bfloat16() -> bool:
    """Whether the processor computes in bfloat16; where it does not, float32 is twice as fast."""
    if platform.machine() not in ("x86_64", "AMD64"):
        return True
    flags = Path("/proc/cpuinfo")
    return not flags.is_file() or any(flag in flags.read_text() for flag in ("avx512_bf16", "amx_bf16"))


if __name__ == "__main__":
    main(int(sys.argv[1]))
