"""flock files: the kernel lets go of them when their owner dies, however it dies, so liveness is never a guess."""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from drift_data.errors import DriftError


@contextmanager
def locked(path: Path, *, shared: bool = False, waits: Callable[[str], object] | None = None) -> Iterator[TextIO]:
    """Wait for the lock and hold it; the file may be removed by whoever holds it.

    Args:
        waits: told what the holder wrote into the file, if there is one, before this waits for them.

    Raises:
        DriftError: the file system has no locks.
    """
    how = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    if waits is None:
        file = _acquire(path, how)
    else:
        try:
            file = _acquire(path, how | fcntl.LOCK_NB)
        except BlockingIOError:
            waits(_text(path))
            file = _acquire(path, how)
    try:
        yield file
    finally:
        _release(file)


@contextmanager
def locked_if_free(path: Path) -> Iterator[bool]:
    """Hold the lock if nobody does; else go on at once with False."""
    try:
        file = _acquire(path, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
        return
    try:
        yield True
    finally:
        _release(file)


def this_process() -> str:
    """What a holder writes into its lock, for whoever waits."""
    return f"process {os.getpid()} on {socket.gethostname()}"


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:  # let go of in between
        return ""


def _acquire(path: Path, how: int) -> TextIO:
    while True:
        file = path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(file, how)
            # The holder before may have removed the file while we waited: then this lock is of no file any more.
            if path.exists() and os.path.samestat(path.stat(), os.fstat(file.fileno())):
                return file
        except BlockingIOError:
            file.close()
            raise
        except FileNotFoundError:
            pass
        except OSError as error:
            file.close()
            raise DriftError(
                f"{path} cannot be locked.",
                why=f"The file system said: {error.strerror}.",
                fix="Put the store on a local disk.",
            ) from error
        except BaseException:
            file.close()
            raise
        file.close()


def _release(file: TextIO) -> None:
    # Not only closed: a process forked off inside would keep the lock.
    fcntl.flock(file, fcntl.LOCK_UN)
    file.close()
