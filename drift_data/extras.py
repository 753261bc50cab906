"""Optional packages: imported when needed, and named with the extra that brings them when they are missing."""

from __future__ import annotations

import importlib
import json
from importlib import metadata
from typing import Any
from urllib.parse import unquote, urlsplit

from drift_data.errors import DriftError

DISTRIBUTION = "drift-llm"


def install(extra: str) -> str:
    """The pip line that brings an extra: from where drift itself was installed, a checkout perhaps."""
    try:
        about = json.loads(metadata.distribution(DISTRIBUTION).read_text("direct_url.json") or "{}")
    except (metadata.PackageNotFoundError, ValueError):
        about = {}
    url = str(about.get("url", ""))
    if not url.startswith("file://"):
        return f'pip install "{DISTRIBUTION}[{extra}]"'
    where = unquote(urlsplit(url).path)
    editable = "-e " if about.get("dir_info", {}).get("editable") else ""
    return f'pip install {editable}"{where}[{extra}]"'


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
        raise DriftError(f"This needs the package {module}.", fix=install(extra)) from error
