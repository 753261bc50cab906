"""Layouts: on how many devices a run trains, and what each of them holds."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from drift_data.errors import DriftError
from drift_data.extras import need
from drift_recipes.plan import Split
from drift_recipes.spec import Run

#: Layouts that are shipped, beside `single`.
LAYOUTS = ("multi_gpu", "fsdp2", "zero3")


def devices(text: str | None) -> dict[str, Any]:
    """On what a layout, as `layout_text` gives it, trains here, as it stands in the manifest of a run."""
    if text is None:
        return {"distributed_type": "NO", "processes": 1}
    values = yaml.safe_load(text)
    number = values.get("num_processes")
    return {
        "distributed_type": values["distributed_type"],
        "processes": max(1, int(need("torch", "train").cuda.device_count() if number is None else number)),
    }


def devices_of(layout: str) -> int:
    """On how many devices a layout trains: as it says, or on all the GPUs there are (1 where there is none)."""
    return int(devices(layout_text(layout))["processes"])


def check_devices(run: Run, text: str | None) -> None:
    """Steps are counted in batches of all processes, and the optimizer lies as they split it: a run keeps to them.

    Args:
        text: of the layout that is to go on with the run.

    Raises:
        DriftError: the run has a checkpoint of other devices.
    """
    begun = run.manifest.get("devices")
    if not run.resumable or begun is None or begun == (here := devices(text)):
        return
    resume = f"drift-train resume {run.folder}"
    number = int(begun["processes"])
    own = devices(run.layout.read_text(encoding="utf-8") if run.layout.is_file() else None)
    if own != begun and own["processes"] > number:
        resume = f"CUDA_VISIBLE_DEVICES={','.join(map(str, range(number)))} {resume}"
    elif own != begun:
        resume = f"On a machine with {number} GPUs: {resume}"
    raise DriftError(
        f"{run.folder} was begun on {_said(begun)}, and this would go on with {_said(here)}.",
        why="Its checkpoint fits only what it was begun on: steps and optimizer are split over the processes.",
        fix=f"{resume}\nOr begin anew: rm -r {run.folder}",
    )


def split_by(layout: str) -> Split | None:
    """What splits weights, gradients and optimizer over the devices of a layout, or of a file; None: nothing does."""
    values = yaml.safe_load(layout_text(layout) or "{}")
    kind = values.get("distributed_type")
    if kind == "DEEPSPEED":
        return "zero3" if (values.get("deepspeed_config") or {}).get("zero_stage") == 3 else None
    return "fsdp" if kind == "FSDP" else None


def layout_text(layout: str) -> str | None:
    """The configuration of accelerate; None for a single process.

    Raises:
        DriftError: there is no such layout.
    """
    if layout == "single":
        return None
    if layout in LAYOUTS:
        return (files("drift_recipes") / "accelerate" / f"{layout}.yaml").read_text(encoding="utf-8")
    path = Path(layout)
    if not path.is_file():
        raise DriftError(
            f"There is no layout {layout!r}.",
            fix=f"Use single, {', '.join(LAYOUTS)}, or a file of `accelerate config`.",
        )
    read_layout(path)
    return path.read_text(encoding="utf-8")


def read_layout(path: Path) -> dict[str, Any]:
    """What a configuration of accelerate says.

    Raises:
        DriftError: it is none.
    """
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise DriftError(f"{path} is not YAML.", why=str(error)) from error
    if not isinstance(values, dict) or "distributed_type" not in values:
        raise DriftError(f"{path} is no configuration of accelerate.", fix=f"accelerate config --config_file {path}")
    return values


def gpus() -> int:
    """How many there are.

    Raises:
        DriftError: fewer than two.
    """
    count = int(need("torch", "train").cuda.device_count())
    if count < 2:
        raise DriftError(
            f"This wants two GPUs or more, and there {'is one' if count else 'is none'}.",
            fix="--accelerate single\nOr a file that says num_processes: --accelerate FILE",
        )
    return count


def _said(on: dict[str, Any]) -> str:
    number = int(on["processes"])
    return f"{number} process{'es' if number != 1 else ''} ({on['distributed_type']})"
