"""Versions that come back from the Hub, or do not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hub_server import HubServer

from drift_data.errors import DriftError
from drift_data.publish.published import published
from drift_data.publish.pull import pull
from drift_data.publish.push import Push
from drift_data.publish.settings import Hub
from drift_data.store import Store, Version

Make = Callable[..., Version]
REPO = "owner/pairs"


@pytest.fixture
def there(hub: HubServer, store: Store, make: Make) -> list[Version]:
    """Two iterations, the first of them twice."""
    versions = [make(rows=8, test=2, dropped="No."), make("iter2", rows=5), make(rows=9)]
    for version in versions:
        Push(version, store, REPO, Hub(), private=True).run()
    return versions


@pytest.fixture
def other(tmp_path: Path) -> Store:
    return Store(tmp_path / "other-store")


def test_the_same_versions_come_back(hub: HubServer, there: list[Version], other: Store) -> None:
    pulled = pull(REPO, other)
    assert [str(one.version) for one in pulled] == [str(there[2]), str(there[1])]
    for one, version in zip(pulled, (there[2], there[1]), strict=True):
        assert one.fresh and other.verify(one.version) == []
        files = {
            path.relative_to(version.path): path.read_bytes() for path in version.path.rglob("*") if path.is_file()
        }
        assert files == {
            path.relative_to(one.version.path): path.read_bytes()
            for path in one.version.path.rglob("*")
            if path.is_file()
        }
    assert str(other.find("pairs-iter1")) == str(there[2])
    assert [one.config for one in published(other, pulled[0].version)] == ["iter1"]
    assert not any((other.root / "tmp").iterdir())
    assert [one.fresh for one in pull(REPO, other)] == [False, False]


def test_by_config_and_by_id(hub: HubServer, there: list[Version], other: Store) -> None:
    assert [str(one.version) for one in pull(f"{REPO}/iter2", other)] == [str(there[1])]
    assert [str(one.version) for one in pull(f"hf://{REPO}@{there[0].id}", other)] == [str(there[0])]
    with pytest.raises(DriftError, match="is not one version") as error:
        pull(f"{REPO}/iter3", other)
    assert f"iter1 ({there[2].id})" in error.value.why
    assert [str(one.version) for one in pull(REPO, other, one="iter2")] == [str(there[1])]
    with pytest.raises(DriftError, match="is not one version"):
        pull(REPO, other, one="mine")
    for name in ("owner/gone", f"{REPO}@gone"):
        with pytest.raises(DriftError):
            pull(name, other)
    with pytest.raises(DriftError, match="no Hub dataset id"):
        pull("pairs", other)


def test_other_bytes_are_refused_and_a_second_try_brings_the_right_ones(
    hub: HubServer, there: list[Version], other: Store
) -> None:
    hub.fault(r"GET .*/resolve/.*parquet", spoiled=True)
    with pytest.raises(DriftError) as error:
        pull(f"{REPO}/iter2", other)
    assert "data/train-00000.parquet was changed" in error.value.why
    assert other.versions() == [] and not any((other.root / "tmp").iterdir())
    (pulled,) = pull(f"{REPO}/iter2", other)
    assert other.verify(pulled.version) == []


def test_a_pull_that_was_cut_off_fetches_the_rest(
    hub: HubServer, there: list[Version], other: Store, waits: list[float]
) -> None:
    broken = hub.fault(r"GET .*/resolve/.*/test-00000.parquet", status=503, times=10**6)
    with pytest.raises(DriftError):
        pull(f"{REPO}@{there[0].id}", other)
    fetched = [line for line in hub.log if line.startswith("GET") and "train-00000" in line]
    broken.times = 0
    pull(f"{REPO}@{there[0].id}", other)
    assert [line for line in hub.log if line.startswith("GET") and "train-00000" in line] == fetched != []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"rows": 4}, "Parquet files hold"),
        ({"parameters": {}}, "does not give the id"),
        ({"files": [{"path": "../../evil", "sha256": "0", "bytes": 1}]}, "names files outside"),
        ({"files": [{"path": "/evil", "sha256": "0", "bytes": 1}]}, "names files outside"),
        ({"dataset": "../evil"}, "cannot be the name"),
        ({"id": "../evil"}, "an id that is none"),
    ],
    ids=str,
)
def test_a_manifest_is_not_believed(
    hub: HubServer, there: list[Version], other: Store, change: dict[str, object], says: str
) -> None:
    files = hub.files(REPO)
    assert files is not None
    about = json.loads(files["iter2/manifest.json"])
    if change == {"rows": 4}:
        change = {"splits": {"train": 4}}
    hub.push(REPO, {"iter2/manifest.json": json.dumps(about | change).encode()})
    with pytest.raises(DriftError) as error:
        pull(f"{REPO}/iter2", other)
    assert says in str(error.value)
    assert other.versions() == []


def test_a_version_folder_that_was_uploaded_as_it_is(hub: HubServer, there: list[Version], other: Store) -> None:
    version = there[1]
    hub.create("owner/plain")
    files = {p.relative_to(version.path).as_posix(): p.read_bytes() for p in version.path.rglob("*") if p.is_file()}
    hub.push("owner/plain", dict(files))
    (pulled,) = pull("owner/plain", other)
    assert str(pulled.version) == str(version) and pulled.where.config is None


def test_what_was_pulled_can_be_pushed(hub: HubServer, there: list[Version], other: Store) -> None:
    (pulled,) = pull(f"{REPO}/iter2", other)
    done = Push(pulled.version, other, REPO, Hub()).run()
    assert not done.fresh
    Push(pulled.version, other, "owner/copy", Hub(), private=True).run()
    files = hub.files("owner/copy")
    assert files is not None and "iter2/manifest.json" in files
