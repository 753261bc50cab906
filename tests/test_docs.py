"""What the documents say is run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from drift_data.ingest.formats import all_formats
from drift_data.mining.catalogue import read_signal
from drift_data.mining.check import check_signal, columns
from drift_data.reference import reference

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def test_readme_commands_run_in_order(tmp_path: Path) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    commands = [line[2:] for block in blocks(README, "console") for line in block.splitlines() if line.startswith("$ ")]
    commands = [command for command in commands if not command.startswith("pip ")]
    assert len(commands) > 8
    bin_ = Path(sys.executable).parent
    environment = os.environ | {"PATH": f"{bin_}{os.pathsep}{os.environ['PATH']}"}
    for command in commands:
        done = subprocess.run(command, shell=True, cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"


@pytest.mark.parametrize("code", blocks(README, "python"))
def test_readme_python_runs(code: str, tmp_path: Path) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    program = f"{code}\nassert disliked.height > 0"
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_datasets_document_is_up_to_date() -> None:
    written = (ROOT / "docs" / "datasets.md").read_text(encoding="utf-8")
    assert written == reference(), "run: python -m drift_data.reference > docs/datasets.md"


def test_formats_document_names_every_format() -> None:
    text = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    assert [name for name in all_formats() if f"`{name}`" not in text] == []


def test_signals_document(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "signals.md").read_text(encoding="utf-8")
    assert [name for name in columns() if f"`{name}`" not in text] == []
    path = tmp_path / "wants_source.sql"
    path.write_text(blocks(text, "sql")[0], encoding="utf-8")
    assert [result for result in check_signal(read_signal(path)) if not result.passed] == []
