"""What the references call each version."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drift_data.store import Store


def names_of(store: Store) -> dict[str, list[str]]:
    """`latest` and tags, by "dataset@id" of each version that has any."""
    names: dict[str, list[str]] = {}
    for reference, version in store.refs().items():
        names.setdefault(str(version), []).append(reference.partition("@")[2] or "latest")
    return names
