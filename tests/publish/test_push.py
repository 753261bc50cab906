"""Pushing versions to a Hub that answers late, not at all, or with somebody else's commit."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hub_server import TOKEN, HubServer
from toy_versions import make_pairs

from drift_data.errors import DriftError
from drift_data.publish.publication import Pushed
from drift_data.publish.published import Published, published
from drift_data.publish.push import Push, config_of
from drift_data.publish.settings import Hub
from drift_data.store import Store, Version

Make = Callable[..., Version]
REPO = "owner/pairs"
COMMIT = r"POST .*/commit/main"


def push(store: Store, version: Version, **more: object) -> Pushed:
    return Push(version, store, REPO, Hub(), **{"private": True} | more).run()  # type: ignore[arg-type]


def commits(hub: HubServer) -> int:
    """Commits after the one that the Hub makes itself."""
    repo = hub.repo(REPO)
    return 0 if repo is None else len(repo.commits) - 1


def test_one_commit_with_every_file_and_the_id_as_tag(hub: HubServer, store: Store, make: Make) -> None:
    version = make(rows=20, test=5)
    done = push(store, version, tag="v3")
    repo = hub.repo(REPO)
    assert repo is not None and repo.private and commits(hub) == 1
    commit, files = repo.commits[-1]
    own = {path.relative_to(version.path).as_posix() for path in version.path.rglob("*") if path.is_file()}
    assert set(files) == {".gitattributes", "README.md", *(f"iter1/{name}" for name in own)}
    assert all(files[f"iter1/{name}"] == (version.path / name).read_bytes() for name in own)
    assert repo.tags == {version.id: commit, "v3": commit}
    assert done.fresh and done.commit == commit
    assert published(store, version) == [Published(REPO, "iter1", commit)]


def test_the_same_again_pushes_nothing(hub: HubServer, store: Store, make: Make) -> None:
    version = make()
    first = push(store, version)
    before = list(hub.log)
    again = push(store, version)
    assert (again.fresh, again.commit) == (False, first.commit) and commits(hub) == 1
    assert not [
        line for line in hub.log[len(before) :] if line.startswith(("POST", "PUT")) and "paths-info" not in line
    ]


def test_a_changed_version_replaces_the_files_of_its_config(hub: HubServer, store: Store, make: Make) -> None:
    first = make(rows=20, test=5)
    push(store, first)
    other = make("iter2", rows=6)
    push(store, other)
    second = make(rows=21)
    push(store, second)
    repo = hub.repo(REPO)
    assert repo is not None and commits(hub) == 3
    files = repo.commits[-1][1]
    assert [path for path in files if "/data/" in path] == [
        "iter1/data/train-00000.parquet",
        "iter2/data/train-00000.parquet",
    ]
    assert set(repo.tags) == {first.id, other.id, second.id}
    # Back to the first: another commit, and the tag stays where the same files are.
    back = push(store, first)
    assert back.fresh and commits(hub) == 4
    assert repo.find(first.id) == repo.commits[1]


def test_a_dry_run_says_it_and_writes_nothing(hub: HubServer, store: Store, make: Make) -> None:
    version = make()
    plan = Push(version, store, REPO, Hub(), private=True, tag="v1").plan()
    assert plan.new and plan.private and plan.tags == [version.id, "v1"]
    assert plan.changes.add["iter1/data/train-00000.parquet"] > 0 and "README.md" in plan.changes.add
    assert hub.repo(REPO) is None and not published(store, version)
    push(store, version)
    written = len(hub.log)
    plan = Push(version, store, REPO, Hub(), private=True).plan()
    assert not plan.changes and not plan.tags
    assert not [line for line in hub.log[written:] if not line.startswith(("GET", "HEAD"))]


@pytest.mark.parametrize(
    ("where", "what", "least"),
    [
        (r"POST /api/repos/create", {"status": 503}, 1),
        (r"POST .*/preupload/", {"status": 500}, 1),
        (r"POST /api/validate-yaml", {"status": 503}, 1),
        (r"GET /api/datasets/owner/pairs/tree/", {"status": 429, "headers": {"Retry-After": "5"}}, 5),
        (r"PUT /lfs/", {"status": 504}, 1),
        (r"PUT /lfs/", {"cut": True}, 1),
        (COMMIT, {"status": 429, "headers": {"Retry-After": "17"}}, 17),
        (COMMIT, {"status": 429, "headers": {"RateLimit": '"api";r=0;t=55'}}, 55),
        (COMMIT, {"status": 503, "times": 2}, 1),
        (COMMIT, {"cut": True}, 1),
        (COMMIT, {"lost": True}, 1),
        (r"POST .*/tag/", {"status": 429, "headers": {"Retry-After": "9"}}, 9),
        (r"POST .*/tag/", {"lost": True}, 1),
        (r"GET .*/refs", {"status": 500}, 1),
    ],
    ids=lambda value: str(value),
)
def test_what_passes_is_tried_again(
    hub: HubServer, store: Store, make: Make, waits: list[float], where: str, what: dict[str, object], least: float
) -> None:
    version = make()
    fault = hub.fault(where, **what)
    done = push(store, version)
    repo = hub.repo(REPO)
    assert repo is not None and fault.times == 0
    assert commits(hub) == 1 and repo.tags == {version.id: done.commit} and repo.commits[-1][0] == done.commit
    assert max(waits) >= least


def test_a_hub_that_stays_away_is_an_error_that_says_to_come_back(
    hub: HubServer, store: Store, make: Make, waits: list[float]
) -> None:
    version = make()
    fault = hub.fault(COMMIT, status=503, times=100)
    with pytest.raises(DriftError) as error:
        push(store, version)
    assert "does not answer" in error.value.what and "503" in error.value.why
    assert "same command again" in error.value.fix
    assert len(waits) < 10 and waits == sorted(waits)
    fault.times = 0
    hub.fault(COMMIT, status=429, headers={"Retry-After": "3000"}, times=100)
    with pytest.raises(DriftError, match="asks for 3000 s"):
        push(store, version)
    assert max(waits) < 3000


def test_a_push_that_was_cut_off_goes_on(hub: HubServer, store: Store, make: Make, waits: list[float]) -> None:
    """Of two large files the second never gets through; the next push uploads that one only."""
    version = make(rows=20, test=5)
    large = list(version.path.rglob("*.parquet"))
    last = hashlib.sha256(large[-1].read_bytes()).hexdigest()
    broken = hub.fault(f"PUT /lfs/{last}", cut=True, times=10**6)
    with pytest.raises(DriftError, match="does not answer"):
        push(store, version)
    uploaded = [line for line in hub.log if line.startswith("PUT")]
    assert len(hub.objects) == len(uploaded) == len(large) - 1
    assert commits(hub) == 0
    broken.times = 0
    push(store, version)
    assert [line for line in hub.log if line.startswith("PUT")] == [*uploaded, f"PUT /lfs/{last}"]
    assert commits(hub) == 1


def test_another_push_meanwhile_is_never_overwritten(hub: HubServer, store: Store, make: Make) -> None:
    first, second = make("iter1"), make("iter2")
    push(store, first)
    theirs: list[str] = []
    hub.fault(COMMIT, call=lambda: theirs.append(hub.push(REPO, {"notes.md": b"mine"})))
    with pytest.raises(DriftError) as error:
        push(store, second)
    assert "Somebody else" in error.value.what and "same command again" in error.value.fix
    repo = hub.repo(REPO)
    assert repo is not None and repo.commits[-1][0] == theirs[0] and second.id not in repo.tags
    push(store, second)
    files = repo.commits[-1][1]
    assert files["notes.md"] == b"mine" and "iter2/manifest.json" in files and "iter1/manifest.json" in files


def test_two_pushers_at_once(hub: HubServer, tmp_path: Path) -> None:
    """Both have seen the same commit before either writes: one wins, one is told, nothing is lost."""
    stores = [Store(tmp_path / name) for name in "ab"]
    versions = [make_pairs(store, f"iter{at}") for at, store in enumerate(stores)]
    hub.create(REPO)
    both = threading.Barrier(2, timeout=30)
    hub.fault(COMMIT, call=both.wait, times=2)
    results: list[Pushed | DriftError] = []

    def run(at: int) -> None:
        try:
            results.append(push(stores[at], versions[at], private=False, public=True))
        except DriftError as error:
            results.append(error)

    threads = [threading.Thread(target=run, args=(at,)) for at in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(one).__name__ for one in results) == ["DriftError", "Pushed"]
    (told,) = [one for one in results if isinstance(one, DriftError)]
    assert "Nothing of theirs was overwritten" in told.what and commits(hub) == 1
    for store, version in zip(stores, versions, strict=True):
        push(store, version, private=False, public=True)
    files = hub.files(REPO)
    assert files is not None and {"iter0/manifest.json", "iter1/manifest.json"} <= set(files) and commits(hub) == 2


def test_a_tag_that_is_taken(hub: HubServer, store: Store, make: Make) -> None:
    first, second = make(rows=3), make(rows=4)
    push(store, first, tag="v1")
    with pytest.raises(DriftError, match="v1") as error:
        push(store, second, tag="v1")
    assert f"hf repos tag delete {REPO} v1 --repo-type dataset" in error.value.fix
    (taken,) = Push(second, store, REPO, Hub(), private=True, tag="v1").plan().refusals
    assert (taken.what, taken.fix) == (error.value.what, error.value.fix)
    assert commits(hub) == 1
    push(store, first, tag="v1")
    # Taken between the look and the tag.
    repo = hub.repo(REPO)
    assert repo is not None
    hub.fault(r"POST .*/tag/", call=lambda: repo.tags.update({second.id: repo.commits[0][0]}))
    with pytest.raises(DriftError, match="on another commit"):
        push(store, second)


def test_an_id_that_is_the_tag_of_something_else_is_refused_before_anything_is_written(
    hub: HubServer, store: Store, make: Make
) -> None:
    version = make()
    hub.create(REPO, private=True)
    repo = hub.repo(REPO)
    assert repo is not None
    repo.tags[version.id] = repo.commits[0][0]
    with pytest.raises(DriftError, match="on another commit"):
        push(store, version)
    assert commits(hub) == 0


@pytest.mark.parametrize("theirs", ["iter1/data/train-00000.parquet", "iter1/manifest.json"])
def test_a_folder_that_is_not_ours_stays(hub: HubServer, store: Store, make: Make, theirs: str) -> None:
    hub.create(REPO, private=True)
    hub.push(REPO, {theirs: b"{}"})
    with pytest.raises(DriftError, match="drift did not put there"):
        push(store, make())
    files = hub.files(REPO)
    assert files is not None and files[theirs] == b"{}"


def test_the_folder_of_another_dataset_stays(hub: HubServer, store: Store, make: Make) -> None:
    version, other = make(), make("iter2")
    push(store, other)
    files = hub.files(REPO)
    assert files is not None
    hub.push(REPO, {f"iter1/{path[6:]}": data for path, data in files.items() if path.startswith("iter2/")})
    with pytest.raises(DriftError, match="has pairs-iter2"):
        push(store, version)


def test_what_the_hub_keeps_is_looked_at(hub: HubServer, store: Store, make: Make) -> None:
    version = make()
    hub.create(REPO, private=True)
    name = f"{REPO}"
    hub.fault(COMMIT, call=lambda: hub.objects.update({sha: b"x" * len(data) for sha, data in hub.objects.items()}))
    with pytest.raises(DriftError, match="does not hold what was pushed") as error:
        push(store, version)
    assert "iter1/data/train-00000.parquet" in error.value.why and hub.repo(name) is not None


def test_the_token_is_wanted_and_never_shown(
    hub: HubServer, store: Store, make: Make, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    version = make()
    hub.fault(COMMIT, status=400, headers={"X-Error-Message": f"no, {TOKEN}"})
    with pytest.raises(DriftError) as error:
        push(store, version)
    assert "no, [token]" in error.value.why
    push(store, version)
    files = hub.files(REPO)
    assert files is not None
    kept = b"".join(path.read_bytes() for path in store.root.rglob("*") if path.is_file()) + b"".join(files.values())
    assert TOKEN.encode() not in kept
    said = capfd.readouterr()
    assert TOKEN not in said.out + said.err + str(error.value)
    monkeypatch.setenv("HF_TOKEN", "")
    with pytest.raises(DriftError) as error:
        Push(version, store, "owner/other", Hub(), private=True).run()
    assert "hf auth login" in error.value.fix


def test_offline_and_names(hub: HubServer, store: Store, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    version = make()
    for name in ("pairs", "a/b/c", "../x", "hf://a/b", "a/b@main"):
        with pytest.raises(DriftError, match="OWNER/NAME"):
            Push(version, store, name, Hub())
    for tag in ("main", "latest", "abcdef12"):
        with pytest.raises(DriftError, match="tag"):
            Push(version, store, REPO, Hub(), tag=tag)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(DriftError, match="HF_HUB_OFFLINE"):
        push(store, version)


def test_a_damaged_version_is_not_pushed(hub: HubServer, store: Store, make: Make) -> None:
    version = make()
    (version.path / "README.md").write_text("other")
    with pytest.raises(DriftError, match="is damaged"):
        push(store, version)
    assert hub.repo(REPO) is None


def test_names_of_configs() -> None:
    assert [config_of(name) for name in ("pairs-iter1", "pairs-spin-iter2", "pairs-seed", "feedback", "seed")] == [
        "iter1",
        "spin-iter2",
        "pairs-seed",
        "feedback",
        "seed",
    ]


def test_json_of_the_published_file(hub: HubServer, store: Store, make: Make) -> None:
    version = make()
    done = push(store, version)
    written = json.loads((store.root / "hub" / f"{version}.json").read_text())
    assert written == [{"repo": REPO, "config": "iter1", "commit": done.commit}]
    assert re.fullmatch(r"[0-9a-f]{40}", done.commit)
