"""The commands of drift-train that train nothing."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from drift_cli.train import app
from typer.testing import CliRunner, Result

from drift_data.errors import DriftError
from drift_data.sample.policy import Policy
from drift_data.store import Store, Version
from drift_data.store.lock import locked
from drift_recipes import launch
from drift_recipes.chain import Link
from drift_recipes.launch import prepare
from drift_recipes.layouts import devices_of, split_by
from drift_recipes.plan import plan
from drift_recipes.recipe import resolve
from drift_recipes.spec import Run

Golden = Callable[[str, Result], None]


def train(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A folder that passes for a model as long as nobody loads it: 1,000 weights in a header without tensors."""
    folder = tmp_path / "small"
    folder.mkdir()
    config = {"hidden_size": 8, "num_hidden_layers": 3, "vocab_size": 50, "intermediate_size": 16}
    (folder / "config.json").write_text(json.dumps(config))
    header = json.dumps({"a": {"dtype": "F32", "shape": [10, 96]}, "b": {"dtype": "F32", "shape": [40]}}).encode()
    (folder / "model.safetensors").write_bytes(len(header).to_bytes(8, "little") + header)
    return folder


def test_ls(golden: Golden) -> None:
    golden("train_ls", train("ls"))


def test_show(golden: Golden) -> None:
    golden("train_show", train("show", "iter2", "loss.beta=0.2", "trl.max_grad_norm=0.5", "--size", "tiny"))


def test_show_takes_the_base_model_of_the_project_before_that_of_the_size(tmp_path: Path) -> None:
    Path("drift.yaml").write_text("train: {size: 14b, base: owner/model}")
    shown = json.loads(train("show", "seed", "--json").stdout)
    assert shown["base"] == {"value": "owner/model", "from": "drift.yaml"}
    assert shown["schedule.epochs"] == {"value": 3.0, "from": "seed.yaml"}
    shown = json.loads(train("show", "seed", "base=other/model", "--json").stdout)
    assert shown["base"] == {"value": "other/model", "from": "command line"}


def test_cp_counts_the_round_and_writes_over_nothing() -> None:
    assert train("cp", "iter2", "mine.yaml").exit_code == 0
    assert resolve("mine.yaml").recipe == resolve("iter2").recipe
    assert resolve("mine.yaml").name == "mine"
    again = train("cp", "iter1", "mine.yaml")
    assert again.exit_code == 1 and "--force" in again.stderr
    assert resolve("mine.yaml").recipe.data == "pairs-iter2"
    assert train("cp", "iter1", "mine.yaml", "--force").exit_code == 0
    assert resolve("mine.yaml").recipe.data == "pairs-iter1"


def test_validate_says_all_faults_at_once(golden: Golden) -> None:
    Path("mine.yaml").write_text(
        "method: dpo\ndata: 5\nloss: {bta: 0.1, beta: -1}\nprecision: bf61\nbatch: {pairs: 0}\n"
    )
    golden("train_validate", train("validate", "mine.yaml"))
    Path("mine.yaml").write_text("method: dpo\ndata: pairs-x\nstart: base\n")
    assert train("validate", "mine.yaml").exit_code == 0


def test_unknown_names() -> None:
    done = train("plan", "itre1")
    assert done.exit_code == 1 and "There is no recipe 'itre1'" in done.stderr
    done = train("resume", "iter7")
    assert done.exit_code == 1 and "fix: drift-train recipe iter7" in done.stderr
    done = train("plan", "seed", "--size", "70b")
    assert done.exit_code == 1 and "7b" in done.stderr


def test_what_is_missing_is_named_with_the_command_that_makes_it(model: Path) -> None:
    options = ("base=small", "--size", "tiny", "--runs", "made", "--store", "stored")
    done = train("recipe", "iter2", *options)
    assert done.exit_code == 1
    assert "fix: drift-train recipe iter1 base=small --size tiny --runs made --store stored\n" in done.stderr
    done = train("recipe", "seed", *options)
    assert done.exit_code == 1
    assert "fix: drift-data pair seed --rule seed --policy small --store stored\n" in done.stderr
    done = train("recipe", "seed", "--size", "tiny")
    assert done.exit_code == 1 and "fix: drift-train recipe seed base=MODEL --size tiny\n" in done.stderr
    done = train("plan", "seed", "--size", "tiny")  # who asks for a plan is not told to train
    assert done.exit_code == 1 and "fix: drift-train plan seed base=MODEL --size tiny\n" in done.stderr
    assert not Path("made").exists() and not Path("stored").exists()


