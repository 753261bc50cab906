"""A run on disk: what it is made of, and where its parts are.

runs/<name>/
    recipe.yaml       every value of the recipe, as it was resolved
    spec.json         what the training process reads: the recipe, and where data and models are (`Spec`)
    manifest.json     what went in, as ids and digests: no path of the machine, no text of a log; `done` once it is
    metrics.jsonl     one JSON object per logged step: {"step": 10, "epoch": 0.3, "loss": ..., ...}
    tensorboard/      what TensorBoard shows, with `tracking: tensorboard`
    checkpoints/      what a killed run resumes from; removed when the run is done
    model/            the trained model, its tokenizer and chat template as they were, and a model card
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field

from drift_data.errors import DriftError
from drift_data.section import Section
from drift_recipes.recipe import Recipe


class Spec(Section):
    """What the training process needs to know."""

    name: str = Field(description="Of the run.")
    id: str = Field(description="16 hex digits of all that goes in; the same id is the same run.")
    recipe: Recipe = Field(description="Every value.")
    train: list[Path] = Field(description="Parquet files of the train split.")
    test: list[Path] = Field(description="Parquet files of the test split; empty where there is none.")
    start: Path = Field(description="Folder of the model that training starts from.")
    reference: Path = Field(description="Folder of the reference model.")
    reference_identity: str = Field(description="Revision of the reference, or digest of its weights.")
    cache: Path = Field(description="Where log-probabilities of the reference are kept, for later runs too.")
    trust_remote_code: bool = Field(False, description="Run code that the model repository brings.")


#: In a checkpoint that is whole.
WHOLE = "whole"


@dataclass(frozen=True)
class Run:
    """The folder of a run."""

    folder: Path

    @property
    def spec_file(self) -> Path:
        return self.folder / "spec.json"

    @property
    def metrics(self) -> Path:
        return self.folder / "metrics.jsonl"

    @property
    def layout(self) -> Path:
        """How accelerate spreads it over devices; not there for a single process."""
        return self.folder / "accelerate.yaml"

    @property
    def tensorboard(self) -> Path:
        return self.folder / "tensorboard"

    @property
    def checkpoints(self) -> Path:
        return self.folder / "checkpoints"

    @property
    def model(self) -> Path:
        return self.folder / "model"

    @property
    def manifest(self) -> dict[str, Any]:
        """What went in, and whether it is done.

        Raises:
            DriftError: there is none, or it is damaged.
        """
        path = self.folder / "manifest.json"
        try:
            found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise DriftError(
                f"{self.folder} is not a run: {path.name} is missing or damaged.",
                fix="`drift-train ls` lists the runs.",
            ) from error
        return found

    @property
    def done(self) -> bool:
        """The model is whole."""
        return (self.folder / "manifest.json").is_file() and bool(self.manifest.get("done"))

    @property
    def begun(self) -> bool:
        """There is something that a killed run would go on from, or a model."""
        return self.done or any(self.checkpoints.glob("checkpoint-*"))

    @property
    def resumable(self) -> bool:
        """There is a whole checkpoint to go on from."""
        return any(self.checkpoints.glob(f"checkpoint-*/{WHOLE}"))

    def note(self, **facts: Any) -> None:
        """Lay facts over the manifest, which is whole at any moment."""
        aside = self.folder / "manifest.json.new"
        text = json.dumps({**self.manifest, **facts}, indent=2, sort_keys=True, ensure_ascii=False)
        aside.write_text(text + "\n", encoding="utf-8")
        aside.replace(self.folder / "manifest.json")

    def spec(self) -> Spec:
        """What the training process reads.

        Raises:
            DriftError: there is none, or it is damaged.
        """
        try:
            return Spec.model_validate_json(self.spec_file.read_bytes())
        except (OSError, ValueError) as error:
            raise DriftError(
                f"{self.spec_file} is missing or damaged.", fix="Start the run again with `drift-train recipe`."
            ) from error
