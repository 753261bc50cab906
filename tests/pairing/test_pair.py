"""Whole iterations: real logs of our own, a real tiny policy, the Transformers engine."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from logged import BASE, log, project, rows

import drift_data
from drift_data import DriftError, Project, Store
from drift_data.pairing.pair import Paired, pair, plan_pair
from drift_data.store.gc import lock_text
from drift_data.store.lock import locked

pytestmark = pytest.mark.engine
pytest.importorskip("torch")


@pytest.fixture(scope="module")
def mined_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mined")
    mined = drift_data.mine(log(folder / "log.jsonl"), folder / "store")
    assert (mined.labels["dsat"], mined.labels["sat"], mined.seed_pairs) == (14, 14, 14)
    return folder / "store"


@pytest.fixture
def store(mined_store: Path, tmp_path: Path) -> Store:
    """A store of the test's own with the feedback in it."""
    subprocess.run(["cp", "-a", str(mined_store), str(tmp_path / "store")], check=True)
    return Store(tmp_path / "store")


def funnel(paired: Paired) -> dict[str, int]:
    return {str(stage): int(left) for stage, left, _ in paired.version.manifest.tables["Funnel"][1:]}


def content(version_path: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(version_path)): path.read_bytes() for path in version_path.rglob("*") if path.is_file()
    }


def test_drift_pairs_are_what_a_trainer_reads(store: Store, tiny_policy: Path) -> None:
    paired = pair("iter1", store, project(tiny_policy))
    table = rows(paired)
    assert paired.version.dataset == "pairs-iter1" and 0 < len(table) == paired.version.manifest.rows
    feedback = drift_data.load("feedback", store).filter(label="dsat").collect()
    disliked = dict(zip(feedback["reaction_id"], feedback["response"], strict=True))
    for row in table.to_dicts():
        assert [message["role"] for message in row["prompt"]] == ["user"]
        assert [message["role"] for message in row["chosen"]] == ["assistant"] == [m["role"] for m in row["rejected"]]
        assert row["rejected"][0]["content"] == disliked[row["row_id"]] != row["chosen"][0]["content"]
        assert row["prompt_tokens"] + max(row["chosen_tokens"], row["rejected_tokens"]) <= 1400
        assert row["length_difference"] == row["chosen_tokens"] - row["rejected_tokens"]
        assert (row["rule"], row["guidance"]) == ("drift", "feedback")
        assert row["finish_reason"] in ("stop", "length")
    import datasets

    loaded = datasets.load_dataset(str(paired.version.path), cache_dir=str(store.root / "cache"))
    assert {split: len(part) for split, part in loaded.items()} == paired.version.manifest.splits


def test_every_candidate_is_a_pair_or_has_a_reason(store: Store, tiny_policy: Path) -> None:
    paired = pair("iter1", store, project(tiny_policy, limit=9, filters={"cut": True}))
    about = paired.version.manifest
    assert funnel(paired)["candidates"] == 14
    assert about.dropped["limit: over the limit"] == 5
    assert about.rows + sum(about.dropped.values()) == 14
    written = pl.concat([pl.read_parquet(file) for file in (paired.version.path / "dropped" / "data").glob("*")])
    assert len(written) == sum(about.dropped.values())
    assert set(written["row_id"]) | set(rows(paired)["row_id"]) == set(
        drift_data.load("feedback", store).filter(label="dsat").collect()["reaction_id"]
    )
    card = (paired.version.path / "README.md").read_text()
    assert "## Funnel" in card and "over the limit" in card


