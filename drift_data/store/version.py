"""A version: one immutable directory of the store."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from drift_data.store.manifest import Manifest, read_manifest


@dataclass(frozen=True)
class Version:
    """A dataset as it was made once; `str(version)` is "dataset@id", a reference that never moves."""

    dataset: str
    id: str
    path: Path

    @cached_property
    def manifest(self) -> Manifest:
        """Read once.

        Raises:
            DriftError: missing or damaged.
        """
        return read_manifest(self.path)

    def files(self, split: str = "train") -> list[Path]:
        """The Parquet files of a split, in the order of their rows."""
        return sorted((self.path / "data").glob(f"{split}-*.parquet"))

    def __str__(self) -> str:
        return f"{self.dataset}@{self.id}"
