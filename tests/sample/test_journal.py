from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from drift_data.sample.engine import Engine, Request, Sample
from drift_data.sample.journal import open_journal, request_key, sample_missing

ABOUT = {"policy": "p", "engine": "e"}
SAMPLES = st.builds(Sample, st.uuids().map(str), st.text(), st.sampled_from(["stop", "length"]), st.integers(0, 4096))


def _nobody(holder: str) -> None:
    raise AssertionError(f"{holder} holds it")


def _request(number: int) -> Request:
    return Request(f"key {number}", [{"role": "user", "content": "hi"}], [number], number, 8, 0.7, 0.9)


class Echo:
    """Answers with the key; counts what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def sample(self, requests: Iterable[Request]) -> Iterator[Sample]:
        for request in requests:
            self.asked.append(request.key)
            yield Sample(request.key, f"says {request.key}", "stop", 3)


@given(st.lists(SAMPLES, unique_by=lambda sample: sample.key), st.data())
@settings(deadline=None)
def test_what_is_written_is_there_wherever_the_file_was_cut(samples: list[Sample], data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder)
        with open_journal(store, ABOUT, _nobody) as journal:
            for sample in samples:
                journal.add(sample)
            assert [journal.get(sample.key) for sample in samples] == samples
        (path,) = store.glob("samples/*/samples.jsonl")
        lines = path.read_bytes().splitlines(keepends=True)
        cut = data.draw(st.integers(0, path.stat().st_size))
        os.truncate(path, cut)
        whole = sum(1 for number in range(len(lines)) if sum(map(len, lines[: number + 1])) <= cut)
        with open_journal(store, ABOUT, _nobody) as journal:
            assert [journal.get(sample.key) for sample in samples[:whole]] == samples[:whole]
            assert len(journal) == whole
            for sample in samples[whole:]:
                journal.add(sample)
        assert path.read_bytes() == b"".join(lines)


def test_only_what_is_missing_is_sampled_and_nothing_twice(tmp_path: Path) -> None:
    engine = Echo()
    reports: list[tuple[int, int]] = []
    with open_journal(tmp_path, ABOUT, _nobody) as journal:
        first = sample_missing(journal, map(_request, [1, 2, 2, 3]), lambda: engine, lambda *told: reports.append(told))
    with open_journal(tmp_path, ABOUT, _nobody) as journal:
        second = sample_missing(journal, map(_request, [1, 2, 3, 4]), lambda: engine, lambda *told: None)
        assert journal.get("key 4").text == "says key 4"
    assert engine.asked == ["key 1", "key 2", "key 3", "key 4"]
    assert (first, second) == ((9, 0), (3, 0))
    assert reports == [(1, 3), (2, 6), (3, 9)]


def test_a_spoiled_line_costs_its_own_sample_and_no_other(tmp_path: Path) -> None:
    requests = [_request(number) for number in range(6)]
    with open_journal(tmp_path, ABOUT, _nobody) as journal:
        sample_missing(journal, requests, Echo, lambda *told: None)
    (path,) = tmp_path.glob("samples/*/samples.jsonl")
    lines = path.read_bytes().splitlines(keepends=True)
    lines[1] = b"\0" * (len(lines[1]) - 1) + b"\n"  # a block that never got to the disk
    lines[2] = lines[2].replace(b'"text"', b'"tixt"')
    lines[3] = lines[3].replace(b'"tokens": 3', b'"tokens": "3"')
    path.write_bytes(b"".join(lines) + lines[5][:-4])
    engine = Echo()
    with open_journal(tmp_path, ABOUT, _nobody) as journal:
        assert (len(journal), journal.spoiled) == (3, 3)
        sample_missing(journal, requests, lambda: engine, lambda *told: None)
        assert [journal.get(request.key).text for request in requests] == [f"says key {at}" for at in range(6)]
    assert engine.asked == ["key 1", "key 2", "key 3"]
    assert path.read_bytes().startswith(b"".join(lines))


def test_no_engine_is_started_for_nothing(tmp_path: Path) -> None:
    def never() -> Engine:
        raise AssertionError("an engine was started")

    with open_journal(tmp_path, ABOUT, _nobody) as journal:
        journal.add(Sample("key 1", "", "stop", 0))
        taken = map(_request, [1, 1])
        assert sample_missing(journal, taken, never, lambda *told: None) == (0, 0)
        assert next(taken, None) is None  # every request was read, so that what reads along with them is complete


class Failing(Echo):
    def sample(self, requests: Iterable[Request]) -> Iterator[Sample]:
        for sample in super().sample(requests):
            yield Sample(sample.key, "", "error", 0)


def test_what_failed_is_asked_again_by_the_next_run(tmp_path: Path) -> None:
    engine = Echo()
    with open_journal(tmp_path, ABOUT, _nobody) as journal:
        assert sample_missing(journal, map(_request, [1, 2]), Failing, lambda *told: None) == (0, 2)
        assert "key 1" not in journal
    with open_journal(tmp_path, ABOUT, _nobody) as journal:
        assert sample_missing(journal, map(_request, [1, 2]), lambda: engine, lambda *told: None) == (6, 0)
        assert journal.get("key 1").text == "says key 1"
    assert engine.asked == ["key 1", "key 2"]


def test_policies_and_engines_have_journals_of_their_own(tmp_path: Path) -> None:
    with (
        open_journal(tmp_path, ABOUT, _nobody) as journal,
        open_journal(tmp_path, {**ABOUT, "policy": "q"}, _nobody) as other,
    ):
        journal.add(Sample("key", "p", "stop", 1))
        assert "key" not in other


def test_the_key_changes_with_all_that_shapes_a_reply_but_not_with_its_name() -> None:
    base = {
        "messages": [],
        "prompt_ids": [1, 2],
        "seed": 3,
        "max_tokens": 4,
        "temperature": 0.7,
        "top_p": 0.9,
        "schema": None,
    }
    changed = {
        "prompt_ids": [1, 3],
        "seed": 4,
        "max_tokens": 5,
        "temperature": 0.0,
        "top_p": 1.0,
        "schema": {"type": "object"},
    }
    keys = {request_key(Request(key="a", **{**base, name: value})) for name, value in changed.items()}  # type: ignore[arg-type]
    keys.add(request_key(Request(key="b", **base)))  # type: ignore[arg-type]
    assert len(keys) == len(changed) + 1
    assert request_key(Request(key="c", **base)) in keys  # type: ignore[arg-type]


_WRITER = """
import sys
from pathlib import Path
from drift_data.sample.engine import Sample
from drift_data.sample.journal import open_journal
with open_journal(Path(sys.argv[1]), {"policy": "p", "engine": "e"}, print) as journal:
    for number in range(10**9):
        journal.add(Sample(str(number), "x" * (number % 5000), "stop", 1))
        print(number, flush=True)
"""


def test_a_killed_writer_loses_nothing_it_reported_and_lets_go(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", _WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        seen = [int(writer.stdout.readline()) for _ in range(300)]
        holders: list[str] = []

        def stop(holder: str) -> None:
            holders.append(holder)
            writer.send_signal(signal.SIGKILL)

        with open_journal(tmp_path, ABOUT, stop) as journal:
            assert holders and f"process {writer.pid} " in holders[0]
            assert all(str(number) in journal for number in seen)
            assert journal.get("299").text == "x" * 299
