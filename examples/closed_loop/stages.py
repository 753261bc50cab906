"""Stages that run once: a stage whose mark is there is skipped, so that an experiment that was cut off goes on."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

#: Nothing asks the network; threads that wait leave their core to others.
ENVIRONMENT = {"HF_HUB_OFFLINE": "1", "VLLM_NO_USAGE_STATS": "1", "OMP_WAIT_POLICY": "passive"}


@dataclass(frozen=True)
class Stages:
    """The stages of one folder, which is the working folder of all commands."""

    folder: Path

    def run(self, name: str, work: Callable[[], object]) -> None:
        """Do the work, unless it was done."""
        mark = self.folder / "stages" / f"{name}.json"
        if mark.is_file():
            return
        begin = time.perf_counter()
        work()
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.write_text(json.dumps({"seconds": round(time.perf_counter() - begin, 1)}) + "\n", encoding="utf-8")

    def command(self, name: str, words: Sequence[str | Path]) -> None:
        """Run a command, unless it was done; what it prints goes to stages/NAME.log.

        Raises:
            SystemExit: it failed; says with what.
        """
        line = [str(word) for word in words]

        def work() -> None:
            print(f"{self.folder.parent.name}/{self.folder.name}: {shlex.join(line)}", flush=True)
            log = self.folder / "stages" / f"{name}.log"
            log.parent.mkdir(parents=True, exist_ok=True)
            with log.open("w", encoding="utf-8") as file:
                done = subprocess.run(
                    [_program(line[0]), *line[1:]],
                    cwd=self.folder,
                    env=os.environ | ENVIRONMENT,
                    stdin=subprocess.DEVNULL,
                    stdout=file,
                    stderr=subprocess.STDOUT,
                    check=False,
                )
            if done.returncode:
                raise SystemExit(f"{shlex.join(line)}\nended with {done.returncode}:\n{log.read_text()[-3000:]}")

        self.run(name, work)


def _program(name: str) -> str:
    """drift's programs of this installation, whatever else is on the PATH."""
    return sys.executable if name == "python" else str(Path(sys.executable).with_name(name))