def test_a_reference_that_is_missing_is_called_the_reference(model: Path) -> None:
    done = train("plan", "iter1", f"base={model}", "start=base", "reference=nope", "--size", "tiny")
    assert done.exit_code == 1 and "The reference of iter1 is the run nope" in done.stderr
    assert "iter1 reference=start" in done.stderr and "recipe nope" not in done.stderr


def test_a_path_is_no_run(model: Path) -> None:
    for key in (f"start={model.resolve()}", f"reference={model.resolve()}"):
        done = train("recipe", "seed", key, "base=small", "--size", "tiny", "--store", "stored")
        assert done.exit_code == 1 and "pairs-seed" in done.stderr  # the data is what is missing, not the model


def test_the_rule_comes_from_the_pairs_not_from_the_name(model: Path) -> None:
    assert train("cp", "spin-iter1", "mine.yaml").exit_code == 0
    done = train("recipe", "mine.yaml", "base=small", "--size", "tiny", "--store", "stored")
    assert "fix: drift-data pair spin-iter1 --rule spin --policy small --store stored" in done.stderr


def test_missing_pairs_of_iterdpo_need_a_ranker(model: Path) -> None:
    done = train("recipe", "iterdpo-iter1", "base=small", "--size", "tiny", "--store", "stored")
    assert "`pair: {ranker: judge}`" in done.stderr
    assert "drift-data pair iterdpo-iter1 --rule iterdpo --policy small --store stored" in done.stderr


def test_a_mistyped_dataset_is_named_before_the_command_that_makes_one(tmp_path: Path, model: Path) -> None:
    folder = _link(tmp_path, model).data.path
    for dataset in ("pairs-iter1", "pairs-other"):
        version = tmp_path / "stored" / "versions" / dataset / ("0" * 16)
        shutil.copytree(folder, version)
        about = json.loads((folder / "manifest.json").read_text())
        (version / "manifest.json").write_text(json.dumps(about | {"dataset": dataset}))
    options = ("start=base", "base=small", "--size", "tiny", "--store", "stored")
    done = train("plan", "iter2", "data=pairs-itr1", *options)
    assert "Pairs that are there: pairs-iter1, pairs-other." in done.stderr
    assert "fix: Did you mean data=pairs-iter1? Or make it:\n" in done.stderr
    done = train("plan", "iter2", *options)  # not made yet, and not mistyped
    assert "fix: drift-data pair iter2 --policy small" in done.stderr and "Did you mean" not in done.stderr


def test_what_is_said_twice_or_does_not_fit_the_method_is_a_fault() -> None:
    Path("mine.yaml").write_text("method: dpo\ndata: pairs-x\nstart: base\ntrl: {beta: 1, bf16: true}\n")
    done = train("validate", "mine.yaml")
    assert done.exit_code == 1 and "beta is loss.beta here, bf16 is precision here" in done.stderr
    done = train("plan", "kto", "loss.nll=0.5")
    assert done.exit_code == 1 and "loss.nll must be 0" in done.stderr
    done = train("plan", "kto", "batch.pairs=1", "loss.nll=0.5")
    assert (
        done.exit_code == 1 and "loss.nll must be 0" in done.stderr and "batch.pairs must be 2 or more" in done.stderr
    )
    assert resolve("kto", overrides=["batch.pairs=1", "loss.type=apo_zero_unpaired"]).recipe.batch.pairs == 1


def test_names_that_trl_does_not_know() -> None:
    pytest.importorskip("trl")
    Path("mine.yaml").write_text(
        "method: dpo\ndata: 5\nstart: base\nloss: {type: sigmod}\nschedule: {optimizer: nope, scheduler: lineer}\n"
        "trl: {max_grad_nrom: 1, output_dir: x, logging_steps: 10, max_steps: 3}\n"
    )
    done = train("validate", "mine.yaml")
    assert done.exit_code == 1 and "mine.yaml has 7 fault(s)" in done.stderr
    for fault in (
        "data: input should be a valid string, not 5",
        "has no such option (did you mean max_grad_norm?)",
        "trl.output_dir: is set by drift; take it out",
        "trl.logging_steps: is set by drift; take it out",
        "loss.type: 'sigmod' is not allowed (did you mean sigmoid?); allowed: sigmoid, hinge, ipo,",
        "schedule.optimizer: 'nope' is not allowed; allowed: adamw_torch,",
        "schedule.scheduler: 'lineer' is not allowed (did you mean linear?); allowed: linear, cosine,",
    ):
        assert fault in done.stderr
    for words in (("plan", "seed"), ("recipe", "seed"), ("loop", "--policy", "x")):
        done = train(*words, "schedule.optimizer=nope")
        assert done.exit_code == 1 and "schedule.optimizer: 'nope' is not allowed" in done.stderr
    for key in ("loss.type=ipo", "schedule.optimizer=adafactor", "schedule.scheduler=cosine", "trl.max_grad_norm=1"):
        resolve("seed", overrides=[key], names=True)
    with pytest.raises(DriftError, match="'sigmoid' is not allowed; allowed: kto, apo_zero_unpaired"):
        resolve("kto", overrides=["loss.type=sigmoid"], names=True)


