"""Training on data of the Hub, and publishing what was trained; nothing is trained here."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
import yaml
from drift_cli.train import app
from hub_server import HubServer
from toy_versions import said
from typer.testing import CliRunner, Result

from drift_data.publish.push import Push
from drift_data.publish.settings import Hub
from drift_data.sample.policy import Policy
from drift_data.schema import CHAT
from drift_data.store import ParquetSink, Step, StepResult, Store, Version
from drift_recipes.chain import link
from drift_recipes.finish import card
from drift_recipes.launch import prepare
from drift_recipes.push import ModelPush
from drift_recipes.recipe import resolve
from drift_recipes.rows import pairs
from drift_recipes.spec import Run

Make = Callable[..., Version]
REPO = "owner/pairs"


def train(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that passes for a model as long as nobody loads it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Policy, "template", "0" * 16)
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps({"hidden_size": 8, "num_hidden_layers": 3, "vocab_size": 50}))
    header = json.dumps({"a": {"dtype": "F32", "shape": [10, 96]}}).encode()
    (folder / "model.safetensors").write_bytes(len(header).to_bytes(8, "little") + header)
    return folder


@pytest.fixture
def there(hub: HubServer, store: Store, make: Make) -> list[Version]:
    versions = [make(rows=8, test=2), make("iter2", rows=5), make(rows=9)]
    for version in versions:
        Push(version, store, REPO, Hub(), private=True).run()
    return versions


PLAN = ("base=small", "start=base", "--size", "tiny", "--store", "other", "--json", "--dry-run", "--allow-stale")


def planned(recipe: str, data: str) -> Result:
    return train("recipe", recipe, f"data={data}", *PLAN)


def test_a_recipe_takes_data_of_the_hub(hub: HubServer, there: list[Version], small: Path) -> None:
    first, second, latest = there
    for recipe, data, version, rows in (
        ("iter2", f"hf://{REPO}", second, 5),
        ("iter1", f"hf://{REPO}@main", latest, 9),
        ("iter7", f"hf://{REPO}/iter2@main", second, 5),
        ("iter7", f"hf://{REPO}@{first.id}", first, 6),
    ):
        done = planned(recipe, data)
        assert done.exit_code == 0, done.output
        about = json.loads(done.stdout)
        assert (about["data"], about["rows"]) == (str(version), rows)
    asked = len(hub.log)
    assert planned("iter7", f"hf://{REPO}@{first.id}").exit_code == 0
    assert len(hub.log) == asked, "what is named by its id and in the store is not asked for"
    several = planned("iter7", f"hf://{REPO}")
    assert several.exit_code == 1 and "is not one version" in several.stderr


def test_data_of_somebody_else(store: Store, small: Path) -> None:
    """Without counts of tokens, and with the prompt in the replies."""
    schema = pa.schema([("chosen", CHAT), ("rejected", CHAT)])
    rows = [{side: said("user", "Hi") + said("assistant", side) for side in schema.names}] * 3

    def run(folder: Path) -> StepResult:
        with ParquetSink(folder, schema) as sink:
            sink.write(pa.Table.from_pylist(rows, schema=schema))
        return StepResult(3)

    version = store.make(Step("pull", "external-a-b", "0" * 16, (), {}, {}, schema, run)).version
    words = ("data=external-a-b", *PLAN[:4], "--store", str(store.root), "--json", "--dry-run")
    about = json.loads(train("recipe", "iter1", *words).stdout)
    assert (about["rows"], about["tokens_per_epoch"], about["data"]) == (3, None, str(version))
    assert pairs(version.files(), small.parent / "cache").column_names == ["chosen", "rejected"]


def done_run(store: Store, version: Version, small: Path) -> Run:
    """The folder of a run that was trained."""
    words = ["recipe", "iter1", "base=small", "start=base", "--size", "tiny", "--store", str(store.root), "--json"]
    about = json.loads(train(*words, "--dry-run", "--allow-stale").stdout)
    run = Run(Path(about["folder"]))
    prepare(
        link(resolve("iter1", "tiny", ["base=small", "start=base"]), store, Path("runs")), "drift-train recipe iter1"
    )
    run.model.mkdir()
    for name in ("config.json", "model.safetensors"):
        (run.model / name).write_bytes((small / name).read_bytes())
    (run.model / "README.md").write_text(card(run.manifest, run.spec()), encoding="utf-8")
    (run.folder / "manifest.json").write_text(json.dumps(run.manifest | {"done": True}))
    assert run.manifest["inputs"]["data"] == str(version)
    return run


def test_push_of_a_model(hub: HubServer, there: list[Version], store: Store, small: Path) -> None:
    run = done_run(store, there[2], small)
    words = ("push", "iter1", "owner/model", "--store", str(store.root))
    refused = train(*words)
    assert refused.exit_code == 1 and "private logs: tram.jsonl" in refused.stderr
    Path("drift.yaml").write_text("hub: {model_licence: apache-2.0, sources: [{files: tram*, licence: odc-by}]}")
    dry = train(*words, "--dry-run")
    assert dry.exit_code == 0 and "would upload" in dry.stdout and hub.repo("models/owner/model") is None
    done = json.loads(train(*words, "--tag", "v1", "--json").stdout)
    repo = hub.repo("models/owner/model")
    assert repo is not None and len(repo.commits) == 2
    commit, files = repo.commits[-1]
    assert set(files) == {".gitattributes", "README.md", "config.json", "model.safetensors"}
    assert repo.tags == {run.manifest["id"]: commit, "v1": commit} and done["commit"] == commit
    text = files["README.md"].decode()
    front = yaml.safe_load(re.findall(r"\A---\n(.*?)---\n", text, re.DOTALL)[0])
    assert front["datasets"] == [REPO] and front["license"] == "apache-2.0"
    assert {"drift", "dpo", "preference", "trl"} <= set(front["tags"]) and "base_model" not in front
    assert front["library_name"] == "transformers" and "arXiv:2510.02341" in text
    again = json.loads(train(*words, "--json").stdout)
    assert not again["fresh"] and len(repo.commits) == 2
    assert json.loads((run.folder / "hub.json").read_text()) == {"repo": "owner/model", "commit": commit}


def test_a_model_of_logs_that_may_not_be_shared(
    hub: HubServer, there: list[Version], store: Store, small: Path
) -> None:
    done_run(store, there[2], small)
    Path("drift.yaml").write_text("hub: {sources: [{files: tram*, licence: other, share: false}]}")
    refused = train("push", "iter1", "owner/model", "--private", "--store", str(store.root))
    assert refused.exit_code == 1 and "licence forbids sharing: tram.jsonl (other)" in refused.stderr
    assert train("push", "iter1", "owner/model", "--private", "--public").exit_code == 2


def test_a_model_learnt_from_the_logs_of_all_rounds(
    hub: HubServer, there: list[Version], store: Store, make: Make, small: Path
) -> None:
    other = make("seed", source="secret.jsonl")
    run = done_run(store, there[2], small)
    seed = Run(run.folder.parent / "seed")
    shutil.copytree(run.folder, seed.folder)
    about = {"id": "5" * 16, "inputs": run.manifest["inputs"] | {"data": str(other)}}
    seed.note(**about)
    Path("drift.yaml").write_text("hub: {sources: [{files: tram*, licence: odc-by}]}")
    words = ("push", "iter1", "owner/model", "--dry-run", "--json", "--store", str(store.root))

    def refusals() -> str:
        return "".join(one["what"] for one in json.loads(train(*words).stdout)["refused"])

    assert refusals() == ""
    run.note(after=f"seed@{'5' * 16}")
    assert "private logs: secret.jsonl" in refusals()
    seed.note(id="6" * 16)
    assert "logs that this store does not know" in refusals()
    shutil.rmtree(seed.folder)
    assert "logs that this store does not know" in refusals()


def test_a_model_of_kto_is_not_called_dpo(hub: HubServer, there: list[Version], store: Store, small: Path) -> None:
    run = done_run(store, there[2], small)
    recipe = resolve("kto", "tiny", ["base=small"]).recipe
    (run.model / "README.md").write_text(card(run.manifest, run.spec().model_copy(update={"recipe": recipe})))
    made = ModelPush(run, store, "owner/model", Hub()).card(None, None)
    front = yaml.safe_load(re.findall(r"\A---\n(.*?)---\n", made, re.DOTALL)[0])
    assert front["tags"] == ["drift", "kto", "preference", "trl"]


def test_a_run_that_is_not_done(hub: HubServer, there: list[Version], store: Store, small: Path) -> None:
    run = done_run(store, there[2], small)
    (run.folder / "manifest.json").write_text(json.dumps(run.manifest | {"done": False}))
    refused = train("push", "iter1", "owner/model", "--private")
    assert refused.exit_code == 1 and "drift-train resume runs/iter1" in refused.stderr
