"""Processes that end with the one that started them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from drift_data.starter import STARTER

WAITS = """
import sys, time
from pathlib import Path
from drift_data.starter import end_with_starter
end_with_starter()
Path(sys.argv[1]).touch()
time.sleep(60)
"""
STARTS = f"""
import os, subprocess, sys
environment = {{**os.environ, {STARTER!r}: str(os.getpid())}}
child = subprocess.Popen([sys.executable, "-c", {WAITS!r}, sys.argv[1]], env=environment)
print(child.pid, flush=True)
child.wait()
"""


def test_a_process_ends_with_the_one_that_was_killed(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    starter = subprocess.Popen([sys.executable, "-c", STARTS, str(ready)], stdout=subprocess.PIPE, text=True)
    assert starter.stdout is not None
    child = int(starter.stdout.readline())
    while not ready.exists():
        time.sleep(0.01)
    starter.send_signal(signal.SIGKILL)  # and nobody waits for it
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            os.kill(child, 0)
        except ProcessLookupError:
            break
        if Path(f"/proc/{child}/stat").is_file() and Path(f"/proc/{child}/stat").read_text().split()[2] == "Z":
            break
        time.sleep(0.05)
    else:
        pytest.fail("it goes on")
    starter.wait()


def test_one_that_nobody_started_goes_on(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", WAITS, str(tmp_path / "ready")])
    while not (tmp_path / "ready").exists():
        time.sleep(0.01)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(2.5)
    process.kill()
    process.wait()