def test_unchanged_is_up_to_date_and_a_changed_filter_samples_nothing(store: Store, tiny_policy: Path) -> None:
    first = pair("iter1", store, project(tiny_policy))
    assert first.fresh and first.tokens > 0
    again = pair("iter1", store, project(tiny_policy))
    assert not again.fresh and again.version == first.version
    filtered = pair("iter1", store, project(tiny_policy, filters={"same": 0.5}))
    assert filtered.fresh and filtered.version != first.version and filtered.tokens == 0
    warmer = pair("iter1", store, project(tiny_policy, sampling={"max_tokens": 12, "seed": 3, "temperature": 1.0}))
    assert warmer.tokens > 0
    other_iteration = pair("iter2", store, project(tiny_policy))
    assert other_iteration.tokens > 0  # seeds depend on the iteration


def test_a_changed_policy_is_sampled_anew(store: Store, tiny_policy: Path, tmp_path: Path) -> None:
    first = pair("iter1", store, project(tiny_policy, limit=3))
    moved = tmp_path / "moved" / tiny_policy.name
    moved.parent.mkdir()
    subprocess.run(["cp", "-a", str(tiny_policy), str(moved)], check=True)
    assert not pair("iter1", store, project(moved, limit=3)).fresh  # the same model elsewhere
    import torch
    from safetensors.torch import load_file, save_file

    weights = load_file(moved / "model.safetensors")
    name = sorted(weights)[0]
    save_file({**weights, name: weights[name] + torch.tensor(0.5)}, moved / "model.safetensors", {"format": "pt"})
    second = pair("iter1", store, project(moved, limit=3))
    assert second.tokens > 0 and second.version != first.version


def test_guidance_shows_the_policy_what_the_user_said_and_keeps_the_prompt(store: Store, tiny_policy: Path) -> None:
    guided = rows(pair("iter1", store, project(tiny_policy)))
    plain = rows(pair("iter1", store, project(tiny_policy, guidance="none")))
    both = guided.join(plain, on="row_id", suffix="_plain")
    assert len(both) > 0
    assert both["prompt"].to_list() == both["prompt_plain"].to_list()
    assert both["chosen"].to_list() != both["chosen_plain"].to_list()
    assert set(plain["guidance"]) == {"none"}


def test_spin_keeps_what_users_liked(store: Store, tiny_policy: Path) -> None:
    table = rows(pair("spin1", store, project(tiny_policy, rule="spin", select={"per_conversation": None})))
    liked = drift_data.load("feedback", store).filter(label="sat").collect()
    chosen = dict(zip(liked["reaction_id"], liked["response"], strict=True))
    assert len(table) > 0
    for row in table.to_dicts():
        assert row["chosen"][0]["content"] == chosen[row["row_id"]] != row["rejected"][0]["content"]


def test_iterdpo_takes_the_guided_sample_over_a_plain_one(store: Store, tiny_policy: Path) -> None:
    paired = pair("iterdpo1", store, project(tiny_policy, rule="iterdpo", n=2, ranker="guided", limit=6))
    table = rows(paired)
    assert len(table) > 0
    assert funnel(paired)["ask"] <= 6
    logged = set(drift_data.load("feedback", store).collect()["response"].drop_nulls())
    for row in table.to_dicts():
        assert {row["chosen"][0]["content"], row["rejected"][0]["content"]}.isdisjoint(logged)


def test_seed_samples_nothing(store: Store, tiny_policy: Path) -> None:
    paired = pair("seed", store, project(tiny_policy, rule="seed"))
    table = rows(paired)
    assert paired.tokens == 0 and len(table) == 14 and not (store.root / "samples").exists()
    assert table["finish_reason"].null_count() == table["policy"].null_count() == 14
    seed = drift_data.load("seed", store).collect()
    assert set(table["row_id"]) == set(seed["pair_id"])


