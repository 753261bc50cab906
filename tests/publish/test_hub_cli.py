"""`drift-data push` and `log` as people and programs see them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from drift_cli.data import app
from hub_server import HubServer
from typer.testing import CliRunner, Result

from drift_data.store import Store, Version

Make = Callable[..., Version]


def run(store: Store, *words: str) -> Result:
    return CliRunner().invoke(app, [*words, "--store", str(store.root)])


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")


def test_push_and_log(hub: HubServer, store: Store, make: Make) -> None:
    version = make()
    planned = run(store, "push", "pairs-iter1", "owner/pairs", "--private", "--dry-run")
    assert planned.exit_code == 0, planned.output
    assert "would upload" in planned.stdout and "iter1/data/train-00000.parquet" in planned.stdout
    assert f"would tag {version.id}" in planned.stdout and "(new, private)" in planned.stdout
    done = run(store, "push", "pairs-iter1", "owner/pairs", "--private", "--json")
    about = json.loads(done.stdout)
    assert about["fresh"] and about["config"] == "iter1" and about["version"] == str(version)
    again = run(store, "push", "pairs-iter1", "owner/pairs")
    assert f"up to date  owner/pairs@{about['commit']}" in again.stdout
    assert f'load_dataset("owner/pairs", "iter1", revision="{version.id}")' in again.stderr
    nothing = run(store, "push", "pairs-iter1", "owner/pairs", "--dry-run")
    assert "nothing to do" in nothing.stdout
    assert f"on the Hub: owner/pairs, config iter1  commit {about['commit'][:12]}" in run(store, "log").stdout
    (logged,) = json.loads(run(store, "log", "pairs-iter1", "--json").stdout)
    assert logged["hub"] == [{"repo": "owner/pairs", "config": "iter1", "commit": about["commit"]}]


def test_refusals(hub: HubServer, store: Store, make: Make) -> None:
    make()
    planned = run(store, "push", "pairs-iter1", "owner/pairs", "--dry-run")
    assert planned.exit_code == 1 and "refused: everyone could read it" in planned.stderr
    done = run(store, "push", "pairs-iter1", "owner/pairs")
    assert done.exit_code == 1 and "must not leave this machine" in done.stderr and "fix: --private" in done.stderr
    assert run(store, "push", "pairs-iter1", "owner/pairs", "--private", "--public").exit_code == 2
    Path("drift.yaml").write_text("hub: {sources: [{files: tram.jsonl, licence: none-given, share: false}]}\n")
    hub.fault("GET .*/api/datasets", status=403)
    unseen = run(store, "push", "pairs-iter1", "owner/pairs", "--private", "--dry-run")
    assert unseen.exit_code == 1 and "licence forbids sharing" in unseen.stderr
    Path("drift.yaml").write_text("hub: {sources: [{files: tram.jsonl, licence: odc-by}]}\n")
    assert run(store, "push", "pairs-iter1", "owner/pairs").exit_code == 0
