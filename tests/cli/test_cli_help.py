"""Help and the command reference."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import drift_cli
import pytest
from drift_cli import data, train
from drift_cli.reference import REGENERATE, commands, reference
from typer.testing import CliRunner, Result

Run = Callable[..., Result]

CLI = Path(drift_cli.__file__).parent
PROGRAMS = {"drift-data": data.app, "drift-train": train.app}
ALL = [(program, name) for program, app in PROGRAMS.items() for name in commands(app)]


def test_every_file_is_a_command() -> None:
    files = {path.stem.replace("_", " ") for path in (CLI / "data").glob("[!_]*.py")}
    assert files == {name for program, name in ALL if program == "drift-data"}
    assert {"mine", "signals", "signals check", "doctor"} <= files


@pytest.mark.parametrize(("program", "name"), ALL, ids=lambda word: word)
def test_every_command_has_help_and_an_example(program: str, name: str) -> None:
    done = CliRunner().invoke(PROGRAMS[program], [*name.split(), "--help"])
    assert done.exit_code == 0
    assert re.search(rf"^  Examples?:\n( .*\n)*    .*{program} {name}", done.stdout, re.MULTILINE)
    command = commands(PROGRAMS[program])[name]
    for parameter in command.params:
        assert getattr(parameter, "help", ""), f"{name}: {parameter.name} has no help"


def test_the_reference_is_up_to_date() -> None:
    page = Path(__file__).parents[2] / "docs" / "cli.md"
    assert page.read_text(encoding="utf-8") == reference(), f"run: {REGENERATE}"


def test_help_imports_nothing_heavy() -> None:
    code = """if True:
        import sys
        from drift_cli.data import main
        sys.argv = ["drift-data", "--help"]
        try:
            main()
        except SystemExit as done:
            assert not done.code
        heavy = {"duckdb", "polars", "pyarrow", "pydantic", "rich", "yaml", "datasets"} & set(sys.modules)
        sys.exit(f"imported: {heavy}" if heavy else 0)
    """
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "mine" in done.stdout


def test_only_the_console_prints() -> None:
    """Apart from the reference, which is no command."""
    for path in CLI.rglob("*.py"):
        if path.name not in ("console.py", "reference.py"):
            found = re.findall(r"\bprint\(|\becho\(|sys\.std(?:out|err)", path.read_text(encoding="utf-8"))
            assert not found, f"{path}: {found}"


def test_version_and_no_command(run: Run) -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+\S*\n", run("--version").stdout)
    assert run().exit_code == 2
