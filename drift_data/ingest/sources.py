"""What to read: files, folders, globs, standard input and Hub dataset ids, as a sorted list of sources."""

from __future__ import annotations

import glob
import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from drift_data.errors import DriftError
from drift_data.ingest.formats import all_formats
from drift_data.store.store import is_store

#: What a folder is searched for. A file named by the user may have any name.
SUFFIXES = (".jsonl", ".ndjson", ".json", ".parquet")
COMPRESSED = (".gz", ".zst")
HUB = "hf://"


@dataclass(frozen=True)
class Source:
    """One file of a dump, or one Hub dataset.

    Attributes:
        name: how results refer to it: the path relative to the folder given, so that it is the same on every machine.
        path: where it is; None for a Hub dataset, whose name is its `hf://` id.
    """

    name: str
    path: Path | None


def find_sources(inputs: Sequence[str], spool: Path) -> tuple[list[Source], list[str]]:
    """The sources behind what the user typed, and the files in the folders that were passed over.

    Args:
        inputs: paths, folders, globs, `-` for standard input, `hf://owner/name[/config][@revision]`.
        spool: folder that standard input is copied to, since it is read more than once.

    Raises:
        DriftError: nothing there, or two inputs give the same name.
    """
    sources: list[Source] = []
    skipped: list[str] = []
    for text in dict.fromkeys(inputs):
        if text == "-":
            sources.append(_standard_input(spool))
        elif text.startswith(HUB):
            sources.append(Source(text, None))
        else:
            for path in _expand(text):
                if path.is_dir():
                    found, passed = _folder(path)
                    sources += found
                    skipped += passed
                else:
                    sources.append(Source(path.name, path))
    if not sources:
        raise DriftError(
            "No logs found.",
            why=f"Looked in: {', '.join(inputs) or '(nothing was named)'}.",
            fix=f"Name files or folders that hold {', '.join(SUFFIXES)} (also .gz or .zst).",
        )
    return _distinct(sources), skipped


def _standard_input(spool: Path) -> Source:
    spool.mkdir(parents=True, exist_ok=True)
    path = spool / "stdin"
    with path.open("wb") as copy:
        shutil.copyfileobj(sys.stdin.buffer, copy, 1 << 20)
    return Source("stdin", path)


def _expand(text: str) -> list[Path]:
    path = Path(text)
    if path.exists():
        return [path]
    found = sorted(Path(match) for match in glob.glob(text, recursive=True))  # noqa: PTH207 (takes absolute ones)
    if not found:
        raise DriftError(
            f"{text}: no such file or folder.", fix="Check the path; quote a glob so that drift expands it."
        )
    return found


def _folder(folder: Path) -> tuple[list[Source], list[str]]:
    found: dict[Path, str] = {}
    passed: list[str] = []

    def closed(error: OSError) -> None:
        passed.append(f"{Path(error.filename).relative_to(folder).as_posix()}/ ({error.strerror})")

    for root, folders, files in os.walk(folder, onerror=closed):
        here = Path(root)
        if is_store(here):  # what drift made itself is no dump: a store may lie among the logs
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        # Links may lead in circles, or to the same files again.
        passed += [
            f"{(here / name).relative_to(folder).as_posix()}/ (a link)"
            for name in folders
            if (here / name).is_symlink()
        ]
        for path in (here / name for name in sorted(files) if not name.startswith(".")):
            if not path.is_file():
                continue
            relative = path.relative_to(folder).as_posix()
            if _bare(path).endswith(SUFFIXES):
                found[path] = relative
            else:
                passed.append(relative)
    for path in [path for path in sorted(found) if _is_companion(path, found)]:
        passed.append(found.pop(path))
    return [Source(name, path) for path, name in found.items()], sorted(passed)


def _bare(path: Path) -> str:
    """The file's name in lower case, without the suffix of a compression."""
    name = path.name.lower()
    for suffix in COMPRESSED:
        name = name.removesuffix(suffix)
    return name


def _is_companion(path: Path, found: Iterable[Path]) -> bool:
    """Whether it belongs to an export of a known format but holds no conversations."""
    return any(
        _bare(path) in kind.names
        and any(other.parent == path.parent and fnmatchcase(_bare(other), kind.beside) for other in found)
        for kind in (format_.companions for format_ in all_formats().values())
        if kind is not None
    )


def _distinct(sources: list[Source]) -> list[Source]:
    """Sorted by name. The same file named twice is read once; two files of one name keep their parent folder's name."""
    by_path = {source.path.resolve() if source.path else source.name: source for source in sources}
    names: dict[str, list[Source]] = {}
    for source in by_path.values():
        names.setdefault(source.name, []).append(source)
    result: list[Source] = []
    for name, same in names.items():
        if len(same) == 1:
            result += same
            continue
        longer = {f"{source.path.resolve().parent.name}/{name}": source for source in same if source.path}
        if len(longer) < len(same):
            raise DriftError(
                f"Several inputs are called {name}, so that results could not be told apart.",
                why="They are: " + ", ".join(str(source.path) for source in same) + ".",
                fix="Name the folder above them instead of the files.",
            )
        result += [Source(longer_name, source.path) for longer_name, source in longer.items()]
    return sorted(result, key=lambda source: source.name)
