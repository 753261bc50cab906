"""A process that was started by another one of drift ends with it. Killed, that one cannot pass it on."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from pathlib import Path
from threading import Thread

#: Variable in the environment of the one that is started: the id of the one that starts it.
STARTER = "DRIFT_STARTER"


def end_with_starter() -> None:
    """Have this process get SIGTERM within a second or so of the end of the one that started it, if one did."""
    starter = int(os.environ.pop(STARTER, "0"))

    def watch() -> None:
        while _is_alive(starter):
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)

    if starter:
        Thread(target=watch, daemon=True).start()


def _is_alive(process: int) -> bool:
    with suppress(OSError, IndexError):
        if Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
            return False  # dead, and nobody has taken note
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # of another user by now
        return False
    return True
