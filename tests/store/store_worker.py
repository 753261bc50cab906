"""Steps that are quick to make, and what the tests run in processes of their own (and kill)."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import replace
from multiprocessing.synchronize import Barrier, Event
from pathlib import Path
from typing import Any

import pyarrow as pa

from drift_data.store import Input, ParquetSink, Step, StepResult, Store, Version

SCHEMA = pa.schema(
    [
        pa.field("row_id", pa.string(), metadata={"description": "Stable id | of the row."}),
        pa.field("label", pa.string(), metadata={"description": "odd or even."}),
        pa.field("turns", pa.list_(pa.struct([("role", pa.string()), ("content", pa.string())]))),
    ]
)


def rows(numbers: range, labels: Mapping[int, str] | None = None) -> pa.Table:
    labels = labels or {}
    return pa.Table.from_pylist(
        [
            {
                "row_id": f"row-{n:05d}",
                "label": labels.get(n, "odd" if n % 2 else "even"),
                "turns": [{"role": "user", "content": f"say {n}"}] * (n % 3) if n % 5 else None,
            }
            for n in numbers
        ],
        schema=SCHEMA,
    )


def step(
    numbers: range = range(100),
    *,
    dataset: str = "numbers",
    labels: Mapping[int, str] | None = None,
    parents: Mapping[str, Version] | None = None,
    inputs: tuple[Input, ...] = (),
    log: Path | None = None,
    seconds: float = 0,
    **parameters: Any,
) -> Step:
    """Writes one row for each number; `log` gets a line for each run."""

    def run(folder: Path) -> StepResult:
        if log is not None:
            with log.open("a") as file:
                file.write("run\n")
        with ParquetSink(folder, SCHEMA) as sink:
            sink.write(rows(numbers, labels))
        (folder / "rejects").mkdir()
        (folder / "rejects" / "lines").write_bytes(b"{\n")
        time.sleep(seconds)
        return StepResult(rows=sink.rows, dropped={"broken": 1}, counts={"even": len(numbers) // 2})

    return Step(
        name="count",
        dataset=dataset,
        code="0" * 16,
        inputs=inputs,
        parents=parents or {},
        parameters={"numbers": [numbers.start, numbers.stop], "labels": {str(k): v for k, v in (labels or {}).items()}}
        | parameters,
        schema=SCHEMA,
        run=run,
    )


def no_fsync(fd: Any) -> None:
    """In place of `os.fsync`, where many versions are made: the death of a process loses nothing that was written."""


def die_at(call: int, after: bool) -> None:
    """Let this process die, with no clean-up, at its nth change of the disk's folders or flush: before or after it."""
    done = 0
    os.fsync = no_fsync

    def wrap(name: str) -> None:
        real = getattr(os, name)

        def counted(*arguments: Any, **options: Any) -> Any:
            nonlocal done
            done += 1
            if done == call and not after:
                os._exit(9)
            try:
                return real(*arguments, **options)
            finally:
                if done == call:
                    os._exit(9)

        setattr(os, name, counted)

    for name in ("fsync", "rename", "replace", "mkdir", "unlink"):
        wrap(name)


def make_and_die(root: Path, call: int, after: bool) -> None:
    die_at(call, after)
    store = Store(root)
    store.make(step(range(100)))
    store.tag("numbers", "v1")


def make_many(root: Path, ready: Event, rounds: int) -> None:
    os.fsync = no_fsync
    store = Store(root)
    ready.set()
    for number in range(rounds):
        store.make(step(range(200 + number % 5)))
        store.tag("numbers", "v1")


def make_together(root: Path, barrier: Barrier, log: Path) -> None:
    store = Store(root)
    barrier.wait()
    made = store.make(step(log=log, seconds=0.2))
    with log.open("a") as file:
        file.write(f"fresh {made.fresh}\n")


def tag_often(root: Path, barrier: Barrier, reference: str) -> None:
    store = Store(root)
    barrier.wait()
    for _ in range(30):
        store.tag(reference, "v1")


def make_until(root: Path, parent: Version, started: Event, go: Event) -> None:
    """Make a version that reads `parent`, but only get on when told to."""
    slow = step(range(7), dataset="slow", parents={"numbers": parent})

    def run(folder: Path) -> StepResult:
        started.set()
        go.wait()
        return slow.run(folder)

    Store(root).make(replace(slow, run=run))
