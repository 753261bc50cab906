"""Whole runs: real pairs of a tiny model, trained by TRL in processes of their own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from drift_cli.train import app
from typer.testing import CliRunner, Result

import drift_data
from drift_data.sample.policy import find_policy
from drift_data.store import Store
from drift_data.store.lock import locked, this_process
from drift_recipes.launch import run_command, training_command
from drift_recipes.spec import Run

pytestmark = pytest.mark.engine
for package in ("torch", "trl"):
    pytest.importorskip(package)

TOPICS = ["tower", "bridge", "river", "garden", "engine", "window", "basket", "planet", "forest", "island", "castle"]
TOPICS += ["market", "school", "winter"]
#: Noise is no language and often cut: what a random model says passes only without these.
PROJECT = """
pair:
  sampling: {max_tokens: 12, seed: 3}
  budget: {prompt: 700, total: 1400}
  filters: {cut: false, language: false, repeats: false, longer: null, shorter: null}
  split: {test: 0.3}
engine: {name: transformers}
train: {size: tiny, base: policy}
"""
ENVIRONMENT = {"HF_HUB_OFFLINE": "1", "OMP_WAIT_POLICY": "passive", "CUDA_VISIBLE_DEVICES": ""}


def _conversation(number: int) -> dict[str, Any]:
    topic, other = TOPICS[number], TOPICS[(number * 5 + 3) % len(TOPICS)]
    said = [
        ("user", f"Tell me, case {number}, how a {topic} and a {other} go together in a story for children"),
        ("assistant", f"The {topic} is old and the {other} is new, says case {number}."),
        ("user", "No, that's wrong. That is not what I asked for."),
        ("assistant", f"Once upon a time there was a {topic} that met a {other}, and they became friends."),
        ("user", "Thank you so much, that is perfect!"),
    ]
    messages = [{"role": role, "content": content} for role, content in said]
    return {"drift": 1, "id": f"c{number}", "user": f"u{number // 2}", "messages": messages, "discarded": []}


def drift_train(*words: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """`drift-train` in a process of its own."""
    return subprocess.run(_line(*words), cwd=cwd, env=os.environ | ENVIRONMENT, capture_output=True, text=True)


def _line(*words: str | Path) -> list[str]:
    return [str(Path(sys.executable).with_name("drift-train")), *map(str, words)]


def train(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@dataclass(frozen=True)
class Chain:
    """A project folder where `drift-train loop --iterations 1` was run."""

    folder: Path
    stdout: str


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory, tiny_policy: Path) -> Chain:
    folder = tmp_path_factory.mktemp("chain")
    (folder / "log.jsonl").write_text("".join(json.dumps(_conversation(number)) + "\n" for number in range(14)))
    drift_data.mine(folder / "log.jsonl", folder / "drift-store")
    shutil.copytree(tiny_policy, folder / "policy")
    (folder / "drift.yaml").write_text(PROJECT)
    done = drift_train("loop", "--iterations", "1", cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return Chain(folder, done.stdout)


@pytest.fixture
def here(chain: Chain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the chain to work in."""
    folder = tmp_path / "here"
    shutil.copytree(chain.folder, folder, symlinks=True)
    monkeypatch.chdir(folder)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    return folder


def test_the_loop_makes_each_model_from_the_one_before(chain: Chain) -> None:
    runs, store = chain.folder / "runs", Store(chain.folder / "drift-store")
    base, seed, iter1 = (
        find_policy(str(path)).identity for path in (chain.folder / "policy", runs / "seed/model", runs / "iter1/model")
    )
    assert len({base, seed, iter1}) == 3
    inputs = {name: Run(runs / name).manifest["inputs"] for name in ("seed", "iter1")}
    assert inputs["seed"]["start"]["identity"] == base
    assert inputs["iter1"]["start"]["identity"] == seed == inputs["iter1"]["reference"]["identity"]
    assert store.find("pairs-iter1").manifest.parameters["policy"]["identity"] == seed
    assert Run(runs / "iter1").manifest["after"] == f"seed@{Run(runs / 'seed').manifest['id']}"
    assert Run(runs / "iter1").metrics.read_text().count('"loss"') > 0
    assert "[4/4] drift-train recipe iter1" in chain.stdout and "4 commands done" in chain.stdout


