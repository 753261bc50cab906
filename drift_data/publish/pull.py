"""Bring a dataset of the Hub into the store: versions as they were, or somebody else's dataset as a version of its own.

What comes is not believed: a version must be what its manifest says, byte for byte, and its manifest must give its id.
"""

from __future__ import annotations

import glob
import re
import shutil
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pydantic import ValidationError

from drift_data.errors import DriftError
from drift_data.ingest.hub import parse
from drift_data.pairing.check import Report, check
from drift_data.publish.client import Client, State, Tell
from drift_data.publish.external import bring_external
from drift_data.publish.published import Published, remember
from drift_data.store import Manifest, Store, Version
from drift_data.store.disk import sync_tree
from drift_data.store.manifest import NAME
from drift_data.store.refs import check_dataset, is_id
from drift_data.store.verify import problems

#: Folders that can be a config.
_CONFIG = re.compile(r"[a-z0-9][a-z0-9._-]*")


@dataclass(frozen=True)
class Pulled:
    """What came.

    Attributes:
        version: now in the store, and its dataset's latest.
        fresh: it was not there before.
        where: repository, config and commit that it came from.
        report: what `drift-data check` says, of a dataset that drift did not make; None of drift's own.
    """

    version: Version
    fresh: bool
    where: Published
    report: Report | None


def pull(name: str, store: Store, tell: Tell = lambda _: None, one: str | None = None) -> list[Pulled]:
    """Bring in the versions of a repository, or its one dataset where drift did not make it.

    Args:
        name: OWNER/NAME[/CONFIG][@REVISION], with or without hf:// before it. A revision that is a version's id brings
            that version; without a config all are brought.
        store: where they go.
        tell: told of waits.
        one: bring one version only, of several the config of this name.

    Raises:
        DriftError: there is no such thing, or several where one is wanted; it is not what its manifest says, or it is
            no preference dataset.
    """
    id_ = parse(name if name.startswith("hf://") else f"hf://{name}")
    client = Client(id_.repo, "dataset", tell)
    state = client.look(id_.revision)
    if state is None:
        raise DriftError(
            f"There is no dataset {id_.repo} on the Hub, or it is private.",
            fix="Check the name. A private one wants a token: hf auth login, or HF_TOKEN.",
        )
    manifests = _manifests(client, state)
    if not manifests:
        return [_external(client, state, id_.config, store)]
    wanted = {
        config: about
        for config, about in manifests.items()
        if (id_.config is None or config == id_.config)
        and (id_.revision is None or not is_id(id_.revision) or about.id == id_.revision)
    }
    if one is not None and len(wanted) > 1:
        wanted = {config: about for config, about in wanted.items() if config == one}
    if not wanted:
        known = ", ".join(f"{config or '(the repository)'} ({about.id})" for config, about in manifests.items())
        raise DriftError(
            f"{name} is not one version.", why=f"There is: {known}.", fix="Name one of them: OWNER/NAME/CONFIG."
        )
    return [_version(client, state, config, about, store, tell) for config, about in sorted(wanted.items())]


def _manifests(client: Client, state: State) -> dict[str, Manifest]:
    """Config -> manifest of each version; config "" is a repository that is a version itself."""
    found = {}
    for path in state.files:
        place = PurePosixPath(path)
        config = "" if path == NAME else place.parts[0]
        if place.name != NAME or len(place.parts) > 2 or (config and not _CONFIG.fullmatch(config)):
            continue
        try:
            found[config] = Manifest.model_validate_json(client.read(path, state.commit))
        except ValidationError:  # a file of that name that is not ours
            continue
    return found


def _version(client: Client, state: State, config: str, about: Manifest, store: Store, tell: Tell) -> Pulled:
    prefix = f"{config}/" if config else ""
    check_dataset(about.dataset)
    if not is_id(about.id):
        raise DriftError(f"{client.repo} has a manifest with an id that is none.")
    bad = [file.path for file in about.files if not _is_inside(file.path)]
    if bad:
        raise DriftError(f"The manifest of {about.id} in {client.repo} names files outside of it.", why=ascii(bad[0]))
    names = [f"{prefix}{file}" for file in (*(one.path for one in about.files), NAME)]

    def fill(folder: Path) -> Path:
        client.download([glob.escape(name) for name in names], state.commit, folder)
        whole = folder / config if config else folder
        shutil.rmtree(folder / ".cache", ignore_errors=True)  # of the client's: what it has fetched so far
        if faults := problems(Version(about.dataset, about.id, whole)):
            shutil.rmtree(folder)
            raise DriftError(
                f"What came from {client.repo} is not what its manifest says.",
                why="\n".join(faults[:5]),
                fix="Run the same command again; if it stays so, the repository was changed by other means than drift.",
            )
        sync_tree(whole)
        return whole

    made = store.adopt(about.dataset, about.id, fill, lambda holder: tell(f"{holder} is at this; waiting for it"))
    if not made.fresh and (made.version.path / NAME).read_bytes() != about.text().encode():
        tell(f"{made.version} is in the store already, with other bytes of the same rows; that one stays")
    where = Published(client.repo, config or None, state.commit)
    remember(store, made.version, where)
    return Pulled(made.version, made.fresh, where, None)


def _is_inside(path: str) -> bool:
    parts = path.split("/")
    return bool(path) and "\\" not in path and not any(part in ("", ".", "..") or part[0] == "." for part in parts)


def _external(client: Client, state: State, config: str | None, store: Store) -> Pulled:
    made = bring_external(client.repo, config, state.commit, store)
    where = Published(client.repo, config, state.commit)
    remember(store, made.version, where)
    return Pulled(made.version, made.fresh, where, check(made.version))
