"""What doctor says about engines."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from drift_cli.data import doctor
from typer.testing import Result

from drift_data.extras import install
from drift_data.sample import engines

Run = Callable[..., Result]


def listed(run: Run) -> dict[str, dict[str, str | bool]]:
    checks = json.loads(run("doctor", "--json").stdout)
    return {check["name"]: check for check in checks if check["name"].startswith("engine ")}


def test_doctor_lists_engines_with_versions(run: Run) -> None:
    found = listed(run)
    assert set(found) == {"engine vllm", "engine server", "engine transformers"}
    assert f"transformers {engines.installed(('transformers',))}" in str(found["engine transformers"]["found"])


def test_doctor_says_how_to_install_an_engine(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "installed", lambda names: None)
    monkeypatch.setattr(doctor.shutil, "which", lambda name: None)
    found = listed(run)
    assert install("server") in str(found["engine server"]["found"])
    assert install("sample") in str(found["engine transformers"]["found"])
    assert "--engine transformers" in str(found["engine vllm"]["found"])
    monkeypatch.setattr(doctor.shutil, "which", lambda name: f"/usr/bin/{name}")
    assert install("vllm") in str(listed(run)["engine vllm"]["found"])
    # Mining needs none.
    assert all(check["ok"] for check in listed(run).values())
