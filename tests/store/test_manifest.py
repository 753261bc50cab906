from __future__ import annotations

import json
from pathlib import Path

import pytest
from store_worker import step

from drift_data.errors import DriftError
from drift_data.store import Store
from drift_data.store.manifest import read_manifest


def test_text_is_canonical_and_read_back(store: Store) -> None:
    version = store.make(step(greeting="Grüße")).version
    text = (version.path / "manifest.json").read_text()
    assert version.manifest.text() == text
    assert text == json.dumps(json.loads(text), sort_keys=True, indent=2) + "\n"
    assert version.manifest.parameters["greeting"] == "Grüße"


def test_nothing_of_the_machine_or_the_time(tmp_path: Path) -> None:
    texts = []
    for place in ("one", "other"):
        version = Store(tmp_path / place).make(step()).version
        texts.append((version.path / "manifest.json").read_text() + (version.path / "README.md").read_text())
    assert texts[0] == texts[1]
    assert str(tmp_path) not in texts[0]


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"\xff\xfe", b'{"dataset": 1}'])
def test_damaged(store: Store, damage: bytes) -> None:
    version = store.make(step()).version
    (version.path / "manifest.json").write_bytes(damage)
    with pytest.raises(DriftError, match="missing or damaged"):
        read_manifest(version.path)


def test_one_field_gone_is_named(store: Store) -> None:
    version = store.make(step()).version
    content = json.loads((version.path / "manifest.json").read_text())
    del content["parents"]
    (version.path / "manifest.json").write_text(json.dumps(content))
    with pytest.raises(DriftError, match="parents"):
        read_manifest(version.path)


def test_missing(tmp_path: Path) -> None:
    with pytest.raises(DriftError, match="missing or damaged"):
        read_manifest(tmp_path)