def test_loop_prints_the_commands(golden: Golden, model: Path) -> None:
    words = ("loss.beta=0.2", "--policy", "small", "--size", "tiny", "--engine", "transformers", "--runs", "made")
    golden("train_loop", train("loop", *words, "--accelerate", "fsdp2", "--store", "stored", "--dry-run"))


def test_loop_stops_at_the_first_failure(model: Path) -> None:
    done = train("loop", "--policy", model, "--size", "tiny")
    assert done.exit_code == 1
    assert "[1/6] drift-data pair seed" in done.stdout and "[2/6]" not in done.stdout
    assert "0 of 6 commands done" in done.stderr


def test_loop_needs_a_model() -> None:
    done = train("loop", "--size", "tiny", "--dry-run")
    assert done.exit_code == 1 and "--policy" in done.stderr


def test_loop_looks_for_its_model_before_anything_else() -> None:
    done = train("loop", "--policy", "nowhere", "--size", "tiny", "--dry-run")
    assert (done.exit_code, done.stdout) == (1, "") and "There is no model folder nowhere" in done.stderr
    Path("runs/x/model").mkdir(parents=True)
    Path("runs/x/model/config.json").write_text("{}")
    done = train("loop", "--policy", "runs/x", "--size", "tiny", "--dry-run")
    assert done.exit_code == 1 and "fix: Name runs/x/model." in done.stderr


def _link(tmp_path: Path, model: Path, *keys: str, rows: int = 21, size: str = "tiny") -> Link:
    folder = tmp_path / "version"
    (folder / "data").mkdir(parents=True, exist_ok=True)
    tokens = {
        "prompt_tokens": [10] * rows,
        "chosen_tokens": [5] * (rows - 1) + [40],
        "rejected_tokens": [7] * rows,
    }
    pl.DataFrame(tokens).write_parquet(folder / "data" / "train-00000.parquet")
    about = {
        "dataset": "pairs-x", "id": "0" * 16, "step": "pair", "code": "", "inputs": [], "parents": {}, "parameters": {},
        "columns": [], "rows": rows, "splits": {"train": rows}, "dropped": {"cut": 2}, "counts": {}, "files": [],
        "packages": {},
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(about))
    recipe = tmp_path / "own.yaml"
    recipe.write_text("method: dpo\ndata: pairs-x\nstart: base\n")
    resolved = resolve(str(recipe), size, [f"base={model}", *keys])
    policy = Policy(str(model), model, "weights:00")
    policy.__dict__["template"] = "00"  # no tokenizer here
    return Link(resolved, Version("pairs-x", "0" * 16, folder), policy, policy, Run(tmp_path / "runs" / "own"), "")


def test_plan_counts_steps_as_the_trainer_does(tmp_path: Path, model: Path) -> None:
    planned = plan(_link(tmp_path, model, "schedule.epochs=2", "batch.pairs=4", "batch.accumulate=2"))
    assert (planned.rows, planned.batch, planned.steps) == (21, 8, 6)  # 6 batches, 3 updates, twice
    planned = plan(_link(tmp_path, model, "schedule.epochs=2", "batch.pairs=4", "batch.accumulate=2"), devices=2)
    assert (planned.batch, planned.steps) == (16, 4)
    assert plan(_link(tmp_path, model, "trl.max_steps=5")).steps == 5


def test_plan_counts_tokens(tmp_path: Path, model: Path) -> None:
    planned = plan(_link(tmp_path, model))
    assert planned.tokens == 21 * (10 + 10 + 7) + 20 * 5 + 40
    assert (planned.longest, planned.too_long, planned.dropped) == (50, 0, {"cut": 2})
    planned = plan(_link(tmp_path, model, "budget.max_length=49"))
    assert (planned.longest, planned.too_long) == (49, 1)


