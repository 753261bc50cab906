"""From labels to a scorer of one's own, and back into mining: a log in a dialect that no signal knows."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from typer.testing import Result

import drift_data

Run = Callable[..., Result]

DISLIKE = ["blorp, {} mip", "dat bin {} blorp", "nae nae {} blorp at a'"]
LIKE = ["fleem {} aye", "richt fleem, {}", "fleem fleem {}"]
NEITHER = ["an whit aboot {}?", "noo {} please", "gie me {}", "{} an a", "hoo dae I {}", "tell me {}", "then {}"]
THINGS = ["brig", "kirk", "loch", "glen", "burn", "strath", "firth", "ben", "skerry", "machair", "haugh", "law"]


@pytest.fixture(scope="module")
def dialect(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """(a log, the labels of it)"""
    folder = tmp_path_factory.mktemp("dialect")
    draw = random.Random(0)
    labels = []
    with (folder / "log.jsonl").open("w", encoding="utf-8") as file:
        for number in range(60):
            messages = [{"role": "user", "content": "When was it built?"}]
            for _ in range(3):
                label = draw.choices(["dsat", "sat", "neutral"], [2, 2, 6])[0]
                form = draw.choice({"dsat": DISLIKE, "sat": LIKE, "neutral": NEITHER}[label])
                said = form.format(draw.choice(THINGS))
                labels.append({"conversation_id": str(number), "turn": len(messages) + 1, "label": label})
                messages += [
                    {"role": "assistant", "content": f"In {draw.randrange(1000, 2000)}, they say."},
                    {"role": "user", "content": said},
                ]
            messages.append({"role": "assistant", "content": "As you say."})
            file.write(json.dumps({"id": str(number), "messages": messages}) + "\n")
    pl.DataFrame(labels).write_ndjson(folder / "labels.jsonl")
    return folder / "log.jsonl", folder / "labels.jsonl"


def test_the_round_trip(dialect: tuple[Path, Path], run: Run, tmp_path: Path) -> None:
    log, labels = dialect
    assert run("mine", log).exit_code == 0
    shipped = json.loads(run("evaluate", "--labels", labels, "--json").stdout)
    done = run("fit", "--labels", labels, "--json")
    assert done.exit_code == 0, done.output
    fitted = json.loads(done.stdout)
    assert fitted["rows"] == 180 and fitted["fresh"]
    for side in ("dsat", "sat"):
        assert f"only {fitted['labelled'][side]} of the labelled reactions are {side}" in done.stderr
        change = fitted["changes"][side]["average_precision"]
        before = shipped["sides"][side]["measures"]["average_precision"]["value"]
        assert change["before"] == pytest.approx(before, abs=1e-3)
        assert change["after"] > 0.9 > change["before"] and change["low"] > 0
    again = run("fit", "--labels", labels)
    assert again.exit_code == 0 and "up to date" in again.stdout and "in cross-validation" in again.stdout

    assert run("mine", log, "--scorer", "scorer").exit_code == 0
    feedback = drift_data.Store("drift-store").find("feedback")
    assert str(feedback.manifest.parents["scorer"]) == fitted["version"]
    mined = run("evaluate", "--labels", labels, "--json")
    recall = [json.loads(mined.stdout)["sides"]["dsat"], shipped["sides"]["dsat"]]
    assert recall[0]["measures"]["recall"]["value"] > recall[1]["measures"]["recall"]["value"]
    assert "fitted on 180 of these labels, so these figures flatter" in mined.stderr
    pl.read_ndjson(labels).head(30).write_parquet("some.parquet")
    assert "labelled dsat: its figures say little" in run("evaluate", "--labels", "some.parquet").stderr
    assert json.loads(run("evaluate", "--labels", "some.parquet", "--json").stdout)["fitted_on"] == 30
    (tmp_path / "drift.yaml").write_text("scorer: scorer\n")
    plan = json.loads(run("mine", log, "--dry-run", "--json").stdout)
    assert all(step["up_to_date"] for step in plan["steps"])

    # With thresholds of their own, that is what both scorers are measured at.
    (tmp_path / "drift.yaml").write_text("thresholds: {dsat: 1, sat: 1}\n")
    strict = json.loads(run("fit", "--labels", labels, "--json").stdout)
    assert not strict["fresh"] and strict["changes"]["dsat"]["recall"]["after"] == 0
    (tmp_path / "drift.yaml").unlink()

    pl.read_ndjson(labels).head(9).write_parquet("few.parquet")
    few = run("fit", "--labels", "few.parquet")
    assert few.exit_code == 1 and "Label more" in few.stderr
    pl.read_ndjson(labels).with_columns(pl.col("conversation_id") + " of another log").write_parquet("other.parquet")
    other = run("fit", "--labels", "other.parquet")
    assert other.exit_code == 1 and "None of the 180 labels" in other.stderr
    none = run("mine", log, "--scorer", "scorer", "--store", "elsewhere")
    assert none.exit_code == 1 and "fix: drift-data fit" in none.stderr
    none = run("mine", log, "--scorer", "feedback")
    assert none.exit_code == 1 and "no scorer" in none.stderr
