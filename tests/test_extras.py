"""What brings a package that is missing."""

from __future__ import annotations

import json
from importlib import metadata
from types import SimpleNamespace
from typing import Any

import pytest

from drift_data.errors import DriftError
from drift_data.extras import install, need


@pytest.mark.parametrize(
    ("about", "line"),
    [
        (None, 'pip install "drift-llm[fit]"'),
        ({"url": "https://example.org/drift.zip"}, 'pip install "drift-llm[fit]"'),
        ({"url": "file:///home/me/my%20drift", "dir_info": {}}, 'pip install "/home/me/my drift[fit]"'),
        ({"url": "file:///src", "dir_info": {"editable": True}}, 'pip install -e "/src[fit]"'),
    ],
)
def test_an_extra_comes_from_where_drift_does(monkeypatch: pytest.MonkeyPatch, about: Any, line: str) -> None:
    read = SimpleNamespace(read_text=lambda name: None if about is None else json.dumps(about))
    monkeypatch.setattr(metadata, "distribution", lambda name: read)
    assert install("fit") == line


def test_a_missing_package_is_named() -> None:
    with pytest.raises(DriftError, match="needs the package no_such_package") as fault:
        need("no_such_package", "fit")
    assert fault.value.fix == install("fit")
