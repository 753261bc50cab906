"""Publish a version: its folder, byte for byte, as a config of a dataset repository of the Hub.

    README.md                    the card of the repository, see card.py
    iter1/                       the version `pairs-iter1`, as it lies in the store
        README.md, manifest.json, data/train-00000.parquet, ...
    iter2/                       ...

One commit for each version, on top of the one that was seen, with the version's id as a tag.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from pydantic import ValidationError

from drift_data.errors import DriftError
from drift_data.publish.card import Config, merged
from drift_data.publish.client import Client, State, Tell
from drift_data.publish.guard import (
    Refusal,
    inspect,
    licences,
    private_refusal,
    private_sources,
    refuse,
    sources_of,
)
from drift_data.publish.published import Published, remember
from drift_data.publish.send import Changes, Content, changes, send
from drift_data.publish.settings import Hub
from drift_data.schema import DATASETS
from drift_data.store import Manifest, Store, Version
from drift_data.store.manifest import NAME
from drift_data.store.refs import check_tag

_CARD = "README.md"


@dataclass(frozen=True)
class Plan:
    """What a push would do.

    Attributes:
        version: what is pushed.
        repo: owner/name.
        config: the config that it becomes.
        private: of the repository, as it is or would be made.
        new: the repository would be made.
        parent: the commit that the new one would stand on; None where the repository is new.
        changes: files that the commit would hold; empty where all is there already.
        tags: that would be put on it.
        refusals: what is in the way.
    """

    version: Version
    repo: str
    config: str
    private: bool
    new: bool
    parent: str | None
    changes: Changes
    tags: list[str]
    refusals: list[Refusal]


@dataclass(frozen=True)
class Pushed:
    """What a push did.

    Attributes:
        plan: what it set out to do.
        commit: the commit that has the version.
        fresh: made just now; False where the version was there already.
    """

    plan: Plan
    commit: str
    fresh: bool


def config_of(dataset: str) -> str:
    """The config that a dataset becomes: iter1 for pairs-iter1, unless that is the name of another dataset of drift."""
    name = dataset.removeprefix("pairs-")
    return dataset if name in DATASETS else name


class Push:
    """A push of one version, planned and then done.

    Args:
        version: what to publish.
        store: where it is, and what it was made from.
        repo: owner/name.
        settings: what the project file says of publishing.
        private: make the repository private.
        public: data of private logs may be read by everyone.
        tag: a tag of the user's beside the version's id.
        tell: told of waits.

    Raises:
        DriftError: no such name or tag, private and public at once, or huggingface_hub is not installed.
    """

    def __init__(
        self,
        version: Version,
        store: Store,
        repo: str,
        settings: Hub,
        *,
        private: bool = False,
        public: bool = False,
        tag: str | None = None,
        tell: Tell = lambda _: None,
    ) -> None:
        if tag is not None:
            check_tag(tag)
        self.version = version
        self.store = store
        self.settings = settings
        self.config = config_of(version.dataset)
        self._private = private
        self._public = public
        self._tags = [version.id, *([tag] if tag is not None else [])]
        self._client = Client(repo, "dataset", tell)
        self._sources = sources_of(version, store)
        self._refusals: list[Refusal] | None = None

    def plan(self) -> Plan:
        """Read the version and the repository; nothing is written anywhere.

        Raises:
            DriftError: the version is damaged, the Hub cannot be asked, or a tag is taken.
        """
        return self._look()[0]

    def run(self) -> Pushed:
        """Do it. A run that was cut off goes on when it is started again: what is uploaded stays uploaded.

        Raises:
            DriftError: something is in the way, somebody else has committed meanwhile, or the Hub refuses.
        """
        plan, state, wanted = self._look()
        self._check(plan)
        if state is None:
            self._client.create(plan.private)
            # Somebody else may have made it at the same time, and for everyone to read.
            made, state, wanted = self._look()
            self._check(made)
            assert state is not None
        differs = self._changes(state, wanted)
        tags = self._client.tags()
        self._check_tags(tags, bool(differs))
        commit = tags.get(self.version.id, state.commit)  # later commits are about other configs
        if differs:
            commit = send(self._client, state, wanted, differs, f"{self.version}, {self.version.manifest.rows:,} rows")
        for tag in self._tags:
            if (tag != self.version.id or tag not in tags) and not self._client.tag(tag, commit):
                raise self._taken(tag)
        remember(self.store, self.version, Published(self._client.repo, self.config, commit))
        return Pushed(plan, commit, bool(differs))

    def _check(self, plan: Plan) -> None:
        if plan.refusals:
            raise refuse(str(self.version), plan.refusals)

    def _check_tags(self, there: Mapping[str, str], differs: bool) -> None:
        """Before anything is written: no tag of ours is on something else."""
        for tag in self._tags:
            if tag not in there:
                continue
            if tag == self.version.id:
                state = self._client.look(tag)  # an earlier commit that has this version too will do
                if state is None or self._changes(state, self._own_files()):
                    raise self._taken(tag)
            elif differs:
                raise self._taken(tag)

    def _look(self) -> tuple[Plan, State | None, dict[str, Content]]:
        if self._refusals is None:  # the version never changes
            if problems := self.store.verify(self.version):
                raise DriftError(
                    f"{self.version} is damaged.",
                    why="\n".join(problems[:5]),
                    fix=f"Remove {self.version.path} and run the command that made it again.",
                )
            self._refusals = inspect(self.version, self.store, self.settings)
        state = self._client.look()
        private = state.private if state else self._private
        wanted = self._wanted(state)
        plan = Plan(
            version=self.version,
            repo=self._client.repo,
            config=self.config,
            private=private,
            new=state is None,
            parent=state.commit if state else None,
            changes=self._changes(state, wanted),
            tags=self._new_tags(state),
            refusals=[*self._refusals, *self._visibility(state)],
        )
        return plan, state, wanted

    def _visibility(self, state: State | None) -> list[Refusal]:
        if state is not None and self._private and not state.private:
            return [
                Refusal(
                    f"{self._client.repo} is there already, and everyone can read it",
                    "Push to another repository, or make that one private in its settings.",
                )
            ]
        private = state.private if state else self._private
        ours = private_sources(self._sources, self.settings)
        return [private_refusal(ours)] if ours and not private and not self._public else []

    def _wanted(self, state: State | None) -> dict[str, Content]:
        files = self._own_files()
        there = None
        if state is not None and _CARD in state.files:
            there = self._client.read(_CARD, state.commit).decode(errors="replace")
        own = self.settings.licence
        config = Config(
            name=self.config,
            version=self.version,
            lineage=self.store.lineage(self.version),
            licences=[own] if own else licences(self._sources, self.settings),
            said=own is not None,
            rows_of_others=self._rows_of_others(state),
        )
        files[_CARD] = merged(self._client.repo, config, there).encode()
        return files

    def _own_files(self) -> dict[str, Content]:
        """Path in the repository -> file of the version."""
        names = [*(file.path for file in self.version.manifest.files), NAME]
        return {f"{self.config}/{name}": self.version.path / name for name in names}

    def _rows_of_others(self, state: State | None) -> Mapping[str, int]:
        rows = {}
        for path in state.files if state else ():
            place = PurePosixPath(path)
            if state is not None and place.name == NAME and len(place.parts) == 2 and place.parts[0] != self.config:
                try:
                    found = Manifest.model_validate_json(self._client.read(path, state.commit))
                except ValidationError:  # a file of that name that is not ours
                    continue
                rows[place.parts[0]] = found.rows
        return rows

    def _changes(self, state: State | None, wanted: Mapping[str, Content]) -> Changes:
        own = [path for path in (state.files if state else ()) if path.startswith(f"{self.config}/")]
        return changes(state, wanted, own)

    def _new_tags(self, state: State | None) -> list[str]:
        there = self._client.tags() if state is not None else {}
        return [tag for tag in self._tags if tag not in there]

    def _taken(self, tag: str) -> DriftError:
        repo = self._client.repo
        return DriftError(
            f"The tag {tag} of {repo} is on another commit.",
            fix=f"Give another --tag, or remove that one: hf repos tag delete {repo} {tag} --repo-type dataset",
        )
