"""Choosing an engine, and saying which one it was."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

import pytest

from drift_data.errors import DriftError
from drift_data.extras import install
from drift_data.sample import engines
from drift_data.sample.settings import EngineName, Engines


def test_describing_loads_nothing() -> None:
    code = (
        "import sys; from drift_data.sample.engines import describe_engine;"
        "from drift_data.sample.settings import Engines; print(describe_engine(Engines(name='transformers')));"
        "sys.exit(bool({'torch', 'vllm', 'transformers', 'openai'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "'torch': '" in done.stdout


@pytest.mark.parametrize("name", ["vllm", "server", "transformers"])
def test_a_description_has_versions_and_what_changes_samples(name: EngineName) -> None:
    if name == "vllm" and find_spec("vllm") is None:
        pytest.skip("vLLM is not installed")
    settings = Engines.model_validate(
        {"name": name, "server": {"urls": ["http://me:hush@there/v1"], "model": "finch"}, "context": 999}
    )
    described = engines.describe_engine(settings)
    assert described["name"] == name
    package = "openai" if name == "server" else name
    assert described[package][0].isdigit()
    assert "hush" not in str(described)
    # A request that is longer than the context is never asked, so the context changes no sample.
    assert "999" not in str(described)
    assert described["model"] == "finch" if name == "server" else described["dtype"] == "auto"


def test_a_missing_package_is_named_with_what_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(engines.PACKAGES, "vllm", ("vllm", (("no-such-package", "nor-this-one"),)))
    with pytest.raises(DriftError, match="no-such-package") as fault:
        engines.describe_engine(Engines(name="vllm"))
    assert fault.value.fix.startswith(install("vllm"))


def test_what_only_carries_requests_makes_no_other_journal() -> None:
    assert engines.identify_engine(Engines(name="server")) == {"name": "server", "model": None}
    assert {"torch", "transformers"} <= set(engines.identify_engine(Engines(name="transformers")))
