"""One repository of the Hub through huggingface_hub, with patience, and with errors for people."""

from __future__ import annotations

import re
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from json import JSONDecodeError
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, TypeVar

from drift_data.errors import DriftError
from drift_data.extras import need
from drift_data.publish.secrets import LONGEST, harmless

_T = TypeVar("_T")
Kind = Literal["dataset", "model"]
#: Told of what takes long or goes wrong for the moment.
Tell = Callable[[str], object]

#: huggingface_hub itself tries some requests again, but not those that write a commit, a tag or a repository.
ATTEMPTS = 5
_FIRST_WAIT = 1.0
#: Longest wait in seconds. The Hub counts commits by the hour: what it asks to wait beyond this is for the user.
_LONGEST_WAIT = 300.0
_PASSING = {429, 500, 502, 503, 504}
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*", re.ASCII)


@dataclass(frozen=True)
class RemoteFile:
    """A file on the Hub: its size, and the SHA-256 of a large one or else its git blob id."""

    size: int
    sha256: str | None
    blob: str


@dataclass(frozen=True)
class State:
    """A repository at one commit.

    Attributes:
        commit: its id.
        private: only some may read it.
        files: path -> file.
    """

    commit: str
    private: bool
    files: dict[str, RemoteFile]


class Client:
    """A dataset or model repository.

    Args:
        repo: owner/name.
        kind: dataset or model.
        tell: told before a wait.

    Raises:
        DriftError: the name is none, or huggingface_hub is not installed.
    """

    def __init__(self, repo: str, kind: Kind, tell: Tell = lambda _: None) -> None:
        if not _NAME.fullmatch(repo):
            raise DriftError(f"{repo!a} is not the name of a repository.", fix="Write OWNER/NAME.")
        self.repo = repo
        self.kind = kind
        self.tell = tell
        self._hub = need("huggingface_hub", "hub")
        need(
            "huggingface_hub.utils", "hub"
        ).logging.set_verbosity_error()  # what it logs of retries names signed addresses
        self._api = self._hub.HfApi()

    def look(self, revision: str | None = None) -> State | None:
        """The repository as it stands, or at a commit, tag or branch; None where there is no such repository.

        Raises:
            DriftError: no such revision, or the Hub cannot be asked.
        """
        try:
            info = self._try(self._api.repo_info, self.repo, repo_type=self.kind, revision=revision)
        except _NotThereError:
            return None
        return State(str(info.sha), bool(info.private), self._files(str(info.sha)))

    def _files(self, commit: str) -> dict[str, RemoteFile]:
        def listed() -> dict[str, RemoteFile]:
            tree = self._api.list_repo_tree(self.repo, repo_type=self.kind, revision=commit, recursive=True)
            return {
                entry.path: RemoteFile(entry.size, entry.lfs.sha256 if entry.lfs else None, entry.blob_id)
                for entry in tree
                if hasattr(entry, "blob_id")  # else it is a folder
            }

        return self._try(listed)

    def tags(self) -> dict[str, str]:
        """Tag -> commit."""
        refs = self._try(self._api.list_repo_refs, self.repo, repo_type=self.kind)
        return {ref.name: ref.target_commit for ref in refs.tags}

    def read(self, path: str, commit: str) -> bytes:
        """A small file, at a commit."""
        with TemporaryDirectory() as folder:
            found = self._try(
                self._api.hf_hub_download, self.repo, path, repo_type=self.kind, revision=commit, local_dir=folder
            )
            return Path(found).read_bytes()

    def download(self, patterns: list[str], commit: str, folder: Path) -> None:
        """Files into a folder; what is there already, from a download that was cut off, is not fetched again."""
        self._try(
            self._api.snapshot_download,
            self.repo,
            repo_type=self.kind,
            revision=commit,
            allow_patterns=patterns,
            local_dir=folder,
        )

    def create(self, private: bool) -> None:
        """Make the repository, unless it is there."""
        self._try(self._api.create_repo, self.repo, repo_type=self.kind, private=private, exist_ok=True)

    def commit(self, operations: list[Any], message: str, parent: str) -> str | None:
        """One commit on top of `parent`; its id, or None where somebody else's commit is there already.

        Large files that an attempt before has uploaded, in this process or another, are not uploaded again.
        """
        with _warnings_to(self.tell):
            try:
                made = self._try(
                    self._api.create_commit,
                    self.repo,
                    operations,
                    commit_message=message,
                    repo_type=self.kind,
                    parent_commit=parent,
                )
            except _StaleError:
                return None
        return str(made.oid)

    def tag(self, tag: str, commit: str) -> bool:
        """Put a tag on a commit; False where it is on another one."""
        try:
            self._try(self._api.create_tag, self.repo, tag=tag, revision=commit, repo_type=self.kind)
        except _TakenError:
            return self.tags().get(tag) == commit
        return True

    def _try(self, function: Callable[..., _T], *args: Any, **more: Any) -> _T:
        """Call until it works, or will not.

        Raises:
            DriftError: it will not.
        """
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return function(*args, **more)
            except Exception as error:
                wait = _wait(error, attempt)
                if wait is None or wait > _LONGEST_WAIT or attempt == ATTEMPTS:
                    raise self._explained(error, wait) from error
                self.tell(f"{self._said(error)}; trying again in {wait:.0f} s")
                time.sleep(wait)
        raise AssertionError

    def _explained(self, error: Exception, wait: float | None) -> DriftError:
        status, name, said = _status(error), type(error).__name__, self._said(error)
        what = f"{self.kind} {self.repo}"
        login = "hf auth login, or set HF_TOKEN to a token that may write there."
        if name == "OfflineModeIsEnabled":
            return DriftError("HF_HUB_OFFLINE is set.", fix="Run the command again with HF_HUB_OFFLINE=0 before it.")
        if name == "RevisionNotFoundError":
            return DriftError(f"The {what} has no such revision.", why=said, fix="Name a tag, a commit or a branch.")
        if status == 412:
            return _StaleError(f"The {what} has changed meanwhile.", why=said)
        if status == 409:
            return _TakenError(f"The {what} has that already.", why=said)
        # The Hub answers 401 for what is not there, to those it does not know.
        if name == "RepositoryNotFoundError":
            fix = f"Check the name. A private one wants a token: {login}"
            return _NotThereError(f"There is no {what} on the Hub, or it is private.", why=said, fix=fix)
        if status in (401, 403):
            return DriftError(f"The Hub does not let you write to the {what}.", why=said, fix=login)
        if wait is not None:
            later = f" It asks for {wait:.0f} s." if wait > _LONGEST_WAIT else ""
            fix = "Run the same command again later; what is uploaded stays uploaded."
            return DriftError(f"The Hub does not answer for the {what}.", why=said + later, fix=fix)
        return DriftError(f"The Hub refuses the {what}.", why=said)

    def _said(self, error: BaseException) -> str:
        """The error in a line, without the token and signed addresses, should a server repeat them."""
        inner = next((one for one in _chain(error) if _response(one) is not None), error)
        message = harmless(getattr(inner, "server_message", None) or str(inner))
        if isinstance(error, ValueError):  # of a card's metadata the lines after the first say what is wrong
            return " ".join(message.split())[:600]
        status = _status(error)
        said = message.strip().split("\n")[0][:LONGEST] or type(inner).__name__
        return f"{status}: {said}" if status else said