def test_a_conversation_is_on_the_same_side_in_every_iteration(store: Store, tiny_policy: Path) -> None:
    sides: dict[str, set[str]] = {}
    users: dict[str, set[str]] = {}
    for name, rule in (("seed", "seed"), ("iter1", "drift")):
        paired = pair(name, store, project(tiny_policy, rule=rule))
        assert set(paired.version.manifest.splits) == {"train", "test"}
        for split in ("train", "test"):
            for row in drift_data.store.load(paired.version, split=split).collect().to_dicts():
                sides.setdefault(row["conversation_id"], set()).add(split)
                users.setdefault(str(int(row["conversation_id"][1:]) // 2), set()).add(split)
    assert all(len(found) == 1 for found in (*sides.values(), *users.values()))


def test_what_the_selection_leaves_out_is_never_sampled(store: Store, tiny_policy: Path) -> None:
    nothing = pair("iter1", store, project(tiny_policy, select={"models": ["another"]}))
    assert nothing.version.manifest.rows == 0 and nothing.tokens == 0
    assert nothing.version.manifest.dropped == {"select: model": 14}


def test_a_label_is_enough_whatever_the_score(store: Store, tiny_policy: Path) -> None:
    """Thresholds follow from precision and may be below or above 0.5; a judge may lower them."""
    version = store.find("seed")
    for path in version.files():
        low = pl.read_parquet(path).with_columns(dsat_score=pl.lit(0.41), sat_score=pl.lit(0.4))
        low.write_parquet(path)
    paired = pair("seed", store, project(tiny_policy, rule="seed"))
    assert len(rows(paired)) == 14
    assert pair("seed", store, project(tiny_policy, rule="seed", select={"min_score": 0.5})).version.manifest.rows == 0


def test_no_seed_pair_at_all_is_no_fault(tmp_path: Path, tiny_policy: Path) -> None:
    log = tmp_path / "log.jsonl"
    log.write_text(json.dumps({"drift": 1, "id": "a", "messages": [{"role": "user", "content": "Hi"}]}) + "\n")
    drift_data.mine(log, tmp_path / "store")
    for rule in ("seed", "drift"):
        paired = pair(rule, tmp_path / "store", project(tiny_policy, rule=rule))
        assert paired.version.manifest.rows == 0 and paired.as_json()["tokens_per_second"] is None


def test_rows_come_in_the_order_of_their_scores_whatever_the_slice(
    store: Store, tiny_policy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = rows(pair("seed", store, project(tiny_policy, rule="seed", split={"test": 0})))
    monkeypatch.setattr("drift_data.pairing.run._SLICE", 3)
    sliced = rows(pair("other", store, project(tiny_policy, rule="seed", split={"test": 0})))
    assert whole["row_id"].to_list() == sliced["row_id"].to_list()
    assert len(set(whole["row_id"])) == 14


def test_a_time_without_a_zone_is_utc() -> None:
    naive = Project.model_validate({"pair": {"select": {"since": "2024-01-01T00:00:00"}}})
    aware = Project.model_validate({"pair": {"select": {"since": "2024-01-01T00:00:00Z"}}})
    assert naive.pair.select.parameters == aware.pair.select.parameters


def test_all_that_decides_is_in_the_version(store: Store, tiny_policy: Path) -> None:
    def version(engine: dict[str, Any], **settings: Any) -> str:
        declared = project(tiny_policy, **settings).model_dump(exclude_unset=True)
        declared["engine"] = engine
        return str(plan_pair("iter1", store, Project.model_validate(declared)).version)

    transformers, server = {"name": "transformers"}, {"name": "server", "server": {"model": "m"}}
    versions = [
        version(transformers),
        version({**transformers, "context": 600}),
        version({**transformers, "chat_template": {"enable_thinking": False}}),
        version(server),
        version({**server, "context": 600}),
        version(transformers, rule="seed"),
        version(transformers, rule="seed", verify=True),
        version(server, rule="seed", verify=True),
    ]
    assert len(set(versions)) == len(versions)
    named = {"name": "server", "server": {"model": "/home/me/m"}}
    assert version(named) == version(server)


def test_a_judge_behind_the_policys_server_is_refused(store: Store, tiny_policy: Path, tmp_path: Path) -> None:
    subprocess.run(["cp", "-a", str(tiny_policy), str(tmp_path / "judge")], check=True)
    (tmp_path / "judge" / "generation_config.json").write_text("{}")
    settings = project(tiny_policy, verify=True, judge=str(tmp_path / "judge")).model_dump(exclude_unset=True)
    settings["engine"] = {"name": "server"}
    with pytest.raises(DriftError, match="policy and judge would be one"):
        pair("iter1", store, Project.model_validate(settings))


def test_the_plan_says_what_would_be_asked_and_writes_nothing(store: Store, tiny_policy: Path) -> None:
    before = content(store.root)
    plan = plan_pair("iter1", store, project(tiny_policy, limit=5, rule="iterdpo", n=3, ranker="guided"))
    assert (plan.rows, plan.requests, plan.tokens, plan.up_to_date) == (5, 20, 240, False)
    assert content(store.root) == before


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"policy": None}, "--policy"),
        ({"rule": "drit"}, "Did you mean drift"),
        ({"n": 2}, "ranker"),
        ({"ranker": "guided"}, "iterdpo"),
        ({"ranker": "reward", "n": 2}, "reward"),
        ({"budget": {"prompt": 10, "total": 10}}, "no room"),
        ({"feedback": "feedback@nothing"}, "no version"),
    ],
)
def test_contradictions_are_told_before_anything_runs(
    store: Store, tiny_policy: Path, settings: dict[str, Any], says: str
) -> None:
    with pytest.raises(DriftError, match=says):
        pair("iter1", store, project(tiny_policy, **settings))


