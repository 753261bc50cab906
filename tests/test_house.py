"""What holds for the project as a whole: what is packed, what is pinned, what must not be in it."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest

from drift_data.mining.catalogue import read_signal
from drift_data.mining.check import check_signal

ROOT = Path(__file__).parent.parent
#: Folder in the checkout -> package it is installed as.
PACKAGES = {"drift_data": "drift_data", "cli": "drift_cli", "recipes": "drift_recipes"}


def _files() -> list[Path]:
    """What git tracks or would track, relative to the checkout."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    files = [Path(name) for name in listed.split("\0") if name]
    # Neither what was deleted but not committed yet, nor links.
    return [path for path in files if (ROOT / path).is_file() and not (ROOT / path).is_symlink()]


FILES = _files()
PACKED = [path for path in FILES if path.parts[0] in PACKAGES]
MODULES = [path for path in PACKED if path.suffix == ".py" and (ROOT / path).stat().st_size]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Names in a wheel, built from a copy: setuptools packs again whatever lies in an old build folder."""
    folder = tmp_path_factory.mktemp("wheel")
    for path in [*PACKED, *(path for path in FILES if len(path.parts) == 1)]:
        copy = folder / "tree" / path
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes((ROOT / path).read_bytes())
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    built = subprocess.run([*pip, "--wheel-dir", str(folder), str(folder / "tree")], capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    (path,) = folder.glob("*.whl")
    with ZipFile(path) as archive:
        return set(archive.namelist())


def test_the_wheel_has_every_file_of_the_packages(wheel: set[str]) -> None:
    wanted = {str(Path(PACKAGES[path.parts[0]], *path.parts[1:])) for path in PACKED}
    assert "drift_data/py.typed" in wanted
    assert "drift_data/mining/reactions.sql" in wanted
    assert wanted - wheel == set()


def test_the_wheel_has_nothing_else(wheel: set[str]) -> None:
    tops = {name.split("/")[0] for name in wheel}
    (info,) = {top for top in tops if top.endswith(".dist-info")}
    assert tops == {*PACKAGES.values(), info}
    assert f"{info}/licenses/LICENSE" in wheel


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_a_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse((ROOT / path).read_text(encoding="utf-8")))


# Spelled so that this file does not match itself.
FORBIDDEN = {
    "a package registry": r"(?:pypi|pythonhosted|anaconda)\.(?:org|com)\b|--(?:extra-)?index[-]url|--find[-]links",
    "a path of this machine": rf"(?<![A-Za-z0-9_.])(?:/(?:work|farm)/|/root/\.|{re.escape(str(ROOT))}\b)",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_names(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what])
    found = []
    for path in FILES:
        text = (ROOT / path).read_bytes().decode("utf-8", errors="replace")
        found += [f"{path}: {match[0]}" for match in pattern.finditer(text)]
    assert found == []


def test_no_lock_file_with_addresses() -> None:
    assert [path for path in FILES if re.fullmatch(r"(uv|poetry)\.lock|pylock.*\.toml|Pipfile\.lock", path.name)] == []


def test_the_signal_of_the_contributing_guide_works(tmp_path: Path) -> None:
    example = re.search(r"```sql\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.DOTALL)
    assert example
    path = tmp_path / "asks_for_source.sql"
    path.write_text(example[1], encoding="utf-8")
    assert [result.example for result in check_signal(read_signal(path)) if not result.passed] == []


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [project["dependencies"], *project["optional-dependencies"].values()]
    wanted = {_package(line) for lines in asked for line in lines}
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = {_package(line) for line in pins if "==" in line}
    # An extra may bring another one of ours.
    assert wanted - pinned == {project["name"]}, "make constraints"


def _package(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found
    return re.sub(r"[-_.]+", "-", found[0]).lower()
