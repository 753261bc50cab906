from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_worker import SCHEMA, rows, step

from drift_data.errors import DriftError
from drift_data.store import Input, ParquetSink, Step, StepResult, Store, Version


def test_made_once(store: Store, tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert not store.plan(step(log=log))
    first, again = store.make(step(log=log)), store.make(step(log=log))
    assert (first.fresh, again.fresh) == (True, False)
    assert first.version == again.version == store.find("numbers")
    assert store.plan(step(log=log))
    assert log.read_text() == "run\n"
    assert store.verify(first.version) == []


def test_layout(store: Store) -> None:
    version = store.make(step()).version
    below = [path.relative_to(store.root).as_posix() for path in sorted(store.root.rglob("*")) if path.is_file()]
    folder = f"versions/numbers/{version.id}"
    assert below == [
        "lock",
        "refs/numbers",
        f"{folder}/README.md",
        f"{folder}/data/train-00000.parquet",
        f"{folder}/manifest.json",
        f"{folder}/rejects/lines",
    ]
    assert (store.root / "refs" / "numbers").read_text() == f"{version.id}\n"


def test_manifest_says_how_it_was_made(store: Store) -> None:
    parent = store.make(step(range(5), dataset="parent")).version
    version = store.make(
        step(parents={"numbers": parent}, inputs=(Input(name="a.jsonl", sha256="0", bytes=3),))
    ).version
    about = version.manifest
    assert (about.dataset, about.id, about.step, about.rows) == ("numbers", version.id, "count", 100)
    assert about.splits == {"train": 100}
    assert about.dropped == {"broken": 1}
    assert about.counts == {"even": 50}
    assert about.parents == {"numbers": str(parent)}
    assert [item.name for item in about.inputs] == ["a.jsonl"]
    assert [column.name for column in about.columns] == SCHEMA.names
    assert about.packages.keys() == {"duckdb", "polars", "pyarrow"}


def test_id_follows_all_that_goes_in(store: Store) -> None:
    plain = step()
    parent = Version("other", "0" * 16, Path("/nowhere"))
    varied = [
        plain,
        replace(plain, name="other"),
        replace(plain, dataset="other"),
        replace(plain, code="1" * 16),
        replace(plain, inputs=(Input(name="a", sha256="0", bytes=1),)),
        replace(plain, inputs=(Input(name="a", sha256="1", bytes=1),)),
        replace(plain, inputs=(Input(name="b", sha256="1", bytes=1),)),
        replace(plain, parents={"a": parent}),
        replace(plain, parents={"b": parent}),
        replace(plain, parents={"a": replace(parent, id="1" * 16)}),
        replace(plain, parameters={"threshold": 0.5}),
        replace(plain, parameters={"threshold": 0.6}),
        replace(plain, schema=SCHEMA.set(0, pa.field("row_id", pa.string()))),
        replace(plain, schema=SCHEMA.append(pa.field("more", pa.int8()))),
    ]
    assert len({each.version_id for each in varied}) == len(varied)
    assert replace(plain, parents={"a": replace(parent, path=Path("/elsewhere"))}).version_id == varied[7].version_id


def test_latest_moves_back(store: Store) -> None:
    one, two = store.make(step(range(1))).version, store.make(step(range(2))).version
    assert store.find("numbers") == two
    assert not store.make(step(range(1))).fresh
    assert store.find("numbers") == one
    assert store.versions("numbers") == sorted([one, two], key=str)


def test_a_failed_run_leaves_nothing(store: Store) -> None:
    before = store.make(step(range(1))).version

    def fail(folder: Path) -> StepResult:
        (folder / "half").write_text("x")
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        store.make(replace(step(range(2)), run=fail))
    assert store.find("numbers") == before
    assert store.versions() == [before]
    assert [*(store.root / "tmp").iterdir(), *(store.root / "locks").iterdir()] == []


def _with_run(plain: Step, splits: dict[str, int] | None, claimed: int, extra: str = "") -> Step:
    def run(folder: Path) -> StepResult:
        with ParquetSink(folder, SCHEMA) as sink:
            sink.write(rows(range(3)))
        if extra == "link":
            (folder / "link").symlink_to(folder / "data")
        elif extra:
            (folder / extra).write_text("mine")
        return StepResult(rows=claimed, splits=splits)

    return replace(plain, run=run)


@pytest.mark.parametrize(
    ("splits", "claimed", "extra"),
    [
        (None, 4, ""),
        ({"train": 2}, 3, ""),
        ({"train": 2, "test": 1}, 3, ""),
        (None, 3, "link"),
        (None, 3, "manifest.json"),
    ],
)
def test_a_step_that_says_what_is_not_so(store: Store, splits: dict[str, int] | None, claimed: int, extra: str) -> None:
    with pytest.raises(ValueError):
        store.make(_with_run(step(), splits, claimed, extra))
    assert store.versions() == []


def test_a_step_may_write_its_own_card(store: Store) -> None:
    version = store.make(_with_run(step(), None, 3, "README.md")).version
    assert (version.path / "README.md").read_text() == "mine"
    assert store.verify(version) == []


def test_splits(store: Store) -> None:
    def run(folder: Path) -> StepResult:
        for split, numbers in (("train", range(3)), ("test", range(3, 5))):
            with ParquetSink(folder, SCHEMA, split=split) as sink:
                sink.write(rows(numbers))
        return StepResult(rows=5, splits={"train": 3, "test": 2})

    version = store.make(replace(step(), run=run)).version
    assert [path.name for path in version.files("test")] == ["test-00000.parquet"]
    assert store.verify(version) == []


@pytest.mark.parametrize("dataset", ["../up", "", "a/b", "A", "a@b"])
def test_bad_dataset(store: Store, dataset: str) -> None:
    for call in (store.make, store.plan):
        with pytest.raises(DriftError, match="cannot be the name"):
            call(replace(step(), dataset=dataset))
    assert not store.root.exists()


def test_parent_of_another_store(store: Store, tmp_path: Path) -> None:
    parent = Store(tmp_path / "other").make(step()).version
    with pytest.raises(DriftError, match="is not in"):
        store.make(step(dataset="child", parents={"numbers": parent}))


def test_find(store: Store) -> None:
    version = store.make(step()).version
    store.tag("numbers", "v1")
    latest = store.make(step(range(2))).version
    for reference in ("numbers@v1", str(version), str(version)[:-4], f"numbers@{version.id[:6]}"):
        assert store.find(reference) == version
    assert store.find("numbers") == latest
    assert store.refs() == {"numbers": latest, "numbers@v1": version}


@pytest.mark.parametrize(
    ("reference", "says"),
    [
        ("numbrs", "Did you mean numbers?"),
        ("numbers@v2", "Did you mean numbers@v1?"),
        ("numbers@abc", "has no version 'abc'"),
        ("numbers@ffffffffffffffff", "drift-data ls"),
        ("other", "There is: numbers."),
    ],
)
def test_find_says_what_there_is(store: Store, reference: str, says: str) -> None:
    store.make(step())
    store.tag("numbers", "v1")
    with pytest.raises(DriftError) as caught:
        store.find(reference)
    assert says in str(caught.value)


def test_find_in_no_store(store: Store) -> None:
    with pytest.raises(DriftError, match="The store is empty"):
        store.find("numbers")
    assert (store.versions(), store.refs(), store.gc()) == ([], {}, [])
    assert not store.root.exists()


def test_beginning_of_two_ids(store: Store) -> None:
    for id_ in ("abcdef0000000000", "abcdef1111111111"):
        (store.root / "versions" / "numbers" / id_).mkdir(parents=True)
    with pytest.raises(DriftError, match="beginning of 2 ids"):
        store.find("numbers@abcdef")
    assert store.find("numbers@abcdef1").id == "abcdef1111111111"
    with pytest.raises(DriftError, match="none is the latest"):
        store.find("numbers")


def test_damaged_references(store: Store) -> None:
    version = store.make(step()).version
    (store.root / "refs" / "numbers").write_bytes(b"\xff../../etc")
    with pytest.raises(DriftError, match="is damaged"):
        store.find("numbers")
    (store.root / "refs" / "numbers").write_text("0" * 16 + "\n")
    with pytest.raises(DriftError, match="which is not there"):
        store.find("numbers")
    assert store.find(str(version)) == version


def test_tag_moves(store: Store) -> None:
    one, two = store.make(step(range(1))).version, store.make(step(range(2))).version
    assert store.tag(str(one), "best") == one
    assert store.tag("numbers", "best") == two
    assert store.find("numbers@best") == two
    with pytest.raises(DriftError, match="cannot be a tag"):
        store.tag("numbers", "abcdef")
    with pytest.raises(DriftError, match="has no version"):
        store.tag("numbers@no", "other")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=200)
@given(st.text(max_size=30) | st.from_regex(r"numbers@[a-z0-9./@\0-]{0,12}", fullmatch=True))
def test_find_raises_nothing_else(store: Store, text: str) -> None:
    with pytest.raises(DriftError):
        store.find(text)


def test_lineage(store: Store) -> None:
    logs = store.make(step(range(3), dataset="logs")).version
    mined = store.make(step(range(4), dataset="mined", parents={"logs": logs})).version
    pairs = store.make(step(range(5), dataset="pairs", parents={"feedback": mined, "logs": logs})).version
    tree = store.lineage(pairs)
    assert (tree.version, tree.known) == (pairs, True)
    assert tree.parents["feedback"].parents["logs"].version == logs
    assert tree.parents["logs"].parents == {}
    (store.root / "refs" / "mined").unlink()
    (store.root / "refs" / "pairs").unlink()
    store.gc()
    assert not store.lineage(mined).known


def test_version_directory_is_the_same_everywhere(tmp_path: Path) -> None:
    made = [Store(tmp_path / place).make(step()).version.path for place in ("a", "b/c [d]")]
    one, other = ({path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.*")} for folder in made)
    assert one == other and len(one) == 3
