from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from store_worker import SCHEMA, rows, step

from drift_data.store import ParquetSink, Store, Version

DATA = "data/train-00000.parquet"


def _edit(change: Callable[[dict[str, object]], object]) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        content = json.loads((folder / "manifest.json").read_text())
        change(content)
        (folder / "manifest.json").write_text(json.dumps(content))

    return damage


def _flip(folder: Path) -> None:
    data = bytearray((folder / DATA).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / DATA).write_bytes(data)


def _other_rows(folder: Path) -> None:
    shutil.rmtree(folder / "data")
    with ParquetSink(folder, SCHEMA) as sink:
        sink.write(rows(range(99)))


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda folder: (folder / "manifest.json").unlink(), "manifest.json is missing or damaged: No such file"),
        (lambda folder: (folder / "manifest.json").write_text("{"), "manifest.json is missing or damaged"),
        (lambda folder: (folder / "rejects" / "lines").unlink(), "rejects/lines is missing"),
        (lambda folder: (folder / "README.md").write_text("x"), "README.md was changed"),
        (lambda folder: (folder / "data" / "more.txt").write_text("x"), "data/more.txt does not belong there"),
        (lambda folder: (folder / DATA).unlink(), f"{DATA} is missing"),
        (lambda folder: (folder / DATA).write_bytes(b"PAR1"), "data holds a file that is not Parquet"),
        (_flip, f"{DATA} was changed"),
        (_other_rows, "the Parquet files hold {'train': 99}, manifest.json says {'train': 100}"),
        (_edit(lambda content: content.update(code="1" * 16)), "what it says went in does not give the id"),
        (_edit(lambda content: content.update(dataset="other")), "manifest.json is that of other@"),
    ],
)
def test_damage_is_found(store: Store, damage: Callable[[Path], object], says: str) -> None:
    version = store.make(step()).version
    assert store.verify(version) == []
    damage(version.path)
    assert any(says in problem for problem in store.verify(Version(version.dataset, version.id, version.path)))
