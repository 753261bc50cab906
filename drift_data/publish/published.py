"""Where on the Hub each version is: a small file beside the store's versions, which themselves never change."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from drift_data.errors import DriftError
from drift_data.store import Store, Version
from drift_data.store.disk import replace_text

_FOLDER = "hub"


@dataclass(frozen=True)
class Published:
    """A version on the Hub.

    Attributes:
        repo: owner/name.
        config: the config that it is there; None where the repository is that version alone.
        commit: that has it.
    """

    repo: str
    config: str | None
    commit: str


def published(store: Store, version: Version) -> list[Published]:
    """Where a version was pushed to, or pulled from; sorted by repository.

    Raises:
        DriftError: the file is damaged.
    """
    path = _file(store, version)
    try:
        return [Published(**one) for one in json.loads(path.read_text(encoding="utf-8"))]
    except FileNotFoundError:
        return []
    except (ValueError, TypeError) as error:
        raise DriftError(f"{path} is damaged.", fix=f"Remove it; a push of {version} writes it again.") from error


def remember(store: Store, version: Version, where: Published) -> None:
    """Write down where a version is; of one repository the last commit counts."""
    others = [one for one in published(store, version) if (one.repo, one.config) != (where.repo, where.config)]
    known = sorted([*others, where], key=lambda one: (one.repo, one.config or ""))
    path = _file(store, version)
    path.parent.mkdir(exist_ok=True)
    replace_text(path, json.dumps([asdict(one) for one in known], indent=2) + "\n", path.parent)


def _file(store: Store, version: Version) -> Path:
    return store.root / _FOLDER / f"{version}.json"
