"""Start a run: its folder, written whole or not at all, and training in a process of its own.

A process of its own gives all memory back when it ends, can be started by accelerate, and cannot take the command line
down with it.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib import metadata
from pathlib import Path
from types import FrameType
from typing import Any

import yaml

from drift_data.errors import DriftError
from drift_data.sample.policy import find_policy
from drift_data.starter import STARTER
from drift_data.store.disk import sync_tree
from drift_data.store.lock import locked, locked_if_free, this_process
from drift_recipes.chain import Link, find_run_of
from drift_recipes.layouts import check_devices, devices, gpus, layout_text, read_layout
from drift_recipes.spec import Run

_PACKAGES = ("accelerate", "datasets", "peft", "torch", "transformers", "trl")


def prepare(found: Link, command: str, layout: str = "single") -> bool:
    """Write the folder of a run, unless it is there; whether it is done already.

    Args:
        command: what the user typed, for the manifest.
        layout: single, one of `drift_recipes.layouts.LAYOUTS`, or a file of accelerate.

    Raises:
        DriftError: the folder holds another run, or one that was begun on other devices, or there is no such layout.
    """
    run = found.run
    text = layout_text(layout)
    if run.folder.exists() and run.manifest.get("id") != found.id and not run.begun:
        with locked_if_free(run.folder / "lock") as free:
            if free:
                shutil.rmtree(run.folder)  # it failed, or was stopped, before it had trained anything worth keeping
    if not run.folder.exists():
        _write(found, command, text)
    manifest = run.manifest
    if manifest.get("id") != found.id:
        raise DriftError(
            f"{run.folder} holds another run.",
            why="\n".join(_differences(manifest.get("inputs", {}), found.inputs)),
            fix="Give this one another name: drift-train recipe ... --run NAME\n"
            f"Or a whole chain another folder: --runs {run.folder.parent}-2\nOr remove that one: rm -r {run.folder}",
        )
    if not run.done:
        check_devices(run, text)
        _lay_out(run.layout, text)
    return run.done


def check_models(run: Run) -> None:
    """Reads every weight of the start model and of the reference; one of the Hub is known by its commit.

    Raises:
        DriftError: one is gone, or is no longer the one that the run was begun with.
    """
    spec, manifest = run.spec(), run.manifest
    for folder, key in {spec.reference: "reference", spec.start: "start"}.items():  # mostly one folder
        begun, now = str(manifest["inputs"][key]["identity"]), "gone"
        if (folder / "config.json").is_file():
            now = begun if begun.startswith("revision:") else find_policy(str(folder)).identity
        if now == begun:
            continue
        raise DriftError(
            f"The {key} of {run.folder} is not the model that it was begun with.",
            why=f"{folder} was {begun}, and is {now}.",
            fix=f"Put it back, and: drift-train resume {run.folder}\nOr begin anew: rm -r {run.folder}; "
            f"{manifest['command']}",
        )


def train(run: Run) -> bool:
    """Train what the folder of a run says, from its last checkpoint on; whether there was anything to do.

    Raises:
        DriftError: another process is at it, no run in the folder, other devices than it was begun on, or training
            failed.
        KeyboardInterrupt: after the training process has ended.
    """
    name = run.spec().name

    def refuse(holder: str) -> None:
        raise DriftError(f"{run.folder} is being trained by {holder or 'another process'}.", fix="Wait for it.")

    with locked(run.folder / "lock", waits=refuse) as lock:
        if run.done:
            return False
        text = run.layout.read_text(encoding="utf-8") if run.layout.is_file() else None
        check_devices(run, text)
        if not run.resumable:
            run.note(devices=devices(text))
        lock.truncate(0)
        lock.write(this_process())
        lock.flush()
        # The training process holds the lock too: should this one be killed, nobody else trains beside it.
        code = run_command(training_command(run), keep=[lock.fileno()], quiet=True)
    if code:
        how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
        raise DriftError(
            f"Training of {name} {how}.", why="What it said stands above.", fix=f"drift-train resume {run.folder}"
        )
    missing = [part for part in ("config.json", "tokenizer_config.json") if not (run.model / part).is_file()]
    if not run.done or missing or not any(run.model.glob("*.safetensors")):
        raise DriftError(
            f"Training of {name} ended, but left no whole model in {run.model}.", fix=f"drift-train resume {run.folder}"
        )
    return True


def training_command(run: Run) -> list[str]:
    """The command of the training process.

    Raises:
        DriftError: the layout wants GPUs, and there is none.
    """
    module = ["-m", "drift_recipes.train", str(run.folder)]
    layout = run.layout
    if not layout.is_file():
        return [sys.executable, *module]
    command = [sys.executable, "-m", "accelerate.commands.launch", "--config_file", str(layout)]
    if "num_processes" not in read_layout(layout):
        command += ["--num_processes", str(gpus())]
    return [*command, *module]


def run_command(command: Sequence[str], keep: Sequence[int] = (), quiet: bool = False) -> int:
    """Run a command to its end; its exit code, negative where a signal ended it.

    It is in a process group of its own, so that a terminal's Ctrl-C reaches it once, through this process, not twice.

    Args:
        keep: file descriptors that it inherits.
        quiet: what it prints goes to stderr.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed; the command has been told, and has ended.
    """
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=2 if quiet else None,
        pass_fds=tuple(keep),
        process_group=0,
        env={**os.environ, STARTER: str(os.getpid())},
    )

    def pass_on(number: int, frame: FrameType | None = None) -> None:
        if process.poll() is None:
            os.killpg(process.pid, number)

    # nohup has SIGHUP ignored, and so it stays.
    heard = [one for one in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(one) is not signal.SIG_IGN]
    before = {number: signal.signal(number, pass_on) for number in heard}
    interrupted = False
    try:
        while True:
            try:
                # Not for ever: a signal that another thread of this process got does not wake the one that waits.
                code = process.wait(timeout=1)
                break
            except subprocess.TimeoutExpired:
                continue
            except KeyboardInterrupt:
                interrupted = True
                pass_on(signal.SIGINT)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if interrupted:
        raise KeyboardInterrupt
    return code


def _write(found: Link, command: str, layout: str | None) -> None:
    runs = found.run.folder.parent
    # Absolute: training may be resumed from another folder.
    spec = found.spec((runs / ".reference").resolve())
    spec = spec.model_copy(
        update={
            "train": [path.resolve() for path in spec.train],
            "test": [path.resolve() for path in spec.test],
            "start": spec.start.resolve(),
            "reference": spec.reference.resolve(),
        }
    )
    before = find_run_of(found.resolved.recipe.start, runs)
    manifest = {
        "name": spec.name,
        "id": found.id,
        "inputs": found.inputs,
        "after": f"{found.resolved.recipe.start}@{before.manifest['id']}" if before is not None else None,
        "stale": found.stale,
        "seed": spec.recipe.schedule.seed,
        "packages": dict(_versions()),
        "command": command,
        "done": False,
    }
    try:
        runs.mkdir(parents=True, exist_ok=True)
        folder = runs / f".{found.run.folder.name}.{secrets.token_hex(8)}"
        folder.mkdir()
    except OSError as error:
        raise DriftError(
            f"{runs} cannot be written.", why=str(error), fix="Name another folder with --runs."
        ) from error
    try:
        (folder / "spec.json").write_text(spec.model_dump_json(indent=2) + "\n", encoding="utf-8")
        recipe = yaml.safe_dump(spec.recipe.model_dump(mode="json"), sort_keys=False, allow_unicode=True)
        (folder / "recipe.yaml").write_text(recipe, encoding="utf-8")
        text = json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False)
        (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")
        _lay_out(Run(folder).layout, layout)
        sync_tree(folder)
        folder.rename(found.run.folder)
    except OSError:
        if not found.run.folder.is_dir():  # else another process was first
            raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _lay_out(layout: Path, text: str | None) -> None:
    if text is None:
        layout.unlink(missing_ok=True)
    else:
        layout.write_text(text, encoding="utf-8")


def _versions() -> Iterator[tuple[str, str]]:
    for name in _PACKAGES:
        try:
            yield name, metadata.version(name)
        except metadata.PackageNotFoundError:
            continue


def _differences(there: Any, here: Any, path: str = "") -> Iterator[str]:
    if isinstance(there, dict) and isinstance(here, dict):
        for key in sorted(there.keys() | here.keys()):
            yield from _differences(there.get(key), here.get(key), f"{path}.{key}" if path else key)
    elif there != here:
        yield f"{path}: {there} there, {here} here"
