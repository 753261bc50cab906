"""Print constraints.txt: exact versions of all that `.[test,bench]` needs, for each Python named.

python .ci/pin.py python3.11 python3.12 python3.13 > constraints.txt
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
# setuptools is no dependency; the test that looks into the wheel builds one with it.
WANTED = (f"{ROOT}[test,bench]", "setuptools>=77")
HEADER = """\
# Exact versions for `pip install -c constraints.txt`, so that a checkout gives the same environment next year.
# Made by `make constraints`: for each Python, `pip install ".[test,bench]" "setuptools>=77"` into an empty
# environment, then `pip freeze`.
"""


def pinned(python: str) -> tuple[str, dict[str, str]]:
    """("3.11", {package: version}) as pip resolves it for one Python, today."""
    with TemporaryDirectory() as folder:
        subprocess.run([python, "-m", "venv", folder], check=True)
        pip = [f"{folder}/bin/python", "-m", "pip", "--disable-pip-version-check"]
        subprocess.run([*pip, "install", "--quiet", *WANTED], check=True, stdout=sys.stderr)
        freeze = [*pip, "freeze", "--all", "--exclude", "pip", "--exclude", "drift-llm"]
        lines = subprocess.run(freeze, check=True, capture_output=True, text=True).stdout.split()
        asks = "import sys; print('{}.{}'.format(*sys.version_info))"
        version = subprocess.run([python, "-c", asks], check=True, capture_output=True, text=True).stdout.strip()
    return version, dict(line.split("==") for line in lines)


def merged(pins: list[tuple[str, dict[str, str]]]) -> list[str]:
    """Lines of a constraints file; a marker where the Pythons (oldest first) differ."""
    lines = []
    for package in sorted({name for _, packages in pins for name in packages}, key=str.lower):
        runs: list[tuple[str | None, list[int]]] = []  # a version, and the Pythons in a row that have it
        for place, (_, packages) in enumerate(pins):
            version = packages.get(package)
            if runs and runs[-1][0] == version:
                runs[-1][1].append(place)
            else:
                runs.append((version, [place]))
        for version, places in runs:
            bounds = [f'python_version >= "{pins[places[0]][0]}"'] if places[0] > 0 else []
            bounds += [f'python_version < "{pins[places[-1] + 1][0]}"'] if places[-1] + 1 < len(pins) else []
            if version is not None:
                lines.append(f"{package}=={version}" + (f"; {' and '.join(bounds)}" if bounds else ""))
    return lines


if __name__ == "__main__":
    print(HEADER + "\n".join(merged([pinned(python) for python in sys.argv[1:]])))