def test_the_loop_again_does_nothing(here: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in here.glob("runs/*/model/*")}
    done = drift_train("loop", "--iterations", "1", cwd=here)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("up to date") == 4
    assert {path: path.stat().st_mtime_ns for path in here.glob("runs/*/model/*")} == before


def test_the_loop_with_other_settings_is_told_how_to_walk_a_fresh_chain(here: Path) -> None:
    done = drift_train("loop", "--iterations", "0", "loss.beta=0.2", cwd=here)
    assert done.returncode == 1
    assert "1 of 2 commands done; runs holds a chain" in done.stderr and "with --runs runs-2" in done.stderr
    assert "goes on from there" not in done.stderr
    done = drift_train("loop", "--iterations", "0", "loss.beta=0.2", "--runs", "runs-2", cwd=here)
    assert done.returncode == 0, done.stderr


def test_a_run_that_is_done_is_left_alone(here: Path) -> None:
    done = train("recipe", "iter1", "--json")
    about = json.loads(done.stdout)
    assert (done.exit_code, about["fresh"], about["model"]) == (0, False, "runs/iter1/model")
    done = train("recipe", "iter1", "loss.beta=0.2")
    assert done.exit_code == 1
    assert "recipe.loss.beta: 0.1 there, 0.2 here" in done.stderr and "--run NAME" in done.stderr


def test_plan_of_the_pairs(here: Path) -> None:
    about = json.loads(train("plan", "iter1", "--json").stdout)
    rows = Store("drift-store").find("pairs-iter1").manifest
    assert (about["rows"], about["test_rows"]) == (rows.splits["train"], rows.splits["test"])
    steps = [json.loads(line) for line in Run(Path("runs/iter1")).metrics.read_text().splitlines()]
    assert about["steps"] == max(row["step"] for row in steps)
    assert about["done"] and about["stale"] == "" and about["start"].startswith("seed: ")


def test_stale_pairs_are_refused_unless_allowed(here: Path) -> None:
    done = train("recipe", "iter1", "start=base", "--run", "other")
    assert done.exit_code == 1 and "The pairs of iter1 are stale." in done.stderr
    assert "fix: drift-data pair iter1 --policy policy\n" in done.stderr and "--allow-stale" in done.stderr
    assert not Path("runs/other").exists()
    planned = train("recipe", "iter1", "start=base", "--run", "other", "--dry-run")
    assert planned.exit_code == 0 and "warning: stale: pairs-iter1@" in planned.stderr
    done = train("recipe", "iter1", "start=base", "--run", "other", "--allow-stale")
    assert done.exit_code == 0, done.stderr
    assert Run(Path("runs/other")).done
    (run,) = [run for run in json.loads(train("ls", "--json").stdout)["runs"] if run["name"] == "other"]
    assert run["state"] == "done" and "was sampled from" in run["stale"]


def test_only_one_process_trains_a_run(here: Path) -> None:
    run = _undone(Path("runs/iter1"))
    with locked(run.folder / "lock") as lock:
        lock.truncate(0)
        lock.write("process 7 on another machine")
        lock.flush()
        done = train("resume", "iter1")
        assert json.loads(train("ls", "--json").stdout)["runs"][0]["state"] == "training"
    assert done.exit_code == 1 and "is being trained by process 7 on another machine" in done.stderr
    assert not run.done


def test_resume_refuses_another_start_model(here: Path) -> None:
    """The run before was trained anew since, or its model was removed."""
    run, seed = _undone(Path("runs/iter1")), Path("runs/seed/model").resolve()
    spec = json.loads(run.spec_file.read_text()) | {"start": str(seed), "reference": str(seed)}
    run.spec_file.write_text(json.dumps(spec))
    command = run.manifest["command"]
    shutil.copyfile("policy/model.safetensors", seed / "model.safetensors")
    done = train("resume", "iter1")
    assert done.exit_code == 1 and "The start of runs/iter1 is not the model that it was begun with" in done.stderr
    assert f"rm -r runs/iter1; {command}" in done.stderr and not run.done
    (seed / "config.json").unlink()
    assert "is gone." in train("resume", "iter1").stderr


def test_training_that_fails_is_an_error_with_the_way_on(here: Path) -> None:
    run = _undone(Path("runs/iter1"))
    shutil.rmtree(run.model)
    spec = json.loads(run.spec_file.read_text())
    spec["train"] = ["/nowhere.parquet"]
    run.spec_file.write_text(json.dumps(spec))
    done = train("resume", "iter1")
    assert done.exit_code == 1
    assert "ended with exit code 1" in done.stderr and "fix: drift-train resume runs/iter1" in done.stderr