def test_plan_estimates_memory_by_the_formula(tmp_path: Path, model: Path) -> None:
    memory = plan(_link(tmp_path, model, "batch.pairs=4")).memory  # AdamW, float32, no checkpointing
    assert memory is not None
    assert (memory.weights, memory.gradients, memory.optimizer) == (4000, 4000, 8000)
    assert memory.activations == 2 * 4 * 50 * (17 * 8 * 4 * 3 + 3 * 4 * 50)
    assert memory.total == 16000 + memory.activations
    paper = plan(_link(tmp_path, model, size="7b"), devices=2, split="fsdp").memory  # RMSprop, bf16, checkpointing
    assert paper is not None
    assert (paper.weights, paper.gradients, paper.optimizer) == (3000, 2000, 2000)
    assert paper.activations == 2 * 4 * 50 * (8 * 2 * (3 + 17) + 3 * 4 * 50)
    reference = plan(_link(tmp_path, model, "precompute_reference=false")).memory
    assert reference is not None and reference.weights == 8000
    adapters = plan(_link(tmp_path, model, "lora.rank=1", "lora.targets=[gate_proj]")).memory
    assert adapters is not None and adapters.gradients == 4 * 3 * (8 + 16)


def test_plan_says_when_the_reference_is_computed(tmp_path: Path, model: Path) -> None:
    adapters = _link(tmp_path, model, "lora.rank=1")
    assert not plan(adapters, split="fsdp").precomputed
    assert plan(adapters, split="zero3").precomputed and plan(adapters).precomputed
    assert plan(_link(tmp_path, model), split="fsdp").precomputed
    assert plan(_link(tmp_path, model, "lora.rank=1", "lora.quantize=4bit"), split="fsdp").precomputed
    assert not plan(_link(tmp_path, model, "precompute_reference=false")).precomputed


def test_a_run_is_written_whole_with_no_path_of_the_machine_in_its_manifest(tmp_path: Path, model: Path) -> None:
    found = _link(tmp_path, model)
    assert prepare(found, "drift-train recipe own.yaml") is False
    manifest = found.run.manifest
    assert manifest["id"] == found.id and manifest["inputs"] == found.inputs and manifest["done"] is False
    assert str(tmp_path) not in (found.run.folder / "manifest.json").read_text()
    spec = found.run.spec()
    assert spec.recipe == found.resolved.recipe and all(path.is_absolute() for path in [*spec.train, spec.start])
    assert [path.name for path in found.run.folder.parent.iterdir()] == ["own"]  # nothing is left aside
    assert prepare(found, "drift-train recipe own.yaml") is False  # goes on


def test_another_run_of_that_name_is_not_written_over(tmp_path: Path, model: Path) -> None:
    found = _link(tmp_path, model)
    prepare(found, "")
    (found.run.checkpoints / "checkpoint-3").mkdir(parents=True)
    with pytest.raises(DriftError) as raised:
        prepare(_link(tmp_path, model, "loss.beta=0.2"), "")
    assert raised.value.why == "recipe.loss.beta: 0.1 there, 0.2 here"
    assert "--run NAME" in raised.value.fix


