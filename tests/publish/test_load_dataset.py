"""What `datasets` makes of a repository, and drift of what others published; in processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hub_server import TOKEN, HubServer
from toy_versions import pair_rows

from drift_data.publish.push import Push
from drift_data.publish.settings import Hub
from drift_data.store import Store, Version

Make = Callable[..., Version]
_LOAD = """
import json, sys
from datasets import load_dataset
def rows(*args, **more):
    try:
        return {split: len(data) for split, data in load_dataset(*args, **more).items()}
    except ValueError as error:
        return str(error)
print(json.dumps([rows(*args, **more) for args, more in json.loads(sys.argv[1])]))
"""


def process(hub: HubServer, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | hub.environment(home, TOKEN)
    return subprocess.run(words, env=environment, capture_output=True, text=True, timeout=120)


def test_by_config_and_by_revision(hub: HubServer, store: Store, make: Make, tmp_path: Path) -> None:
    old, second, new = make(rows=8, test=2), make("iter2", rows=5), make(rows=9)
    for version in (old, second, new):
        Push(version, store, "owner/pairs", Hub(), private=True).run()
    asked = [
        (["owner/pairs", "iter2"], {}),
        (["owner/pairs", "iter1"], {}),
        (["owner/pairs", "iter1"], {"revision": old.id}),
        (["owner/pairs"], {"revision": old.id}),
        (["owner/pairs"], {}),
    ]
    done = process(hub, tmp_path / "home", sys.executable, "-c", _LOAD, json.dumps(asked))
    assert done.returncode == 0, done.stderr
    *found, refused = json.loads(done.stdout.splitlines()[-1])
    assert found == [{"train": 5}, {"train": 9}, {"train": 6, "test": 2}, {"train": 6, "test": 2}]
    assert "iter1" in refused and "iter2" in refused


def test_the_example(store: Store, make: Make) -> None:
    make(rows=4)
    script = Path(__file__).parents[2] / "examples" / "publish.py"
    done = subprocess.run(
        [sys.executable, str(script), str(store.root), "pairs-iter1"], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "demo/pairs (new, private)" in done.stdout and "num_rows: 4" in done.stdout


@pytest.fixture
def foreign(hub: HubServer) -> HubServer:
    """Two datasets that drift did not make."""
    rows = [{key: row[key] for key in ("prompt", "chosen", "rejected")} | {"score": 0.5} for row in pair_rows(6)]
    rows[3]["chosen"] = rows[3]["rejected"]
    lines = "".join(json.dumps(row) + "\n" for row in rows).encode()
    hub.create("Other/Prefs_1")
    hub.push("Other/Prefs_1", {"data/train.jsonl": lines, "data/test.jsonl": lines[: lines.index(b"\n") + 1]})
    hub.create("other/chats")
    hub.push("other/chats", {"train.jsonl": b'{"conversation": "hi"}\n'})
    return hub


def test_somebody_elses_dataset(foreign: HubServer, store: Store, tmp_path: Path) -> None:
    program = str(Path(sys.executable).with_name("drift-data"))
    done = process(foreign, tmp_path / "home", program, "pull", "Other/Prefs_1", "--store", str(store.root))
    assert done.returncode == 0, done.stderr
    version = store.find("external-other-prefs_1")
    assert version.manifest.splits == {"train": 6, "test": 1} and store.verify(version) == []
    assert [column.name for column in version.manifest.columns] == ["prompt", "chosen", "rejected", "score"]
    assert "has faults: chosen and rejected are the same (1)" in done.stderr
    refused = process(foreign, tmp_path / "home", program, "pull", "other/chats", "--store", str(store.root))
    assert refused.returncode == 1
    assert "has no chosen and no rejected" in refused.stderr and "drift-data mine hf://other/chats" in refused.stderr
