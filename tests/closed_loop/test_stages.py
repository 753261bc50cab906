"""Stages run once, and say what failed."""

from __future__ import annotations

from pathlib import Path

import pytest
from closed_loop.stages import Stages


def test_a_stage_that_is_done_is_not_run_again(tmp_path: Path) -> None:
    stages = Stages(tmp_path)
    for _ in range(2):
        stages.command("count", ["python", "-c", "print('x', file=open('ran', 'a'))"])
    assert (tmp_path / "ran").read_text() == "x\n"


def test_a_stage_that_failed_is_run_again_and_says_why(tmp_path: Path) -> None:
    stages = Stages(tmp_path)
    words = ["python", "-c", "import sys, pathlib; sys.exit('no luck' if not pathlib.Path('now').exists() else 0)"]
    with pytest.raises(SystemExit, match="no luck"):
        stages.command("try", words)
    (tmp_path / "now").touch()
    stages.command("try", words)
