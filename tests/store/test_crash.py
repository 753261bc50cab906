"""Kills at every moment, and processes that do the same thing at once."""

from __future__ import annotations

import os
import random
import shutil
import time
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest
from store_worker import make_and_die, make_many, make_together, no_fsync, step, tag_often

from drift_data.store import Store


@pytest.fixture(autouse=True)
def _no_fsync(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", no_fsync)


def _versions(store: Store) -> dict[str, bytes]:
    folder = store.root / "versions"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _check_whole(store: Store) -> None:
    for version in store.versions():
        assert store.verify(version) == []
    for reference, version in store.refs().items():
        assert store.find(reference) == version


@pytest.mark.parametrize("after", [False, True])
def test_death_at_every_change_of_the_disk(
    store: Store, tmp_path: Path, processes: ForkServerContext, after: bool
) -> None:
    old = store.make(step(range(10))).version
    store.tag("numbers", "v1")
    never_killed = Store(tmp_path / "never-killed")
    for numbers in (range(10), range(100)):
        new = never_killed.make(step(numbers)).version.id
    call, outcomes = 0, set()
    while True:
        call += 1
        copy = Store(tmp_path / f"killed-{call}")
        shutil.copytree(store.root, copy.root)
        child = processes.Process(target=make_and_die, args=(copy.root, call, after), daemon=True)
        child.start()
        child.join()
        _check_whole(copy)
        outcomes.add((copy.find("numbers").id, copy.find("numbers@v1").id))
        if child.exitcode == 0:
            break
        assert child.exitcode == 9
        copy.make(step(range(100)))
        copy.tag("numbers", "v1")
        assert copy.find("numbers").id == copy.find("numbers@v1").id == new
        assert _versions(copy) == _versions(never_killed)
        copy.gc()
        assert list((copy.root / "tmp").iterdir()) == []
        shutil.rmtree(copy.root)
    assert call > 15
    assert outcomes == {(old.id, old.id), (new, old.id), (new, new)}


def test_kills_at_random_moments(store: Store, processes: ForkServerContext) -> None:
    moments = random.Random(2510)
    for _ in range(20):
        ready = processes.Event()
        child = processes.Process(target=make_many, args=(store.root, ready, 1000), daemon=True)
        child.start()
        assert ready.wait(60)
        time.sleep(moments.uniform(0, 0.1))
        child.kill()
        child.join()
        assert child.exitcode == -9
        _check_whole(store)
        if moments.random() < 0.3:
            store.gc()
            _check_whole(store)
    for number in range(5):
        store.make(step(range(200 + number)))
    store.tag("numbers", "v1")
    _check_whole(store)
    fresh = Store(store.root.parent / "fresh")
    for number in range(5):
        fresh.make(step(range(200 + number)))
    assert _versions(store) == _versions(fresh)


def test_two_processes_make_one_version(store: Store, tmp_path: Path, processes: ForkServerContext) -> None:
    barrier, log = processes.Barrier(2), tmp_path / "log"
    children = [processes.Process(target=make_together, args=(store.root, barrier, log), daemon=True) for _ in range(2)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    assert [child.exitcode for child in children] == [0, 0]
    assert sorted(log.read_text().splitlines()) == ["fresh False", "fresh True", "run"]
    assert _left(store) == []
    _check_whole(store)


def test_two_processes_move_one_tag(store: Store, processes: ForkServerContext) -> None:
    both = [store.make(step(range(n))).version for n in (1, 2)]
    store.tag("numbers", "v1")
    barrier = processes.Barrier(2)
    children = [
        processes.Process(target=tag_often, args=(store.root, barrier, str(version)), daemon=True) for version in both
    ]
    for child in children:
        child.start()
    while any(child.is_alive() for child in children):
        assert store.find("numbers@v1") in both
    assert [child.exitcode for child in children] == [0, 0]
    assert store.find("numbers@v1") in both
    assert _left(store) == []


def _left(store: Store) -> list[Path]:
    return [*(store.root / "tmp").iterdir(), *(store.root / "locks").iterdir()]
