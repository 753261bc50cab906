"""Publish the model of a run as a model repository of the Hub: one commit, the run's id as a tag."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from drift_data.errors import DriftError
from drift_data.publish.card import CITATION, join_card, marked, put, split_card, united
from drift_data.publish.client import State
from drift_data.publish.guard import UNKNOWN, Refusal, forbidden, sources_of
from drift_data.publish.publication import Publication
from drift_data.publish.published import published
from drift_data.publish.send import Content
from drift_data.publish.settings import Hub
from drift_data.store import Store, Version
from drift_recipes.spec import Run

#: Where it says in the folder of a run which repository has the model.
HUB_FILE = "hub.json"
#: Of drift's section in the card. A repository whose card has it holds a model that drift put there.
_MARK = "model"
#: What a repository may have that a push does not replace: the text of a card stays.
_HARMLESS = {".gitattributes", "README.md"}
_WEIGHTS = (".safetensors", ".index.json")
_LIMITATIONS = """## Limitations

- It was trained to answer as users of one deployment wanted, as far as what they said next tells. That is not the truth
  of an answer, nor its safety.
- What it learnt from is text of users and of models. It may have kept parts of it.
"""


class ModelPush(Publication):
    """A push of a model.

    Args:
        run: that is done.
        store: with the pairs that it was trained on, to know their logs.
        repo: owner/name.
        settings: what the project file says of publishing.
        options: private, public, tag and tell, see `Publication`.
    """

    kind = "model"

    def __init__(self, run: Run, store: Store, repo: str, settings: Hub, **options: Any) -> None:
        if not run.done:
            raise DriftError(f"The run {run.folder} is not done.", fix=f"drift-train resume {run.folder}")
        about = run.manifest
        self.run_ = run
        self.store = store
        self.data = _data(about, store)
        sources = _sources(run, store)
        super().__init__(repo, f"{about['name']}@{about['id']}", str(about["id"]), sources, settings, **options)

    def refusals(self) -> list[Refusal]:
        return forbidden(self.sources, self.settings)

    def refusals_there(self, state: State) -> list[Refusal]:
        if not state.files.keys() - _HARMLESS:
            return []
        if "README.md" in state.files:
            there = self.client.read("README.md", state.commit).decode(errors="replace")
            if marked(there, _MARK):
                return []
        return [
            Refusal(
                f"{self.client.repo} has files that drift did not put there, and a push would replace them",
                "Push to another repository, or empty that one if nobody needs what it has.",
            )
        ]

    def own_files(self) -> dict[str, Content]:
        model = self.run_.model
        files = {path.relative_to(model).as_posix(): path for path in sorted(model.rglob("*")) if path.is_file()}
        return {name: path for name, path in files.items() if name != "README.md"}

    def unwanted(self, state: State) -> list[str]:
        return [path for path in state.files if "/" not in path and path.endswith(_WEIGHTS)]

    def card(self, state: State | None, there: str | None) -> str:
        own, text = split_card(str(self.run_.model), (self.run_.model / "README.md").read_text(encoding="utf-8"))
        metadata, kept = split_card(self.client.repo, there)
        tags = [*united(own.pop("tags", None), []), "preference", "trl"]  # its method is among its own
        made = metadata | {key: value for key, value in own.items() if key not in metadata}
        made["tags"] = united(metadata.get("tags"), tags)
        base = self.run_.spec().recipe.base
        if (
            base is not None
            and base.count("/") == 1
            and not base.startswith((".", "/", "~"))
            and not Path(base).exists()
        ):
            made.setdefault("base_model", base)
        if self.data is not None and (where := published(self.store, self.data)):
            made["datasets"] = united(metadata.get("datasets"), [one.repo for one in where])
        if self.settings.model_licence is not None:
            made["license"] = self.settings.model_licence
        kept = put(kept, _MARK, text, before="about")
        return join_card(made, put(kept, "about", f"{_LIMITATIONS}\n{CITATION}"))

    def remember(self, commit: str) -> None:
        path = self.run_.folder / HUB_FILE
        aside = path.with_suffix(".new")
        aside.write_text(json.dumps({"repo": self.client.repo, "commit": commit}, indent=2) + "\n", encoding="utf-8")
        aside.replace(path)


def _sources(run: Run, store: Store) -> list[str]:
    """The logs that a model learnt from, in the rounds before too, sorted."""
    found = set[str]()
    rounds = [run]
    for one in rounds:
        data = _data(one.manifest, store)
        found |= set(sources_of(data, store)) if data is not None else {UNKNOWN}
        after, before = one.manifest.get("after"), _before(one)
        if after and (before is None or before.manifest["id"] != after.rpartition("@")[2]):
            found.add(UNKNOWN)  # that run is gone, or another one has its name
        elif before is not None and before not in rounds:
            rounds.append(before)
    return sorted(found)


def _before(run: Run) -> Run | None:
    """The run whose model a run went on with, named or given as a path; None where there is none, or it is gone."""
    after, start = run.manifest.get("after"), run.spec().start
    if after:
        before = Run(run.folder.parent / after.rpartition("@")[0])
    elif start.name == run.model.name:
        before = Run(start.parent)
    else:
        return None
    return before if (before.folder / "manifest.json").is_file() else None


def _data(about: dict[str, Any], store: Store) -> Version | None:
    """The pairs of a run, where the store still has them."""
    name = str(about["inputs"]["data"])
    return next((one for one in store.versions(name.partition("@")[0]) if str(one) == name), None)
