"""Optional packages: imported when needed, and named with the extra that brings them when they are missing."""

from __future__ import annotations

import importlib
from typing import Any

from drift_data.errors import DriftError

DISTRIBUTION = "drift-llm"


def need(module: str, extra: str) -> Any:
    """Import an optional package.

    Raises:
        DriftError: it is not installed; says the pip line that installs it.
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name != module:
            raise
        raise DriftError(f"This needs the package {module}.", fix=f'pip install "{DISTRIBUTION}[{extra}]"') from error
