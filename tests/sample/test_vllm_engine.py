"""The real vLLM, on the processor."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from asking import Endless, answers, ask

from drift_data.errors import DriftError
from drift_data.sample import vllm_engine as module
from drift_data.sample.engine import Engine
from drift_data.sample.engines import open_engine
from drift_data.sample.policy import Policy, find_policy
from drift_data.sample.settings import Engines

pytestmark = pytest.mark.engine

HERE = Path(__file__).parent
SCHEMA = {
    "type": "object",
    "properties": {"better": {"enum": ["first", "second"]}, "sure": {"type": "boolean"}},
    "required": ["better", "sure"],
    "additionalProperties": False,
}


def alive(pid: int) -> bool:
    try:
        # A process that has ended, and that nobody has waited for yet, is still listed.
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_for_end(pid: int) -> None:
    deadline = time.monotonic() + 120
    while alive(pid):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_greedy_is_what_transformers_gives(vllm_engine: Engine, policy: Policy) -> None:
    requests = ask(policy, 20, temperature=0)
    with open_engine(Engines(name="transformers"), policy) as reference:
        assert answers(vllm_engine, requests) == answers(reference, requests)


def test_the_same_seeds_give_the_same_samples(vllm_engine: Engine, policy: Policy) -> None:
    requests = ask(policy, 20)
    first = answers(vllm_engine, requests)
    assert answers(vllm_engine, reversed(requests)) == first
    others = answers(vllm_engine, [replace(request, seed=request.seed + 100) for request in requests])
    assert all(one.text != other.text for one, other in zip(first, others, strict=True))


def test_each_request_is_answered_once_as_it_asks(vllm_engine: Engine, policy: Policy) -> None:
    requests = ask(policy, 30, max_tokens=150, temperature=1.0, top_p=1.0)
    requests[7] = replace(requests[7], max_tokens=1)
    samples = answers(vllm_engine, requests)
    assert [sample.key for sample in samples] == [request.key for request in requests]
    assert samples[7].tokens == 1
    assert {sample.finish_reason for sample in samples} == {"stop", "length"}
    assert all("<|im_end|>" not in sample.text for sample in samples)
    assert all(sample.tokens == 150 for sample in samples if sample.finish_reason == "length" and sample.key != "7")


def test_a_schema_is_kept(vllm_engine: Engine, policy: Policy) -> None:
    samples = answers(vllm_engine, ask(policy, 6, max_tokens=300, schema=SCHEMA))
    whole = [json.loads(sample.text) for sample in samples if sample.finish_reason == "stop"]
    assert len(whole) >= 4
    assert all(set(reply) == {"better", "sure"} and reply["better"] in ("first", "second") for reply in whole)


def test_what_is_longer_than_the_context_is_an_error_and_the_rest_goes_on(vllm_engine: Engine, policy: Policy) -> None:
    requests = ask(policy, 3)
    requests[1] = replace(requests[1], prompt_ids=[5] * 4096)
    requests[2] = replace(requests[2], prompt_ids=[5] * 4090, temperature=0)
    samples = answers(vllm_engine, requests)
    assert (samples[1].text, samples[1].finish_reason, samples[1].tokens) == ("", "error", 0)
    assert (samples[2].finish_reason, samples[2].tokens) == ("length", 6)
    assert samples[0].tokens > 0


def test_seeds_hold_where_many_long_prompts_come_at_once(vllm_engine: Engine, policy: Policy) -> None:
    """More tokens than vLLM reads in one step."""
    requests = [
        replace(request, prompt_ids=[5 + number] * 3 + list(request.prompt_ids) * 12)
        for number, request in enumerate(ask(policy, 16, max_tokens=4))
    ]
    assert sum(len(request.prompt_ids) for request in requests[:8]) > 2 * 4096
    samples = answers(vllm_engine, requests)
    assert {sample.finish_reason for sample in samples} <= {"stop", "length"}
    assert answers(vllm_engine, reversed(requests)) == samples


def test_nothing_asked_is_nothing_answered(vllm_engine: Engine) -> None:
    assert list(vllm_engine.sample([])) == []


def test_the_end_of_the_pipe_is_the_end_of_the_worker(policy: Policy, vllm_settings: Engines) -> None:
    """A million requests, of which few are taken; two copies share them; one is killed."""
    settings = vllm_settings.model_copy(update={"vllm": vllm_settings.vllm.model_copy(update={"data_parallel": 2})})
    endless = Endless(policy)
    with open_engine(settings, policy) as engine:
        assert isinstance(engine, module.VllmEngine)
        pids = [worker._process.pid for worker in engine._workers]
        samples = engine.sample(iter(endless))
        keys = {next(samples).key}
        assert endless.taken <= 2 * 2 * 8
        busy = [worker.busy for worker in engine._workers]
        assert min(busy) > 0
        keys |= {next(samples).key for _ in range(40)}
        assert len(keys) == 41
        os.kill(pids[0], signal.SIGKILL)
        with pytest.raises(DriftError, match="signal 9") as fault:
            for _ in samples:
                pass
        assert "cpu_cache_gib" in fault.value.fix
        (log,) = [Path(word.rstrip(";")) for word in fault.value.why.split() if word.startswith("/") and ".log" in word]
        assert log.is_file()
        log.unlink()
        with pytest.raises(DriftError, match="has ended"):
            next(engine.sample(ask(policy, 1)))
    for pid in pids:
        wait_for_end(pid)


def test_a_model_that_cannot_be_loaded(policy: Policy, vllm_settings: Engines, tmp_path: Path) -> None:
    folder = shutil.copytree(policy.folder, tmp_path / "broken")
    (folder / "model.safetensors").write_bytes(b"no weights at all")
    with (
        open_engine(vllm_settings, find_policy(str(folder))) as engine,
        pytest.raises(DriftError, match="vLLM ended with exit code 1") as fault,
    ):
        list(engine.sample(ask(policy, 2)))
    assert "SafetensorError" in fault.value.why
    Path(fault.value.why.partition("The whole log is ")[2].partition(";")[0]).unlink()


@pytest.fixture
def owner(policy: Policy, vllm_settings: Engines, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that samples on and on; prints the worker's process id, then a line for every sample."""
    process = subprocess.Popen(
        [sys.executable, HERE / "owner.py", str(policy.folder), vllm_settings.model_dump_json()],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Killed, it leaves the log behind.
        env=os.environ | {"TMPDIR": str(tmp_path)},
    )
    yield process
    process.kill()
    process.communicate()


