"""The store: a folder of immutable versions, and references that move from one to the next.

versions/<dataset>/<id>/   a version, laid out as a dataset repository of the Hub
refs/<dataset>             id of the latest version; refs/<dataset>@<tag> of a tagged one
tmp/                       runs and references in the making
hub/<dataset>@<id>.json    where on the Hub it is, see drift_data/publish/published.py
labelling/                 answers that are in no version of labels yet, see drift_data/mining/answers.py
samples/<id>/              replies of one model and engine, see drift_data/sample/journal.py
locks/<dataset>@<id>       held by the run that makes the version; lists the versions that it reads
lock                       held shared while a run begins or ends, exclusively while garbage is removed
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from drift_data.errors import DriftError
from drift_data.store import refs, verify
from drift_data.store.disk import bytes_below, replace_text, sync
from drift_data.store.gc import Garbage, leftovers, lock_text, maker, reachable, remove
from drift_data.store.lineage import Lineage
from drift_data.store.lock import locked
from drift_data.store.seal import seal
from drift_data.store.step import Step
from drift_data.store.version import Version

LIST = "`drift-data ls` lists what there is."


@dataclass(frozen=True)
class Made:
    """A version, and whether it was made just now (True) or was there already (False)."""

    version: Version
    fresh: bool


def is_store(folder: Path) -> bool:
    """Whether a folder is a store with something in it."""
    return (folder / "versions").is_dir() and (folder / "refs").is_dir()


class Store:
    """A folder of versions. Nothing is written before the first `make`; any number of processes may share it.

    Args:
        root: the folder, by default called drift-store.
    """

    def __init__(self, root: str | Path) -> None:
        self.root = Path(root)
        self._versions = self.root / "versions"
        self._refs = self.root / "refs"
        self._tmp = self.root / "tmp"
        self._locks = self.root / "locks"

    def target(self, step: Step) -> Version:
        """The version that the step makes, there or not."""
        return self._version(refs.check_dataset(step.dataset), step.version_id)

    def plan(self, step: Step) -> bool:
        """Whether the version that the step makes is there already."""
        return self.target(step).path.is_dir()

    def make(self, step: Step, waits: Callable[[str], object] = lambda _: None) -> Made:
        """Run a step, unless its version is there, and make that version the dataset's latest.

        The version appears at once and whole. A kill at any moment leaves every reference as it was or moved, and
        the next run begins anew. Of two runs of the same step one waits for the other.

        Args:
            waits: told who makes the version already, before this waits for them.

        Raises:
            DriftError: the dataset's name is none, or a parent is not in this store.
        """

        def fill(folder: Path) -> Path:
            seal(folder, step, step.run(folder))
            return folder

        return self._bring(self.target(step), list(step.parents.values()), secrets.token_hex(8), fill, waits)

    def adopt(
        self, dataset: str, id_: str, fill: Callable[[Path], Path], waits: Callable[[str], object] = lambda _: None
    ) -> Made:
        """Take in a version that was made elsewhere, unless it is there, and make it the dataset's latest.

        Args:
            fill: given a folder, leaves the whole version in it or below, and returns where. After an error or a kill
                it is given the same folder, with what it left there, unless `gc` was run.
            waits: told who is at it already.

        Raises:
            DriftError: the name or the id cannot be one.
        """
        if not refs.is_id(id_):
            raise DriftError(f"{id_!a} is not the id of a version.")
        return self._bring(self._version(refs.check_dataset(dataset), id_), [], "adopted", fill, waits, keep=True)

    def _bring(
        self,
        version: Version,
        parents: list[Version],
        name: str,
        fill: Callable[[Path], Path],
        waits: Callable[[str], object],
        keep: bool = False,
    ) -> Made:
        try:
            for folder in (self._versions, self._refs, self._tmp, self._locks):
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DriftError(
                f"The store {self.root} cannot be written.", why=str(error), fix="Name another folder with --store."
            ) from error
        if self._reuse(version):
            return Made(version, fresh=False)
        with locked(self._locks / str(version), waits=lambda text: waits(maker(text))) as lock:
            try:
                if self._reuse(version):
                    return Made(version, fresh=False)
                with self._no_gc():
                    for parent in parents:
                        self._check_parent(parent)
                    lock.truncate(0)
                    lock.write(lock_text(parents))
                    lock.flush()
                    folder = self._tmp / f"{version}.{name}"
                    folder.mkdir(exist_ok=keep)
                self._fill(folder, version, fill, keep)
            finally:
                Path(lock.name).unlink(missing_ok=True)
        return Made(version, fresh=True)

    def find(self, reference: str) -> Version:
        """The version behind `feedback`, `feedback@tag` or `feedback@id`, the id possibly cut to 6 or more digits.

        Raises:
            DriftError: not a reference, nothing there, or an id that begins several versions.
        """
        wanted = refs.parse(reference)
        if (self._refs / reference).is_file():
            return self._existing(self._read(reference), reference)
        versions = self.versions(wanted.dataset)
        if not versions:
            raise self._unknown(
                f"There is no dataset {wanted.dataset!r} in {self.root}.", wanted.dataset, self._names()
            )
        if wanted.point is None:
            raise DriftError(
                f"{wanted.dataset} has versions, but none is the latest.",
                why="Its reference was removed.",
                fix=f"Name one, such as {versions[0]}.",
            )
        found = [version for version in versions if version.id.startswith(wanted.point)]
        if refs.is_id_prefix(wanted.point) and len(found) == 1:
            return found[0]
        if refs.is_id_prefix(wanted.point) and found:
            raise DriftError(
                f"{reference} is the beginning of {len(found)} ids.",
                why=", ".join(version.id for version in found[:5]),
                fix="Give more digits.",
            )
        tags = [name for name in self.refs() if name.startswith(f"{wanted.dataset}@")]
        raise self._unknown(
            f"{wanted.dataset} has no version {wanted.point!r}.", reference, [*tags, *map(str, versions)]
        )

    def versions(self, dataset: str | None = None) -> list[Version]:
        """All versions, or those of a dataset, sorted by dataset and id."""
        names = [dataset] if dataset is not None else self._names()
        return [
            self._version(name, id_) for name in names for id_ in _entries(self._versions / name) if refs.is_id(id_)
        ]

    def refs(self) -> dict[str, Version]:
        """Where every reference points: `feedback` (the latest) and `feedback@tag`, sorted by name.

        Raises:
            DriftError: a file in refs/ is not a reference.
        """
        return {name: self._read(name) for name in _entries(self._refs)}

    def tag(self, reference: str, tag: str) -> Version:
        """Point `dataset@tag` to what `reference` points to, wherever the tag was before.

        Raises:
            DriftError: nothing behind the reference, or a tag that cannot be one.
        """
        refs.check_tag(tag)
        self.find(reference)
        with self._no_gc():
            version = self.find(reference)
            self._point(f"{version.dataset}@{tag}", version)
        return version

    def verify(self, version: Version) -> list[str]:
        """What is wrong with a version, in sentences; reads every byte of it."""
        return verify.problems(version)

    def lineage(self, version: Version) -> Lineage:
        """What the version was made from, all the way back.

        Raises:
            DriftError: a manifest on the way is damaged.
        """
        if not version.path.is_dir():
            return Lineage(version, known=False, parents={})
        parents = version.manifest.parents.items()
        return Lineage(version, True, {role: self.lineage(self._named(name)) for role, name in parents})

    def gc(self, dry_run: bool = False) -> list[Garbage]:
        """Remove versions that no reference reaches, itself or by descent, and what killed runs left; return them.

        Safe beside runs: what they write and what they read stays.

        Args:
            dry_run: only return what would be removed.

        Raises:
            DriftError: a manifest or a reference is damaged, so that what it needs is not known.
        """
        if not self._locks.is_dir():
            return []
        with locked(self.root / "lock"):
            garbage, read = leftovers(self._tmp, self._locks)
            versions = {str(version): version for version in self.versions()}
            # What people did by hand can be made again by nobody; labels that were pulled may have taken the reference.
            by_hand = self.versions("labels")
            roots = [*self.refs().values(), *by_hand, *map(self._named, read)]
            for name in sorted(versions.keys() - reachable(roots, versions)):
                path = versions[name].path
                garbage.append(Garbage(path, bytes_below(path), "no reference reaches it"))
            if not dry_run:
                for item in garbage:
                    remove(item, self._tmp)
        return garbage

    def _fill(self, folder: Path, version: Version, fill: Callable[[Path], Path], keep: bool) -> None:
        try:
            made = fill(folder)
            with self._no_gc():
                version.path.parent.mkdir(exist_ok=True)
                made.rename(version.path)
                sync(version.path.parent)
                sync(self._versions)
                self._point(version.dataset, version)
        except BaseException:
            if not keep:
                shutil.rmtree(folder, ignore_errors=True)
            raise
        if made != folder:
            shutil.rmtree(folder, ignore_errors=True)

    def _reuse(self, version: Version) -> bool:
        with self._no_gc():
            if not version.path.is_dir():
                return False
            self._point(version.dataset, version)
            return True

    @contextmanager
    def _no_gc(self) -> Iterator[None]:
        with locked(self.root / "lock", shared=True):
            yield

    def _point(self, name: str, version: Version) -> None:
        replace_text(self._refs / name, f"{version.id}\n", self._tmp)

    def _read(self, name: str) -> Version:
        text = (self._refs / name).read_text(encoding="utf-8", errors="replace").strip()
        dataset = refs.parse(name).dataset
        if not refs.is_id(text):
            raise DriftError(
                f"{self._refs / name} is damaged: it does not hold an id.",
                fix=f"Write the id of a version of {dataset} into it, or remove it. {LIST}",
            )
        return self._version(dataset, text)

    def _version(self, dataset: str, id_: str) -> Version:
        return Version(dataset, id_, self._versions / dataset / id_)

    def _named(self, name: str) -> Version:
        dataset, _, id_ = name.partition("@")
        return self._version(dataset, id_)

    def _existing(self, version: Version, reference: str) -> Version:
        if not version.path.is_dir():
            raise DriftError(
                f"{reference} points to {version.id}, which is not there.",
                why=f"{version.path} was removed by hand.",
                fix="Run again the command that made it.",
            )
        return version

    def _check_parent(self, parent: Version) -> None:
        if not self._named(str(parent)).path.is_dir():
            raise DriftError(
                f"{parent} is not in {self.root}.",
                why="It was removed while this run began, or belongs to another store.",
                fix="Run again the command that makes it.",
            )

    def _names(self) -> list[str]:
        return [name for name in _entries(self._versions) if self.versions(name)]

    def _unknown(self, what: str, wanted: str, known: list[str]) -> DriftError:
        nearest = get_close_matches(wanted, known, 1)
        shown = ", ".join(known[:8]) + (", ..." if len(known) > 8 else "")
        why = f"There is: {shown}." if known else "The store is empty."
        return DriftError(what, why=why, fix=f"Did you mean {nearest[0]}? {LIST}" if nearest else LIST)


def _entries(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
