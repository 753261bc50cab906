"""vLLM, in processes of its own that end and so free the GPU; one for each copy of the model.

A request goes to the copy that has the least to do, as soon as that has room: each one batches continuously over the
whole set, and no more requests are taken than the copies have room for.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from drift_data.errors import DriftError
from drift_data.extras import need
from drift_data.sample.engine import Request, Sample
from drift_data.sample.policy import Policy
from drift_data.sample.settings import Engines

#: Requests that a copy holds, in multiples of those that run at once: the next are there when some finish.
_ROOM = 2
#: Seconds in which a worker ends by itself once nobody needs it.
_GRACE = 15
_TAIL = 15
_MEMORY_SIGNS = ("out of memory", "outofmemory", "no available memory", "free memory on device", "kv cache is needed")


class VllmEngine:
    """Samples with vLLM.

    The same seeds give the same samples on the same hardware and versions, but where rounding, which depends on what
    is computed together, tips a draw.
    """

    def __init__(self, settings: Engines, policy: Policy) -> None:
        """Starts the workers; they load the model while requests are made ready.

        Raises:
            DriftError: fewer GPUs than the settings want.
        """
        options = {
            "model": str(policy.folder),
            "dtype": settings.vllm.dtype,
            "max_model_len": min(settings.context, policy.context),
            "max_num_seqs": settings.vllm.max_num_seqs,
            "tensor_parallel_size": settings.vllm.tensor_parallel,
            "gpu_memory_utilization": settings.vllm.gpu_memory,
            "enforce_eager": settings.vllm.eager,
            "trust_remote_code": settings.trust_remote_code,
        }
        self._room = _ROOM * settings.vllm.max_num_seqs
        self._workers: list[_Worker] = []
        try:
            for environment in _environments(settings):
                self._workers.append(_Worker(options, environment))
        except BaseException:
            self.close()
            raise

    def sample(self, requests: Iterable[Request]) -> Iterator[Sample]:
        """See `Engine`. Left before its end, it ends the engine.

        Raises:
            DriftError: vLLM failed; says what it logged last.
        """
        if not self._workers:
            raise DriftError("The engine has ended.", fix="Open it again.")
        waiting = iter(requests)
        more = True
        try:
            while True:
                while more and (worker := min(self._workers, key=lambda worker: worker.busy)).busy < self._room:
                    request = next(waiting, None)
                    if request is None:
                        more = False
                    else:
                        worker.ask(request)
                busy = {worker.connection: worker for worker in self._workers if worker.busy}
                if not busy:
                    return
                for connection in wait(list(busy)):
                    assert isinstance(connection, Connection)
                    yield busy[connection].answer()
        finally:
            if any(worker.busy for worker in self._workers):
                self.close()

    def close(self) -> None:
        """Ends the workers."""
        for worker in self._workers:
            worker.connection.close()
        for worker in self._workers:
            worker.end()
        self._workers = []


class _Worker:
    """A process with one copy of the model, and the pipe to it."""

    def __init__(self, options: dict[str, Any], environment: dict[str, str]) -> None:
        self.busy = 0
        self.connection, theirs = Pipe()
        with theirs, NamedTemporaryFile(prefix="drift-vllm-", suffix=".log", delete=False) as log:
            self._log = Path(log.name)
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "drift_data.sample.vllm_worker", str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=[theirs.fileno()],
                env=os.environ | environment,
                # Ctrl-C reaches drift alone, which ends the worker and what that has started.
                start_new_session=True,
            )
        # If it has ended already, that shows with the first request.
        with suppress(OSError):
            self.connection.send(options)

    def ask(self, request: Request) -> None:
        try:
            self.connection.send(replace(request, messages=()))
        except OSError as error:
            raise self._failure() from error
        self.busy += 1

    def answer(self) -> Sample:
        try:
            sample: Sample = self.connection.recv()
        except (EOFError, OSError) as error:
            raise self._failure() from error
        self.busy -= 1
        return sample

    def end(self) -> None:
        """Waits for the end of the process, whose pipe is closed, and ends what is left of it."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_GRACE)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        if not self._failed:
            self._log.unlink(missing_ok=True)

    _failed = False

    def _failure(self) -> DriftError:
        self._failed = True
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_GRACE)
        code = self._process.poll()
        log = self._log.read_text(encoding="utf-8", errors="replace")
        lines = [line for line in log.splitlines() if line.strip()]
        if any(sign in log.lower() for sign in _MEMORY_SIGNS):
            fix = (
                "Lower engine.context or engine.vllm.max_num_seqs, spread the model over more GPUs with "
                "engine.vllm.tensor_parallel, or set engine.vllm.gpu_memory to what other programs leave free."
            )
        elif code == -signal.SIGKILL:
            fix = "If the system killed it for want of memory, lower engine.vllm.cpu_cache_gib or engine.context."
        else:
            fix = "Set what the log names, or use --engine transformers or --engine server."
        ended = f"by signal {-code}" if code is not None and code < 0 else f"with exit code {code}"
        return DriftError(
            f"vLLM ended {ended}.",
            why="\n".join([f"The whole log is {self._log}; its last lines:", *lines[-_TAIL:]]),
            fix=fix,
        )


def _environments(settings: Engines) -> list[dict[str, str]]:
    """What each worker's environment has more than ours."""
    common = {"VLLM_NO_USAGE_STATS": "1", "VLLM_WORKER_MULTIPROCESSING_METHOD": "spawn"}
    if not settings.trust_remote_code:
        # All is in the policy's folder. Code of a repository may have to be fetched from another one.
        common["HF_HUB_OFFLINE"] = "1"
    each = settings.vllm.tensor_parallel
    copies = settings.vllm.data_parallel
    devices = _devices()
    if not devices:
        if each > 1:
            raise DriftError("There is no GPU here.", why=f"engine.vllm.tensor_parallel is {each}.", fix="Set it to 1.")
        cpu = {"VLLM_CPU_KVCACHE_SPACE": str(settings.vllm.cpu_cache_gib), "VLLM_ENABLE_V1_MULTIPROCESSING": "0"}
        return [common | cpu] * (copies or 1)
    copies = copies or max(1, len(devices) // each)
    if copies * each > len(devices):
        raise DriftError(
            f"{copies * each} GPUs are wanted, and there are {len(devices)}.",
            why=f"engine.vllm asks for {copies} copies of the model on {each} each.",
            fix="Lower engine.vllm.data_parallel or engine.vllm.tensor_parallel.",
        )
    return [
        common | {"CUDA_VISIBLE_DEVICES": ",".join(devices[copy * each : (copy + 1) * each])} for copy in range(copies)
    ]


def _devices() -> list[str]:
    """The GPUs that we may use, as CUDA_VISIBLE_DEVICES names them."""
    count = need("torch", "vllm").cuda.device_count()
    named = [name.strip() for name in os.environ.get("CUDA_VISIBLE_DEVICES", "").split(",") if name.strip()]
    return (named or [str(number) for number in range(count)])[:count]
