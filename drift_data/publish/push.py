"""Publish a version: its folder, byte for byte, as a config of a dataset repository of the Hub.

    README.md                    the card of the repository, see card.py
    iter1/                       the version `pairs-iter1`, as it lies in the store
        README.md, manifest.json, data/train-00000.parquet, ...
    iter2/                       ...

One commit for each version, on top of the one that was seen, with the version's id as a tag.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from pydantic import ValidationError

from drift_data.errors import DriftError
from drift_data.publish.card import Config, merged
from drift_data.publish.client import State
from drift_data.publish.guard import Refusal, inspect, licences, sources_of
from drift_data.publish.publication import Publication
from drift_data.publish.published import Published, remember
from drift_data.publish.send import Content
from drift_data.publish.settings import Hub
from drift_data.schema import DATASETS
from drift_data.store import Manifest, Store, Version
from drift_data.store.manifest import NAME


def config_of(dataset: str) -> str:
    """The config that a dataset becomes: iter1 for pairs-iter1, unless that is the name of another dataset of drift."""
    name = dataset.removeprefix("pairs-")
    return dataset if name in DATASETS else name


class Push(Publication):
    """A push of one version.

    Args:
        version: what to publish.
        store: where it is, and what it was made from.
        repo: owner/name.
        settings: what the project file says of publishing.
        options: private, public, tag and tell, see `Publication`.
    """

    kind = "dataset"

    def __init__(self, version: Version, store: Store, repo: str, settings: Hub, **options: Any) -> None:
        super().__init__(repo, str(version), version.id, sources_of(version, store), settings, **options)
        self.version = version
        self.store = store
        self.config = config_of(version.dataset)

    def refusals(self) -> list[Refusal]:
        if problems := self.store.verify(self.version):
            raise DriftError(
                f"{self.version} is damaged.",
                why="\n".join(problems[:5]),
                fix=f"Remove {self.version.path} and run the command that made it again.",
            )
        found = inspect(self.version, self.store, self.settings)
        if not self.version.manifest.rows:
            fix = f"`drift-data show {self.version.dataset} --dropped` shows where they went."
            found.append(Refusal("it has no rows, and `datasets` cannot load such a dataset", fix))
        return found

    def refusals_there(self, state: State) -> list[Refusal]:
        if not self.unwanted(state):
            return []
        found = self._manifest(f"{self.config}/{NAME}", state)
        if found is not None and found.dataset == self.version.dataset:
            return []
        what = found.dataset if found is not None else "files that drift did not put there"
        return [
            Refusal(
                f"the folder {self.config}/ of {self.client.repo} has {what}",
                "Push to another repository, or remove that folder there if nobody needs it.",
            )
        ]

    def own_files(self) -> dict[str, Content]:
        names = [*(file.path for file in self.version.manifest.files), NAME]
        return {f"{self.config}/{name}": self.version.path / name for name in names}

    def unwanted(self, state: State) -> list[str]:
        return [path for path in state.files if path.startswith(f"{self.config}/")]

    def card(self, state: State | None, there: str | None) -> str:
        own = self.settings.licence
        config = Config(
            name=self.config,
            version=self.version,
            lineage=self.store.lineage(self.version),
            licences=[own] if own else licences(self.sources, self.settings),
            said=own is not None,
            rows_of_others=self._rows_of_others(state),
        )
        return merged(self.client.repo, config, there)

    def remember(self, commit: str) -> None:
        remember(self.store, self.version, Published(self.client.repo, self.config, commit))

    def _rows_of_others(self, state: State | None) -> Mapping[str, int]:
        rows = {}
        for path in state.files if state else ():
            place = PurePosixPath(path)
            if state is not None and place.name == NAME and len(place.parts) == 2 and place.parts[0] != self.config:
                found = self._manifest(path, state)
                if found is not None:
                    rows[place.parts[0]] = found.rows
        return rows

    def _manifest(self, path: str, state: State) -> Manifest | None:
        """A manifest in the repository; None where there is none, or a file of that name that is not ours."""
        if path not in state.files:
            return None
        try:
            return Manifest.model_validate_json(self.client.read(path, state.commit))
        except ValidationError:
            return None
