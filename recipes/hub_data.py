"""Training data that a recipe names on the Hub: `data: hf://OWNER/NAME[/CONFIG][@REVISION]`."""

from __future__ import annotations

from drift_data.ingest.hub import parse
from drift_data.publish.client import Tell
from drift_data.publish.pull import pull
from drift_data.publish.push import config_of
from drift_data.store import Store, Version
from drift_data.store.refs import is_id


def hub_data(name: str, run: str, store: Store, tell: Tell) -> Version:
    """The version, brought into the store unless it is there. One that is named by its id is not asked for again.

    Args:
        name: hf://OWNER/NAME[/CONFIG][@REVISION].
        run: of several configs the one of this name is meant.

    Raises:
        DriftError: there is no such dataset, or several.
    """
    id_ = parse(name)
    if id_.revision is not None and is_id(id_.revision):
        for version in store.versions():
            if version.id == id_.revision and id_.config in (None, config_of(version.dataset)):
                return version
    (pulled,) = pull(name, store, tell, one=run)
    return pulled.version
