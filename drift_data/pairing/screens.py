"""Finds the tests in `before/` and `after/` and puts them in order."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import Literal

from drift_data.pairing.screen import Screen
from drift_data.pairing.settings import Pair
from drift_data.sample.policy import Policy


def load_screens(when: Literal["before", "after"], pair: Pair, policy: Policy) -> list[tuple[str, Screen]]:
    """(name, test) of all that are switched on, by their ORDER. Each is fresh: it has seen no row yet."""
    package = import_module(f"drift_data.pairing.{when}")
    names = [module.name for module in pkgutil.iter_modules(package.__path__)]
    modules = sorted(
        (import_module(f"{package.__name__}.{name}") for name in names), key=lambda m: (m.ORDER, m.__name__)
    )
    built = [(module.__name__.rpartition(".")[2].replace("_", " "), module.build(pair, policy)) for module in modules]
    return [(name, screen) for name, screen in built if screen is not None]
