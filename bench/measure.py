"""Wall time and peak memory of a command, and what the machine is."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


@dataclass(frozen=True)
class Cost:
    """What a run took.

    Attributes:
        seconds: wall time, the start of the process included.
        peak: bytes of the largest resident set among the process and its children.
        output: what it printed.
    """

    seconds: float
    peak: int
    output: str


def run(command: Sequence[str]) -> Cost:
    """Run a command in a process of its own.

    Raises:
        SystemExit: it failed; with what it said.
    """
    begin = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stderr is not None
        # None of them says much on stderr, so reading one pipe after the other does not block.
        output, said = process.stdout.read(), process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)}\n{said}")
    return Cost(seconds, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024), output)


def drift_data() -> str:
    """The command line of the environment that runs this."""
    return str(Path(sys.executable).parent / "drift-data")


def machine() -> str:
    """One line: processor, cores, memory, system."""
    cpu = platform.processor() or platform.machine()
    if Path("/proc/cpuinfo").exists():
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        cpu = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), cpu)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{cpu}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.release()}"


def versions(*packages: str) -> str:
    """One line: Python and the packages that are there."""
    found = [f"Python {platform.python_version()}"]
    for package in packages:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            found.append(f"{package} not installed")
    return ", ".join(found)
