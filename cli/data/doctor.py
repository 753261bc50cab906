"""drift-data doctor"""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple

import typer

from drift_data.errors import DriftError
from drift_data.extras import DISTRIBUTION, install

from .. import console
from ..options import JsonOption, ProjectOption, StoreOption, read_project, spelled
from ..text import many, size

_DISK = 1_000_000_000
_MEMORY = 2_000_000_000
_REQUIREMENT = re.compile(r"(?P<name>[\w.-]+)[^;]*?(>=(?P<least>[\d.]+))?\s*(;.*extra == ['\"](?P<extra>[\w-]+)['\"])?")


class Check(NamedTuple):
    """One thing looked at; `fix` is empty when it is as it should be."""

    name: str
    found: str
    fix: str = ""


def command(store: StoreOption = Path("drift-store"), project: ProjectOption = None, json: JsonOption = False) -> None:
    """Look for what could go wrong on this machine.

    Packages, engines, memory, disk, the store and the project file. Exits with 1 if anything is off.

    \b
    Example:
      drift-data doctor
    """
    checks = [
        _python(),
        *_packages(),
        *_engines(),
        _memory(),
        _disk(store),
        _writable(store),
        _references(store),
        _project(project),
    ]
    if json:
        console.json(
            [{"name": check.name, "found": check.found, "ok": not check.fix, "fix": check.fix} for check in checks]
        )
    else:
        for check in checks:
            verdict = console.Styled("OFF ", "red") if check.fix else console.Styled("ok  ", "green")
            console.result(f"{verdict.text} {check.name:<20} {check.found}", verdict.style if check.fix else "")
            if check.fix:
                console.result(f"     fix: {check.fix}")
    off = [check for check in checks if check.fix]
    if off:
        raise typer.Exit(1)
    if not json:
        console.result("everything is in order")


def _python() -> Check:
    found = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    return Check("python", found, "" if sys.version_info >= (3, 11) else "Install Python 3.11 or later.")


def _packages() -> Iterator[Check]:
    """What drift needs, and its extras, as its own metadata lists them."""
    from drift_data.sample.engines import PACKAGES

    extras: dict[str, list[str]] = {}
    for line in metadata.requires(DISTRIBUTION) or []:
        match = _REQUIREMENT.fullmatch(line.strip())
        if match is None:
            continue
        name, least = match["name"], match["least"]
        try:
            version: str | None = metadata.version(name)
        except metadata.PackageNotFoundError:
            version = None
        if match["extra"]:
            extras.setdefault(match["extra"], []).append("" if version else name)
        elif version is None or (least and _numbers(version) < _numbers(least)):
            wanted = f"{name}>={least}" if least else name
            yield Check(name, version or "not installed", f'pip install "{wanted}"')
        else:
            yield Check(name, version)
    for extra, missing in extras.items():
        lacks = [name for name in missing if name]
        if extra not in ("test", "bench", *(extra for extra, _ in PACKAGES.values())):
            found = f"missing {', '.join(lacks)}; optional: {install(extra)}"
            yield Check(f"extra {extra}", found if lacks else "installed")


def _engines() -> Iterator[Check]:
    """What can sample here. None is needed for mining, so a missing one is not off."""
    from drift_data.sample.engines import PACKAGES, installed

    gpu = shutil.which("nvidia-smi") or shutil.which("rocm-smi")
    for engine, (extra, packages) in PACKAGES.items():
        versions = {names[0]: installed(names) for names in packages}
        lacks = [name for name, version in versions.items() if version is None]
        if not lacks:
            found = ", ".join(f"{name} {version}" for name, version in versions.items())
        elif engine == "vllm" and not gpu:
            found = f"missing {', '.join(lacks)}; optional, and there is no GPU here: --engine transformers samples too"
        else:
            found = f"missing {', '.join(lacks)}; optional: {install(extra)}"
        yield Check(f"engine {engine}", found)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3])


def _memory() -> Check:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limit = Path("/sys/fs/cgroup/memory.max")
    if limit.is_file() and (text := limit.read_text().strip()).isdigit():
        memory = min(memory, int(text))
    found = f"{size(memory)}, {many(os.cpu_count() or 1, 'core')}"
    return Check("memory", found, "" if memory >= _MEMORY else f"Mining needs {size(_MEMORY)}; use a larger machine.")


def _disk(store: Path) -> Check:
    free = shutil.disk_usage(_there(store)).free
    fix = "" if free >= _DISK else "Free some space, or put the store elsewhere with --store."
    return Check("disk", f"{size(free)} free for {store}", fix)


def _writable(store: Path) -> Check:
    folder = _there(store)
    try:
        with TemporaryFile(dir=folder):
            pass
    except OSError as fault:
        return Check("store", f"{folder}: {fault.strerror}", "Choose a folder that can be written to with --store.")
    return Check("store", f"{store} can be written to")


def _there(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    return next(parent for parent in (folder.absolute(), *folder.absolute().parents) if parent.is_dir())


def _references(store: Path) -> Check:
    from drift_data.store import Store

    opened = Store(store)
    try:
        for name in opened.refs():
            _ = opened.find(name).manifest
    except DriftError as fault:
        return Check("versions", fault.what, fault.fix or spelled("verify", store=store))
    return Check("versions", f"{many(len(opened.versions()), 'version')}, {many(len(opened.refs()), 'reference')}")


def _project(path: Path | None) -> Check:
    try:
        read_project(path)
    except DriftError as fault:
        return Check("drift.yaml", f"{fault.what} {fault.why}", fault.fix or "Correct it.")
    return Check("drift.yaml", "in order" if path or Path("drift.yaml").is_file() else "none; the defaults are used")
