"""What only a real process shows: signals and pipes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

CODE = "from drift_cli.data import main; main()"


def start(*words: str | Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", CODE, *map(str, words)]
    pipe = subprocess.PIPE
    # Buffered, as it is for people: then the pipe breaks only when the buffer is written at the end.
    env = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env=env)


def test_ctrl_c(tmp_path: Path) -> None:
    process = start("mine", "-", "--store", tmp_path / "a store")
    assert process.stdin is not None
    # More than a pipe holds: when this returns, the process is reading.
    process.stdin.write(b"x" * 1_000_000)
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    # The kernel may give the signal to another thread than the one that waits here.
    process.stdin.close()
    assert process.wait(60) == 130
    assert process.stderr is not None
    said = process.stderr.read().decode()
    assert said.startswith("stopped; finished steps are kept. Go on with: ")
    assert said.endswith(f" mine - --store '{tmp_path / 'a store'}'\n")
    assert said.count("\n") == 1


@pytest.mark.parametrize("words", [["signals"], ["ls"]], ids=["much", "little"])
def test_nobody_reads(store: Path, words: list[str]) -> None:
    process = start(*words, "--store", store) if words == ["ls"] else start(*words)
    assert process.stdout is not None
    process.stdout.close()
    assert process.wait(60) == 141
    assert process.stderr is not None
    assert process.stderr.read() == b""
