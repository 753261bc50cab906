"""Publish pairs on a Hub that runs on this machine for a moment, and load them from there.

    python examples/publish.py build/demo pairs-iter1 pairs-iter2

The server is that of the tests (tests/hub_server.py); client and commands are the real ones. With the Hub itself it is
`hf auth login`, and then the same `drift-data push`.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
REPO = "demo/pairs"


def main(store: str, *datasets: str) -> None:
    """Push each dataset, then load each by its config and version."""
    sys.path.insert(0, str(ROOT / "tests"))
    from hub_server import TOKEN, HubServer

    from drift_data.publish.push import config_of
    from drift_data.store import Store

    with TemporaryDirectory() as folder, HubServer(Path(folder) / "repos") as hub:
        environment = os.environ | hub.environment(Path(folder) / "home", TOKEN)
        program = str(Path(sys.executable).with_name("drift-data"))
        for dataset in datasets:
            words = ["push", dataset, REPO, "--private", "--store", store]
            print("$", shlex.join(["drift-data", *words]), flush=True)
            subprocess.run([program, *words], env=environment, check=True)
        for dataset in datasets:
            version = Store(store).find(dataset)
            load = f'load_dataset("{REPO}", "{config_of(dataset)}", revision="{version.id}")'
            print(">>>", load, flush=True)
            code = f"from datasets import load_dataset, disable_progress_bars; disable_progress_bars(); print({load})"
            subprocess.run([sys.executable, "-c", code], env=environment, check=True)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit("usage: python examples/publish.py STORE DATASET...")
    main(*sys.argv[1:])