_COMMAND = [sys.executable, "-c", "from drift_cli.data import main; main()"]


def _settings(policy: Path, batch_size: int = 2) -> dict[str, Any]:
    return {
        "pair": {**BASE, "policy": str(policy)},
        "engine": {"name": "transformers", "transformers": {"batch_size": batch_size}},
    }


def _run(store: Path, policy: Path, folder: Path, batch_size: int = 2) -> subprocess.Popen[str]:
    (folder / "drift.yaml").write_text(json.dumps(_settings(policy, batch_size)))
    command = [*_COMMAND, "pair", "iter1", "--store", str(store), "--project", str(folder / "drift.yaml"), "--json"]
    env = {**os.environ, "HF_HUB_OFFLINE": "1"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env)


def _journal_lines(store: Path) -> Iterator[bytes]:
    for path in store.glob("samples/*/samples.jsonl"):
        yield from path.read_bytes().splitlines(keepends=True)


def test_killed_again_and_again_it_ends_with_the_same_bytes(store: Store, tiny_policy: Path, tmp_path: Path) -> None:
    calm = tmp_path / "calm"
    subprocess.run(["cp", "-a", str(store.root), str(calm)], check=True)
    settings = Project.model_validate(_settings(tiny_policy))
    expected = pair("iter1", calm, settings)

    draw = random.Random(5)
    for _ in range(3):
        process = _run(store.root, tiny_policy, tmp_path)
        wanted = len(list(_journal_lines(store.root))) + draw.randint(1, 4)
        while process.poll() is None and len(list(_journal_lines(store.root))) < wanted:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert list(_journal_lines(store.root))
    found = pair("iter1", store, settings)
    assert found.version.id == expected.version.id and found.tokens < expected.tokens
    assert content(found.version.path) == content(expected.version.path)


def test_the_second_of_two_runs_says_who_it_waits_for(store: Store, tiny_policy: Path, tmp_path: Path) -> None:
    version = plan_pair("iter1", store, project(tiny_policy)).version
    with locked(store.root / "locks" / str(version)) as lock:
        lock.write(lock_text([]))
        lock.flush()
        second = _run(store.root, tiny_policy, tmp_path, batch_size=4)
        assert second.stderr is not None
        assert f"process {os.getpid()} " in second.stderr.readline()
        assert second.poll() is None
        (store.root / "locks" / str(version)).unlink()
    output, errors = second.communicate()
    assert second.returncode == 0, errors
    assert json.loads(output)["version"] == str(version)