class _NotThereError(DriftError):
    """No such repository."""


class _StaleError(DriftError):
    """The parent commit is not the last one any more."""


class _TakenError(DriftError):
    """The name is taken."""


@contextmanager
def _warnings_to(tell: Tell) -> Iterator[None]:
    """What the Hub warns of in a card."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", UserWarning)
        yield
    for one in caught:
        if issubclass(one.category, UserWarning):
            tell(harmless(" ".join(str(one.message).split())))


def _chain(error: BaseException) -> Iterator[BaseException]:
    current: BaseException | None = error
    while current is not None:
        yield current
        current = current.__cause__


def _response(error: BaseException) -> Any:
    response = getattr(error, "response", None)
    return response if hasattr(response, "status_code") else None


def _status(error: BaseException) -> int | None:
    return next((int(_response(one).status_code) for one in _chain(error) if _response(one) is not None), None)


def _wait(error: Exception, attempt: int) -> float | None:
    """Seconds to wait before the next attempt; None where waiting does not help."""
    for one in _chain(error):
        if type(one).__name__ == "OfflineModeIsEnabled":
            return None
        response = _response(one)
        if response is not None:
            if response.status_code not in _PASSING:
                return None
            asked = _asked(response.headers)
            return _FIRST_WAIT * 2.0 ** (attempt - 1) if asked is None else asked
        # The HTTP library's own base class, by name: which library it is depends on the version of huggingface_hub.
        broken = any(base.__name__ == "TransportError" for base in type(one).__mro__)
        # An answer that is no JSON is that of a proxy, which huggingface_hub reads before it looks at the status.
        if broken or isinstance(one, ConnectionError | TimeoutError | JSONDecodeError):
            return _FIRST_WAIT * 2.0 ** (attempt - 1)
    return None


def _asked(headers: Any) -> float | None:
    """Seconds that the server asks to wait: Retry-After, or the Hub's RateLimit: "api";r=0;t=55."""
    after = str(headers.get("Retry-After", "")).strip()
    if after.isdecimal():
        return float(after)
    limit = re.search(r"r=0;\s*t=(\d+)", str(headers.get("RateLimit", "")))
    return float(limit[1]) if limit else None
