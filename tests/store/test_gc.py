from __future__ import annotations

from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest
from store_worker import make_many, make_until, step

from drift_data.errors import DriftError
from drift_data.store import Store


def test_what_a_reference_reaches_stays(store: Store) -> None:
    logs = store.make(step(range(3), dataset="logs")).version
    old = store.make(step(range(4), dataset="mined", parents={"logs": logs})).version
    tagged = store.make(step(range(5), dataset="mined")).version
    store.tag("mined", "keep")
    latest = store.make(step(range(6), dataset="mined")).version
    store.make(step(range(7), dataset="logs"))
    store.make(step(range(8), dataset="pairs", parents={"mined": old}))  # reaches `old`, and by it `logs`
    assert store.gc() == []
    store.make(step(range(9), dataset="pairs"))
    planned = store.gc(dry_run=True)
    assert {old.path, logs.path, tagged.path} & {item.path for item in planned} == {old.path, logs.path}
    assert len(planned) == 3
    assert all(item.bytes > 1000 and item.why == "no reference reaches it" for item in planned)
    assert old.path.is_dir()
    assert store.gc() == planned
    assert not old.path.exists()
    assert [store.verify(version) for version in store.versions()] == [[], [], [], []]
    assert {latest, tagged} <= set(store.versions())
    assert list((store.root / "tmp").iterdir()) == []
    assert store.gc() == []


def test_labels_of_people_stay(store: Store) -> None:
    own = store.make(step(range(3), dataset="labels")).version
    store.make(step(range(4), dataset="labels"))  # such as those of others, pulled from the Hub
    assert store.gc() == [] and own.path.is_dir()


def test_what_a_killed_run_left(store: Store) -> None:
    version = store.make(step()).version
    for name in (f"{version}.0123456789abcdef", "numbers.0123456789abcdef", "trash.0123456789abcdef"):
        (store.root / "tmp" / name).mkdir()
        (store.root / "tmp" / name / "x").write_text("12345")
    (store.root / "tmp" / "numbers@v1.0123456789abcdef").write_text("123")
    (store.root / "locks" / str(version)).write_text("")
    assert sorted(item.bytes for item in store.gc()) == [3, 5, 5, 5]
    assert list((store.root / "tmp").iterdir()) == []
    assert store.verify(version) == []


def test_a_damaged_manifest_on_the_way_stops_it(store: Store) -> None:
    parent = store.make(step(dataset="parent")).version
    child = store.make(step(parents={"parent": parent})).version
    (store.root / "refs" / "parent").unlink()
    (child.path / "manifest.json").write_text("{")
    with pytest.raises(DriftError, match="damaged"):
        store.gc()
    assert parent.path.is_dir()


def test_a_damaged_version_that_nothing_reaches_goes(store: Store) -> None:
    lost = store.make(step(range(1))).version
    store.make(step(range(2)))
    (lost.path / "manifest.json").unlink()
    assert [item.path for item in store.gc()] == [lost.path]


def test_a_running_step_keeps_what_it_writes_and_reads(store: Store, processes: ForkServerContext) -> None:
    parent = store.make(step(range(3))).version
    latest = store.make(step(range(4))).version
    started, go = processes.Event(), processes.Event()
    child = processes.Process(target=make_until, args=(store.root, parent, started, go), daemon=True)
    child.start()
    assert started.wait(60)
    assert store.gc() == []
    go.set()
    child.join()
    assert child.exitcode == 0
    made = store.find("slow")
    assert store.verify(made) == []
    assert store.lineage(made).parents["numbers"].known
    assert set(store.versions("numbers")) == {parent, latest}


def test_a_killed_step_keeps_nothing(store: Store, processes: ForkServerContext) -> None:
    parent = store.make(step(range(3))).version
    store.make(step(range(4)))
    started, go = processes.Event(), processes.Event()
    child = processes.Process(target=make_until, args=(store.root, parent, started, go), daemon=True)
    child.start()
    assert started.wait(60)
    child.kill()
    child.join()
    left = [item.path for item in store.gc()]
    assert parent.path in left
    assert [path.parent.name for path in left] == ["tmp", "numbers"]
    assert store.gc() == []


def test_beside_runs(store: Store, processes: ForkServerContext) -> None:
    ready = [processes.Event(), processes.Event()]
    children = [processes.Process(target=make_many, args=(store.root, event, 12), daemon=True) for event in ready]
    for child in children:
        child.start()
    assert all(event.wait(60) for event in ready)
    removed = 0
    while any(child.is_alive() for child in children):
        removed += len(store.gc())
    assert [child.exitcode for child in children] == [0, 0]
    removed += len(store.gc())
    assert removed > 0
    assert set(store.refs()) == {"numbers", "numbers@v1"}
    assert {str(path.name) for path in (store.root / "versions" / "numbers").iterdir()} == {
        version.id for version in store.refs().values()
    }
    assert [problem for version in store.versions() for problem in store.verify(version)] == []
    assert _below(store.root / "tmp") == _below(store.root / "locks") == []


def _below(folder: Path) -> list[Path]:
    return list(folder.iterdir())