def test_a_run_goes_on_only_on_the_devices_it_was_begun_on(
    tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch = pytest.importorskip("torch")
    found = _link(tmp_path, model)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    started = []
    monkeypatch.setattr(launch, "run_command", lambda command, **_: started.append(command) or 1)
    prepare(found, "", "fsdp2")
    with pytest.raises(DriftError, match="exit code 1"):
        launch.train(found.run)
    assert found.run.manifest["devices"] == {"distributed_type": "FSDP", "processes": 2}
    (found.run.checkpoints / "checkpoint-3").mkdir(parents=True)
    prepare(found, "", "single")  # nothing to go on from yet
    prepare(found, "", "fsdp2")
    (found.run.checkpoints / "checkpoint-3" / "whole").touch()
    for layout in ("single", "multi_gpu"):
        with pytest.raises(DriftError, match=r"begun on 2 processes \(FSDP\)") as raised:
            prepare(found, "", layout)
        assert raised.value.fix.startswith(f"drift-train resume {found.run.folder}\n")
    for count, fix in (
        (4, "CUDA_VISIBLE_DEVICES=0,1 drift-train resume"),
        (1, "On a machine with 2 GPUs: drift-train"),
    ):
        monkeypatch.setattr(torch.cuda, "device_count", lambda count=count: count)
        with pytest.raises(DriftError, match="was begun on") as raised:
            launch.train(found.run)
        assert raised.value.fix.startswith(fix)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    prepare(found, "", "fsdp2")
    with pytest.raises(DriftError, match="exit code 1"):
        launch.train(found.run)
    assert len(started) == 2


def test_a_run_that_never_got_anywhere_does_not_stand_in_the_way(tmp_path: Path, model: Path) -> None:
    wrong = _link(tmp_path, model, "loss.type=sigmod")
    prepare(wrong, "")
    with locked(wrong.run.folder / "lock"), pytest.raises(DriftError, match="holds another run"):
        prepare(_link(tmp_path, model), "")  # it is being trained
    right = _link(tmp_path, model)
    assert not prepare(right, "")
    assert right.run.manifest["id"] == right.id


def test_ls_says_what_is_stale(tmp_path: Path, model: Path) -> None:
    found = _link(tmp_path, model)
    prepare(found, "")
    manifest = found.run.folder / "manifest.json"
    assert "cut off" in train("ls").stdout
    manifest.write_text(json.dumps(found.run.manifest | {"done": True}))
    (run,) = json.loads(train("ls", "--json").stdout)["runs"]
    assert (run["name"], run["state"], run["stale"]) == ("own", "done", "")
    refs = Store("drift-store").root / "refs"
    refs.mkdir(parents=True)
    (refs / "pairs-x").write_text("1" * 16)
    (run,) = json.loads(train("ls", "--json").stdout)["runs"]
    assert run["stale"] == f"There is a later pairs-x@{'1' * 16}."


@pytest.mark.parametrize("layout", ["multi_gpu", "fsdp2", "zero3"])
def test_accelerate_reads_the_layouts_that_are_shipped(layout: str, tmp_path: Path, model: Path) -> None:
    config = pytest.importorskip("accelerate.commands.config.config_args")
    found = _link(tmp_path, model)
    prepare(found, "", layout)
    read = config.load_config_from_file(str(found.run.folder / "accelerate.yaml"))
    assert read.distributed_type.value == {"multi_gpu": "MULTI_GPU", "fsdp2": "FSDP", "zero3": "DEEPSPEED"}[layout]
    assert not getattr(read, "fsdp_config", {}).get("fsdp_cpu_ram_efficient_loading")
    prepare(found, "", "single")
    assert not (found.run.folder / "accelerate.yaml").exists()


def test_a_layout_says_on_how_many_devices_and_whether_they_split_the_model(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    for text, devices, split in [
        ("distributed_type: MULTI_CPU\nnum_processes: 2\n", 2, None),
        ("distributed_type: FSDP\nnum_processes: 8\n", 8, "fsdp"),
        ("distributed_type: DEEPSPEED\nnum_processes: 4\ndeepspeed_config: {zero_stage: 3}\n", 4, "zero3"),
        ("distributed_type: DEEPSPEED\nnum_processes: 4\ndeepspeed_config: {zero_stage: 2}\n", 4, None),
    ]:
        own.write_text(text)
        assert (devices_of(str(own)), split_by(str(own))) == (devices, split)
    shipped = {layout: split_by(layout) for layout in ("single", "multi_gpu", "fsdp2", "zero3")}
    assert shipped == {"single": None, "multi_gpu": None, "fsdp2": "fsdp", "zero3": "zero3"}
    assert devices_of("single") == 1


def test_unknown_layout(tmp_path: Path, model: Path) -> None:
    with pytest.raises(DriftError, match="no layout 'fsdp3'"):
        prepare(_link(tmp_path, model), "", "fsdp3")
    assert not (tmp_path / "runs").exists()


def test_help_imports_nothing_heavy() -> None:
    code = """if True:
        import sys
        from drift_cli.train import main
        sys.argv = ["drift-train", *sys.argv[1:]]
        try:
            main()
        except SystemExit as done:
            assert not done.code
        heavy = {"torch", "trl", "transformers", "datasets", "polars", "pyarrow", "rich", "yaml"}
        sys.exit(f"imported: {heavy & set(sys.modules)}" if heavy & set(sys.modules) else 0)
    """
    for words in (["--help"], ["recipe", "--help"], ["loop", "--help"]):
        done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