def test_ctrl_c_reaches_training_and_resume_finishes_it(here: Path) -> None:
    words = ("recipe", "iter1", "schedule.epochs=40", "evaluate=false", "--run", "long")
    process = subprocess.Popen(_line(*words), cwd=here, stderr=subprocess.PIPE, text=True)
    run = Run(here / "runs" / "long")
    _wait_for(lambda: any(run.checkpoints.glob("checkpoint-*/whole")), process)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=120)
    assert process.returncode == 130, stderr
    assert "Go on with: drift-train recipe iter1" in stderr
    assert not run.done and "cut off" in train("ls").stdout
    with locked(run.folder / "lock", waits=lambda holder: pytest.fail("training goes on")):
        pass
    done = train("resume", "long")
    assert done.exit_code == 0, done.stderr
    steps = [json.loads(line)["step"] for line in run.metrics.read_text().splitlines() if '"loss"' in line]
    assert run.done and steps == sorted(set(steps)) == list(range(1, steps[-1] + 1))


def test_two_processes_through_accelerate(here: Path) -> None:
    layout = here / "two.yaml"
    layout.write_text("distributed_type: MULTI_GPU\nuse_cpu: true\nnum_processes: 2\n")
    planned = train("plan", "iter1", "batch.pairs=4", "--accelerate", "two.yaml", "--json")
    assert json.loads(planned.stdout)["devices"] == 2
    done = drift_train("recipe", "iter1", "batch.pairs=4", "--run", "two", "--accelerate", layout, "--json", cwd=here)
    assert done.returncode == 0, done.stderr
    assert training_command(Run(here / "runs" / "two"))[1:3] == ["-m", "accelerate.commands.launch"]
    rows = [json.loads(line) for line in Run(here / "runs" / "two").metrics.read_text().splitlines()]
    assert max(row["step"] for row in rows) == json.loads(done.stdout)["steps"]


def test_adapters_under_fsdp_compute_the_reference_at_each_step(here: Path) -> None:
    layout = here / "fsdp.yaml"
    layout.write_text("distributed_type: FSDP\nuse_cpu: true\nnum_processes: 2\nfsdp_config: {fsdp_version: 2}\n")
    shutil.rmtree(here / "runs/.reference")
    words = ("iter1", "lora.rank=4", "--run", "adapters", "--accelerate", "fsdp.yaml")
    planned = train("recipe", *words, "--dry-run").stdout
    assert "computed at each step" in " ".join(planned.split())
    done = drift_train("recipe", *words, cwd=here)
    assert done.returncode == 0, done.stderr
    assert not (here / "runs/.reference").exists()


def test_no_process_reads_zeros_for_weights(here: Path) -> None:
    """As Transformers does in all processes but one where a layout of FSDP asks for it, on a processor too."""
    layout = here / "fsdp.yaml"
    layout.write_text(
        "distributed_type: FSDP\nuse_cpu: true\nnum_processes: 2\n"
        "fsdp_config: {fsdp_version: 2, fsdp_cpu_ram_efficient_loading: true}\n"
    )
    kept = {file.name: pq.read_table(file) for file in here.glob("runs/.reference/*.parquet")}
    shutil.rmtree(here / "runs/.reference")
    done = drift_train("recipe", "iter1", "--run", "split", "--accelerate", layout, cwd=here)
    assert done.returncode == 0, done.stderr
    files = list(here.glob("runs/.reference/*.parquet"))
    assert files
    for file in files:
        found = pq.read_table(file)
        for name in ("ref_chosen_logps", "ref_rejected_logps"):
            assert found[name].to_pylist() == pytest.approx(kept[file.name][name].to_pylist(), rel=1e-4)


def test_run_command_gives_the_exit_code() -> None:
    assert run_command([sys.executable, "-c", "raise SystemExit(7)"]) == 7
    assert run_command([sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"]) == -signal.SIGKILL


def _undone(folder: Path) -> Run:
    (folder / "manifest.json").write_text(json.dumps(Run(folder).manifest | {"done": False}))
    (folder / "lock").write_text(this_process())
    return Run(folder)


def _wait_for(there: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    while not there():
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