@pytest.mark.parametrize("samples", [0, 3], ids=["loading", "sampling"])
def test_a_worker_does_not_outlive_its_owner(owner: subprocess.Popen[str], samples: int) -> None:
    assert owner.stdout is not None
    worker = int(owner.stdout.readline())
    for _ in range(samples):
        assert owner.stdout.readline()
    assert alive(worker)
    owner.kill()
    owner.wait()
    wait_for_end(worker)


def test_ctrl_c_ends_all(owner: subprocess.Popen[str]) -> None:
    assert owner.stdout is not None
    worker = int(owner.stdout.readline())
    assert owner.stdout.readline()
    owner.send_signal(signal.SIGINT)
    _, errors = owner.communicate(timeout=120)
    assert owner.returncode == 130, errors
    assert not alive(worker)


def test_copies_share_out_the_gpus(monkeypatch: pytest.MonkeyPatch) -> None:
    def shared(devices: list[str], **vllm: int) -> list[str]:
        monkeypatch.setattr(module, "_devices", lambda: devices)
        environments = module._environments(Engines.model_validate({"vllm": vllm}))
        assert not any("VLLM_CPU_KVCACHE_SPACE" in environment for environment in environments)
        return [environment["CUDA_VISIBLE_DEVICES"] for environment in environments]

    assert shared(["0", "1", "2", "3"]) == ["0", "1", "2", "3"]
    assert shared(["4", "GPU-a", "6", "7", "8"], tensor_parallel=2) == ["4,GPU-a", "6,7"]
    assert shared(["0", "1", "2", "3"], tensor_parallel=2, data_parallel=1) == ["0,1"]
    with pytest.raises(DriftError, match="4 GPUs are wanted, and there are 2"):
        shared(["0", "1"], tensor_parallel=4)
    with pytest.raises(DriftError, match="3 GPUs are wanted, and there are 2"):
        shared(["0", "1"], data_parallel=3)
    with pytest.raises(DriftError, match="no GPU"):
        shared([], tensor_parallel=2)
