"""Commands that are started, and the signals that reach them."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

#: Takes note of a hangup, as the launcher of several processes does, whatever it inherits.
CHILD = """
import signal, sys, time
from pathlib import Path
folder = Path(sys.argv[1])
signal.signal(signal.SIGHUP, lambda *_: (folder / "hung up").touch())
(folder / "ready").touch()
while not (folder / "end").exists():
    time.sleep(0.01)
"""
STARTS = f"""
import sys
from drift_recipes.launch import run_command
run_command([sys.executable, "-c", {CHILD!r}, sys.argv[1]])
"""


@pytest.mark.parametrize("nohup", [False, True])
def test_a_hangup_is_passed_on_unless_it_is_ignored(tmp_path: Path, nohup: bool) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN if nohup else signal.SIG_DFL)
    try:
        process = subprocess.Popen([sys.executable, "-c", STARTS, str(tmp_path)])
    finally:
        signal.signal(signal.SIGHUP, before)
    while not (tmp_path / "ready").exists():
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGHUP)
    if nohup:
        time.sleep(0.5)
    else:
        while not (tmp_path / "hung up").exists():
            assert process.poll() is None
            time.sleep(0.01)
    (tmp_path / "end").touch()
    assert process.wait() == 0
    assert (tmp_path / "hung up").exists() is not nohup
