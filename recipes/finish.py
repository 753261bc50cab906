"""The model folder of a run that is done: weights as trained, all else as it was in the model it started from."""

from __future__ import annotations

import shutil
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

from drift_data.extras import need
from drift_recipes.spec import Run, Spec

#: Not taken over: weights, and what speaks of the model before.
_WEIGHTS = ("*.safetensors", "*.bin", "*.pt", "*.pth", "*.h5", "*.msgpack", "*.gguf", "*.index.json")
_NOT_COPIED = (*_WEIGHTS, "README.md", ".*")
_PACKAGES = ("torch", "transformers", "trl", "accelerate", "peft")


def write_model(run: Run, spec: Spec, trained: Path) -> None:
    """Make model/ of what a trainer saved: whole, or not at all.

    Weights have the type of the start model's; adapters are merged. Tokenizer, chat template and configuration are the
    start model's files, byte for byte.

    Args:
        trained: what the trainer saved: a model, or adapters where the recipe has `lora`.
    """
    transformers, torch = need("transformers", "train"), need("torch", "train")
    auto, remote = transformers.AutoModelForCausalLM, {"trust_remote_code": spec.trust_remote_code}
    # Under DeepSpeed models would be loaded in pieces, one for each process, and this process is alone here.
    transformers.integrations.deepspeed.unset_hf_deepspeed_config()
    dtype = transformers.AutoConfig.from_pretrained(spec.start, **remote).dtype or torch.float32
    if spec.recipe.lora is None:
        model = auto.from_pretrained(trained, dtype=dtype, **remote)
    else:
        base = auto.from_pretrained(spec.start, dtype=torch.float32, **remote)
        model = need("peft", "train").PeftModel.from_pretrained(base, trained).merge_and_unload().to(dtype)
    aside = run.folder / "model.new"
    shutil.rmtree(aside, ignore_errors=True)
    model.save_pretrained(aside)
    for file in aside.iterdir():
        if not file.match("*.safetensors") and not file.match("*.index.json"):
            file.unlink()
    for file in spec.start.iterdir():
        if file.is_file() and not any(file.match(pattern) for pattern in _NOT_COPIED):
            shutil.copyfile(file, aside / file.name)
    (aside / "README.md").write_text(card(run.manifest, spec), encoding="utf-8")
    shutil.rmtree(run.model, ignore_errors=True)
    aside.rename(run.model)


def card(manifest: dict[str, Any], spec: Spec) -> str:
    """The model card: what the model was trained on, from what, and how. No path of the machine, no text of a log."""
    inputs = {**manifest, **manifest.get("inputs", {})}
    start, reference = (inputs.get(key) or {} for key in ("start", "reference"))
    header = {"library_name": "transformers", "pipeline_tag": "text-generation", "tags": ["drift", spec.recipe.method]}
    recipe = spec.recipe.model_dump(mode="json", exclude={"base", "start", "reference", "tracking"}, exclude_none=True)
    facts = {
        "data": inputs.get("data", spec.recipe.data),
        "start model": _model(start),
        "reference": _model(reference),
        "run": spec.id,
        "packages": ", ".join(f"{name} {version(name)}" for name in _PACKAGES if _there(name)),
    }
    return (
        f"---\n{yaml.safe_dump(header, sort_keys=False)}---\n\n# {spec.name}\n\n"
        f"Trained with drift by {spec.recipe.method.upper()} on feedback that users gave in chat logs "
        "(DRIFT, arXiv 2510.02341).\n\n"
        + "".join(f"- {name}: `{value}`\n" for name, value in facts.items() if value)
        + f"\nThe recipe:\n\n```yaml\n{yaml.safe_dump(recipe, sort_keys=False)}```\n"
    )


def mark_done(run: Run, left_out: dict[str, int]) -> None:
    """Set `done` in the manifest: the model is whole; and say which rows it did not see, by reason."""
    run.note(done=True, left_out=left_out)


def _model(about: dict[str, Any]) -> str:
    return f"{about['model']} ({about['identity']})" if about else ""


def _there(package: str) -> bool:
    try:
        version(package)
    except ModuleNotFoundError:
        return False
    return True
