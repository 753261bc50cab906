"""Coverage of the high-reward region: who has good replies of many kinds covers most."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from drift_cli.data import app
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

pytest.importorskip("sklearn")

from drift_data.coverage.coverage import Options, coverage, topography
from drift_data.coverage.replies import Reply, read_replies, with_rewards
from drift_data.errors import DriftError
from drift_data.sample.policy import find_policy

KINDS = ["ant, fox", "ant and fox", "1. ant 2. fox", "- ant\n- fox", "Sure: ant, fox", "Here you go: ant and fox"]
WRONG = ["fox, ant", "fox", "no idea", "ant", "fox and fox", "I cannot say"]


def replies(prompt: str = "sort") -> list[Reply]:
    """Four methods: diverse and right; right but all alike; half right; diverse and wrong."""
    rows = [Reply("diverse", prompt, text, 1.0) for text in KINDS * 2]
    rows += [Reply("alike", prompt, KINDS[0], 1.0) for _ in range(12)]
    rows += [Reply("half", prompt, text, float(text in KINDS)) for text in KINDS[:6] + WRONG]
    rows += [Reply("wrong", prompt, text, 0.0) for text in WRONG * 2]
    return rows


@pytest.mark.parametrize("projection", ["pca", "tsne"])
def test_diverse_and_right_covers_most(projection: str) -> None:
    found = coverage(replies(), Options(projection=projection))  # type: ignore[arg-type]
    share = {name: method.coverage for name, method in found.methods.items()}
    assert share["diverse"] > share["alike"] + 0.2
    assert share["diverse"] > share["half"] > share["wrong"] == 0
    assert next(iter(found.methods)) == "diverse"
    assert found.methods["diverse"].distinct == 6 and found.methods["alike"].distinct == 1


def test_scale_and_order_do_not_matter() -> None:
    rows = replies()
    scaled = [Reply(row.method, row.prompt, row.text, 7 * (row.reward or 0) - 3) for row in rows]
    first, second = coverage(rows), coverage(scaled)
    assert {n: m.coverage for n, m in first.methods.items()} == pytest.approx(
        {n: m.coverage for n, m in second.methods.items()}
    )


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.sampled_from("ab"), st.text(max_size=12), st.floats(0, 1)), min_size=1, max_size=12))
def test_shares_are_shares(rows: list[tuple[str, str, float]]) -> None:
    own = [Reply(method, "p", text, reward) for method, text, reward in rows]
    found = topography(own, Options(grid=16))
    if found is None:
        assert not any(reward for _, _, reward in rows)
        return
    assert found.region.any()
    assert all(0 <= found.share(name) <= 1 for name in "ab")
    if len({method for method, _, _ in rows}) == 1:
        assert found.share(rows[0][0]) == pytest.approx(1)


def test_prompts_that_one_method_left_out_are_left_out() -> None:
    rows = [*replies("sort"), *replies("keep"), Reply("diverse", "extra", "ant", 1.0)]
    found = coverage(rows)
    assert (found.prompts, found.skipped) == (2, 1)
    assert found.methods["diverse"].low is not None


def test_embedding_of_a_model(tiny_policy: Path) -> None:
    pytest.importorskip("transformers")
    found = coverage(replies(), model=find_policy(str(tiny_policy)))
    assert found.methods["diverse"].coverage > found.methods["wrong"].coverage == 0


def test_faults_are_said(tmp_path: Path) -> None:
    path = tmp_path / "replies.jsonl"
    path.write_text('{"method": "a", "prompt": "p", "reply": "x"}\nno\n{"method": 1}\n')
    with pytest.raises(DriftError, match="2 lines"):
        read_replies(path)
    with pytest.raises(DriftError, match="no reward"):
        with_rewards([Reply("a", "p", "x")], None)
    with pytest.raises(DriftError, match="all methods"):
        coverage([Reply("a", "p", "x", 1.0), Reply("b", "q", "x", 1.0)])


def test_command(tmp_path: Path) -> None:
    path, figure = tmp_path / "replies.jsonl", tmp_path / "deep" / "coverage.png"
    rows = [{"method": r.method, "prompt": r.prompt, "reply": r.text, "reward": r.reward} for r in replies()]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    plain = CliRunner().invoke(app, ["coverage", str(path), "--figure", str(figure)])
    assert plain.exit_code == 0, plain.output
    assert plain.stdout.splitlines()[1].startswith("diverse")
    assert figure.read_bytes().startswith(b"\x89PNG")
    found = json.loads(CliRunner().invoke(app, ["coverage", str(path), "--json"]).stdout)
    assert found["methods"]["diverse"]["coverage"] > found["methods"]["alike"]["coverage"]
    assert CliRunner().invoke(app, ["coverage", str(tmp_path / "none.jsonl")]).exit_code == 1
