"""Make a repository of the Hub hold certain files: what differs, as one commit on top of the one that was seen."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from drift_data.errors import DriftError
from drift_data.extras import need
from drift_data.publish.client import Client, RemoteFile, State
from drift_data.store.fingerprint import file_digest

#: A file on disk, or what is in it.
Content = Path | bytes


@dataclass(frozen=True)
class Changes:
    """What a commit would hold.

    Attributes:
        add: path in the repository -> bytes, of files that are new or differ.
        remove: paths of files that are there and are not wanted.
    """

    add: dict[str, int]
    remove: list[str]

    def __bool__(self) -> bool:
        return bool(self.add or self.remove)


def changes(state: State | None, wanted: Mapping[str, Content], unwanted: Sequence[str] = ()) -> Changes:
    """What differs between the repository and what it is to hold.

    Args:
        state: as it stands; None where there is none.
        wanted: path in the repository -> content.
        unwanted: paths that go, where they are there and not wanted.
    """
    there = state.files if state else {}
    add = {
        path: _size(content) for path, content in wanted.items() if path not in there or not _same(content, there[path])
    }
    return Changes(add, sorted(path for path in unwanted if path in there and path not in wanted))


def send(client: Client, state: State, wanted: Mapping[str, Content], differs: Changes, message: str) -> str:
    """Commit the changes; the commit's id.

    Raises:
        DriftError: the repository has changed since `state` was seen, the Hub refuses the files, or kept other bytes.
    """
    hub = need("huggingface_hub", "hub")
    operations = [
        hub.CommitOperationAdd(path, content if isinstance(content := wanted[path], bytes) else str(content))
        for path in differs.add
    ]
    operations += [hub.CommitOperationDelete(path) for path in differs.remove]
    commit = client.commit(operations, message, state.commit)
    after = client.look(commit)
    assert after is not None
    missing = changes(after, wanted, differs.remove)
    if commit is None and missing:
        raise DriftError(
            f"Somebody else has committed to {client.repo} meanwhile. Nothing of theirs was overwritten.",
            why=f"{after.commit} is there now, {state.commit} was when this push began.",
            fix="Run the same command again: it goes on from what is there now, and uploads nothing twice.",
        )
    if missing:
        raise DriftError(
            f"{client.repo} does not hold what was pushed.",
            why=f"It has other bytes of, or not: {', '.join([*missing.add, *missing.remove][:5])}.",
            fix="Look for a .gitignore in the repository that names them, and run the same command again.",
        )
    return after.commit  # also where an answer was lost and the commit is there


def _size(content: Content) -> int:
    return len(content) if isinstance(content, bytes) else content.stat().st_size


def _same(content: Content, there: RemoteFile) -> bool:
    if _size(content) != there.size:
        return False
    if there.sha256 is not None:
        own = hashlib.sha256(content).hexdigest() if isinstance(content, bytes) else file_digest(content)[0]
        return own == there.sha256
    data = content if isinstance(content, bytes) else content.read_bytes()
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest() == there.blob
