from __future__ import annotations

from pathlib import Path

import pytest
from ingest_dump import DumpReader


@pytest.fixture
def read_dump(tmp_path: Path) -> DumpReader:
    return DumpReader(tmp_path)
