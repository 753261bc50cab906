"""The whole of drift, once around, on real parts: users are answered better, and with broken pairs they are not."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from closed_loop import report
from closed_loop.arms import ARMS, Scale
from closed_loop.chain import WARM, Chain
from closed_loop.measures import deployment, read

pytestmark = pytest.mark.engine
for package in ("torch", "trl", "sklearn", "matplotlib"):
    pytest.importorskip(package)

SCALE = Scale(seeds=1, arms=("drift",), conversations=2500, iterations=1, steps=60, held_out=196)
#: Least gain in true utility over the warmed-up model. Measured: 0.05 with the pairs as they are, -0.02 by coin, -0.18
#: swapped; 0.01 is the standard error.
MARGIN = 0.025


@pytest.fixture(scope="module")
def drift(tmp_path_factory: pytest.TempPathFactory) -> Chain:
    """A policy deployed, mined, paired, trained and deployed again."""
    chain = Chain(tmp_path_factory.mktemp("loop"), "drift", ARMS["drift"], SCALE, 0, "transformers")
    chain.start()
    # What users would say of the outcome is not looked at.
    chain = replace(chain, scale=replace(SCALE, conversations=0))
    chain.run()
    return chain


def control(drift: Chain, kind: str) -> Chain:
    """The same logs, the same samples; only which reply is chosen differs."""
    chain = replace(drift, name=kind, arm=ARMS[kind])
    shutil.copytree(drift.folder, chain.folder)
    for stage in ("pairs-1", "train-1", "deploy-1"):
        (chain.folder / "stages" / f"{stage}.json").unlink()
    for made in ("runs/iter1", "deployed/1"):
        shutil.rmtree(chain.folder / made)
    chain.run()
    return chain


def gain(chain: Chain) -> float:
    before, after = (deployment(chain.folder / "deployed" / name)["utility"] for name in (WARM, "1"))
    return after - before


def test_the_users_are_as_the_paper_counts_them(drift: Chain) -> None:
    shown = deployment(drift.folder / "deployed" / "0")
    assert shown["dsat"] == pytest.approx(0.12, abs=0.025)
    assert shown["sat"] == pytest.approx(0.05, abs=0.02)
    assert shown["utility"] == pytest.approx(0.55, abs=0.05)


def test_mining_finds_what_users_showed(drift: Chain) -> None:
    found = json.loads((drift.folder / "mined-0.json").read_text())
    assert found["dsat"]["precision"] > 0.9 and found["dsat"]["recall"] > 0.45
    assert found["sat"]["precision"] > 0.9 and found["sat"]["recall"] > 0.6


def test_utility_rises_and_with_broken_pairs_it_does_not(drift: Chain) -> None:
    swapped, coin = control(drift, "swapped"), control(drift, "random")
    gains = {chain.name: gain(chain) for chain in (drift, swapped, coin)}
    assert gains["drift"] > MARGIN, gains
    assert gains["swapped"] < -MARGIN, gains
    assert gains["random"] < MARGIN, gains


def test_a_chain_that_is_done_does_nothing(drift: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("subprocess.run", lambda *_, **__: pytest.fail("a stage ran again"))
    drift.run()


def test_a_log_holds_no_truth(drift: Chain) -> None:
    """Nothing that the miner reads says what is true."""
    rows = read(drift.folder / "deployed" / "0" / "log.jsonl")
    assert len(rows) == SCALE.conversations
    assert not {"label", "rubric", "right", "planted", "tasks"} & {key for row in rows for key in row}


def test_the_page_needs_no_other_file(drift: Chain, tmp_path: Path) -> None:
    report.write(drift.out, tmp_path / "docs" / "closed-loop.md", tmp_path / "page.html", "transformers")
    text, page = (tmp_path / "docs" / "closed-loop.md").read_text(), (tmp_path / "page.html").read_text()
    assert "Not run: " in text and "| DRIFT | 1 | " in text
    assert page.count("<img") == 3 and not re.findall(r'(?:src|href)="(?!data:|https://arxiv)', page)
