"""What every push does, of a dataset's version or of a model: look, refuse, one commit, tags."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace

from drift_data.errors import DriftError
from drift_data.publish.client import Client, Kind, State, Tell
from drift_data.publish.guard import Refusal, private_refusal, private_sources, refuse
from drift_data.publish.send import Changes, Content, changes, send
from drift_data.publish.settings import Hub
from drift_data.store.refs import check_tag


@dataclass(frozen=True)
class Plan:
    """What a push would do.

    Attributes:
        what: is pushed: a version, or a run.
        repo: owner/name.
        private: of the repository, as it is or would be made.
        new: the repository would be made.
        parent: the commit that the new one would stand on; None where the repository is new.
        changes: files that the commit would hold; empty where all is there already.
        tags: that would be put on it.
        refusals: what is in the way.
    """

    what: str
    repo: str
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
        commit: the commit that has it.
        fresh: made just now; False where all was there already.
    """

    plan: Plan
    commit: str
    fresh: bool


class Publication(ABC):
    """A push, planned and then done.

    Args:
        what: is pushed, for messages and for the commit.
        id_: of it, 16 hex digits; becomes a tag.
        sources: names of the logs that it is made from.
        settings: what the project file says of publishing.
        private: make the repository private.
        public: what comes from private logs may be read by everyone.
        tag: a tag of the user's beside the id.
        tell: told of waits.

    Raises:
        DriftError: no such name or tag, or huggingface_hub is not installed.
    """

    kind: Kind

    def __init__(
        self,
        repo: str,
        what: str,
        id_: str,
        sources: list[str],
        settings: Hub,
        *,
        private: bool = False,
        public: bool = False,
        tag: str | None = None,
        tell: Tell = lambda _: None,
    ) -> None:
        if tag is not None:
            check_tag(tag)
        if tag == "main":
            raise DriftError("A tag cannot be called main: that is the branch.", fix="Give another --tag.")
        self.what = what
        self.id = id_
        self.sources = sources
        self.settings = settings
        self.client = Client(repo, self.kind, tell)
        self._private = private
        self._public = public
        self._tags = [id_, *([tag] if tag is not None else [])]
        self._refusals: list[Refusal] | None = None

    @abstractmethod
    def refusals(self) -> list[Refusal]:
        """What is in the way of publishing it anywhere; DriftError where it is damaged."""

    @abstractmethod
    def refusals_there(self, state: State) -> list[Refusal]:
        """What is in the way in this repository."""

    @abstractmethod
    def own_files(self) -> dict[str, Content]:
        """Path in the repository -> file of what is pushed."""

    @abstractmethod
    def card(self, state: State | None, there: str | None) -> str:
        """README.md of the repository, given the one that is there."""

    @abstractmethod
    def unwanted(self, state: State) -> list[str]:
        """Files in the repository that go, unless they are among those of the commit."""

    @abstractmethod
    def remember(self, commit: str) -> None:
        """Write down where it is."""

    def plan(self) -> Plan:
        """Look at what is pushed and at the repository; nothing is written anywhere.

        Raises:
            DriftError: what is pushed is damaged, or the Hub cannot be asked.
        """
        plan, _, _, tags = self._look()
        taken = self._taken(tags, bool(plan.changes))
        return replace(plan, refusals=[*plan.refusals, *taken])

    def run(self) -> Pushed:
        """Do it. A run that was cut off goes on when it is started again: what is uploaded stays uploaded.

        Raises:
            DriftError: something is in the way, a tag is taken, somebody else has committed meanwhile, the Hub refuses.
        """
        plan, state, wanted, tags = self._look()
        self._check(plan)
        if state is None:
            self.client.create(plan.private)
            # Somebody else may have made it at the same time, and for everyone to read.
            made, state, wanted, tags = self._look()
            self._check(made)
            assert state is not None
        differs = changes(state, wanted, self.unwanted(state))
        for taken in self._taken(tags, bool(differs)):
            raise DriftError(taken.what, fix=taken.fix)
        commit = tags.get(self.id, state.commit)  # later commits are about something else
        if differs:
            commit = send(self.client, state, wanted, differs, self.what)
        for tag in self._tags:
            if (tag != self.id or tag not in tags) and not self.client.tag(tag, commit):
                taken = self._on_another(tag)
                raise DriftError(taken.what, fix=taken.fix)
        self.remember(commit)
        return Pushed(plan, commit, bool(differs))

    def _look(self) -> tuple[Plan, State | None, dict[str, Content], dict[str, str]]:
        if self._refusals is None:  # what is pushed does not change
            self._refusals = self.refusals()
        try:
            state = self.client.look()
        except DriftError as error:
            if self._refusals:  # more to the point than a Hub that cannot be asked
                raise refuse(self.what, self._refusals) from error
            raise
        there = None
        if state is not None and "README.md" in state.files:
            there = self.client.read("README.md", state.commit).decode(errors="replace")
        wanted = self.own_files() | {"README.md": self.card(state, there).encode()}
        tags = self.client.tags() if state is not None else {}
        plan = Plan(
            what=self.what,
            repo=self.client.repo,
            private=state.private if state else self._private,
            new=state is None,
            parent=state.commit if state else None,
            changes=changes(state, wanted, self.unwanted(state) if state else ()),
            tags=[tag for tag in self._tags if tag not in tags],
            refusals=[*self._refusals, *self._visibility(state), *(self.refusals_there(state) if state else ())],
        )
        return plan, state, wanted, tags

    def _visibility(self, state: State | None) -> list[Refusal]:
        if state is not None and self._private and not state.private:
            return [
                Refusal(
                    f"{self.client.repo} is there already, and everyone can read it",
                    "Push to another repository, or make that one private in its settings.",
                )
            ]
        private = state.private if state else self._private
        ours = private_sources(self.sources, self.settings)
        return [private_refusal(ours)] if ours and not private and not self._public else []

    def _check(self, plan: Plan) -> None:
        if plan.refusals:
            raise refuse(self.what, plan.refusals)

    def _taken(self, there: Mapping[str, str], differs: bool) -> list[Refusal]:
        """Tags of ours that are on something else."""
        taken = []
        for tag in self._tags:
            if tag not in there:
                continue
            if tag == self.id:
                state = self.client.look(tag)  # an earlier commit that has the same files will do
                if state is None or changes(state, self.own_files()):
                    taken.append(tag)
            elif differs:
                taken.append(tag)
        return [self._on_another(tag) for tag in taken]

    def _on_another(self, tag: str) -> Refusal:
        repo = self.client.repo
        kind = "" if self.kind == "model" else f" --repo-type {self.kind}"
        return Refusal(
            f"The tag {tag} of {repo} is on another commit.",
            f"Give another --tag, or remove that one: hf repos tag delete {repo} {tag}{kind}",
        )
