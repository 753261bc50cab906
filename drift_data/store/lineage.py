"""What a version was made from, all the way back."""

from __future__ import annotations

from dataclasses import dataclass

from drift_data.store.version import Version


@dataclass(frozen=True)
class Lineage:
    """A version and, by role, those it was made from; `known` is False where the store does not have it."""

    version: Version
    known: bool
    parents: dict[str, Lineage]
