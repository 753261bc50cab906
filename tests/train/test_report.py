"""drift-train report: the table, the flags, the figure, the page."""

from __future__ import annotations

import base64
import json
import math
import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from drift_cli.train import app
from typer.testing import CliRunner, Result

from drift_data.errors import DriftError
from drift_recipes.flags import Flag, find_flags
from drift_recipes.history import read_history
from drift_recipes.plot import draw
from drift_recipes.recipe import resolve
from drift_recipes.report import report
from drift_recipes.spec import Run, Spec

PNG = b"\x89PNG\r\n\x1a\n"
HOSTILE = "<script>alert(1)</script>$x_{$&\x1b[31m\u202e" + 60 * "長"
STEPS = 40
#: What is logged at a step, of the share of the run that is over.
Logged = Callable[[float], dict[str, Any]]


def sound(t: float) -> dict[str, Any]:
    """Chosen rises, rejected falls."""
    return {
        "loss": 0.69 - 0.2 * t,
        "grad_norm": 4 - t,
        "learning_rate": 5e-7,
        "rewards/accuracies": 0.5 + 0.3 * t,
        "rewards/margins": 0.4 * t,
        "epoch": t,
        "drift/sigma_q25": 0.45 - 0.1 * t,
        "drift/sigma_q50": 0.5 - 0.1 * t,
        "drift/sigma_q75": 0.55 - 0.1 * t,
        "drift/bound": 2 - t,
        "drift/chosen_logratio": t,
        "drift/rejected_logratio": -3 * t,
        "drift/length_difference": 30.0,
    }


def with_(**changed: Callable[[float], Any]) -> Logged:
    """The sound run but for some metrics, `_` for `/` in their names once."""
    names = {key.replace("__", "/"): value for key, value in changed.items()}
    return lambda t: sound(t) | {key: value(t) for key, value in names.items()}


def log(folder: Path, logged: Logged = sound, tail: str = "") -> Path:
    folder.mkdir(parents=True)
    rows = [{"step": 10 * at, **logged(at / STEPS)} for at in range(1, STEPS + 1)]
    rows += [{"step": 400, "eval_loss": 0.6, "eval_rewards/accuracies": 0.7}, {"step": 400, "train_loss": 0.6}]
    (folder / "metrics.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows) + tail, encoding="utf-8")
    (folder / "manifest.json").write_text("{}", encoding="utf-8")
    return folder


def flags(folder: Path) -> list[Flag]:
    return find_flags(read_history(Run(folder), folder.name))


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["report", *map(str, words)])


@pytest.fixture
def plain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "160")
    return tmp_path


def test_table(plain: Path) -> None:
    log(plain / "runs" / "seed")
    log(
        plain / "runs" / "iter1",
        with_(drift__chosen_logratio=lambda t: -9 * t, drift__rejected_logratio=lambda t: -16 * t),
    )
    done = run("seed", "iter1")
    assert done.exit_code == 0, done.output
    table, said = done.stdout.split("\n\n", 1)
    assert table == (
        "run    steps   loss  accuracy  margin    σ(−s) median  bound  chosen log-ratio  rejected log-ratio"
        "  gradient norm\n"
        "seed     400  0.497     0.789   0.385  0.494 -> 0.404   1.04             0.963               -2.89"
        "   3.94 -> 3.04\n"
        "iter1    400  0.497     0.789   0.385  0.494 -> 0.404   1.04             -8.66               -15.4"
        "   3.94 -> 3.04\n"
        "Means over the last tenth of what was logged; a -> b: over the first and the last tenth."
    )
    assert said.startswith(
        "iter1: both log-probabilities fall\n  The margin grew by 6.3 nats while chosen fell by 8.1 "
    )
    assert said.endswith("report/report.png\nreport/report.html\n")
    assert (plain / "report" / "report.png").read_bytes().startswith(PNG)


def test_json(plain: Path) -> None:
    log(plain / "iter1", with_(loss=lambda t: math.nan, drift__bound=lambda t: None))
    done = run("iter1", "--out", "there", "--json")
    found = json.loads(done.stdout, parse_constant=pytest.fail)  # NaN is no JSON
    (of_run,) = found["runs"]
    assert of_run["run"] == "iter1"
    assert of_run["steps"] == 400
    assert of_run["loss"] is None
    assert of_run["drift/bound"] is None
    assert of_run["grad_norm"] == pytest.approx({"first": 4 - 2.5 / STEPS, "last": 3 + 1.5 / STEPS})
    assert [flag["what"] for flag in found["flags"]] == ["not a number"]
    assert found["png"] == "there/report.png"


def test_a_sound_run_has_no_flag(tmp_path: Path, plain: Path) -> None:
    assert flags(log(tmp_path / "iter1")) == []
    assert "Nothing of what goes wrong in practice was seen." in run(tmp_path / "iter1").stdout


@pytest.mark.parametrize(
    ("logged", "what", "saw"),
    [
        (
            with_(drift__chosen_logratio=lambda t: -9 * t, drift__rejected_logratio=lambda t: -16 * t),
            "both log-probabilities fall",
            "The margin grew by 6.3 nats while chosen fell by 8.1 (log-ratio -0.6 -> -8.7) and rejected by 14.4 "
            "(-1.0 -> -15.4).",
        ),
        (
            with_(loss=lambda t: 0.69, grad_norm=lambda t: 4 * 1e-4**t),
            "vanishing gradient",
            "The gradient norm fell from 2.32 to 0.000584, while the loss stands at 0.690 (from 0.690).",
        ),
        (
            with_(loss=lambda t: 0.69, drift__bound=lambda t: 2.0 if t < 0.5 else 0.0),
            "vanishing gradient",
            "The bound of Lemma 1 fell from 2 to 0, while the loss stands at 0.690 (from 0.690).",
        ),
        (
            with_(rewards__accuracies=lambda t: 1.0 if t > 0.05 else 0.0),
            "accuracy at 1.0 from the first steps",
            "The accuracy is 1.000 on average from step 50 of 400 on; chosen is +30 tokens longer than rejected on "
            "average.",
        ),
        (
            # Transformers leaves NaN out of the loss unless told otherwise; the gradient norm shows it.
            with_(grad_norm=lambda t: math.nan if t > 0.5 else 4.0),
            "not a number",
            "grad_norm is no finite number at step 210, the first of 20 such steps.",
        ),
        (
            with_(loss=lambda t: None if t > 0.9 else 0.6),
            "not a number",
            "loss is no finite number at step 370, the first of 4 such steps.",
        ),
    ],
)
def test_flags(tmp_path: Path, logged: Logged, what: str, saw: str) -> None:
    (flag,) = flags(log(tmp_path / "iter1", logged))
    assert (flag.run, flag.what, flag.saw) == ("iter1", what, saw)
    assert flag.means
    assert flag.remedy


@pytest.mark.parametrize(
    "logged",
    [
        # Chosen falls, but the margin comes from rejected; or the margin does not grow; or it is noise.
        with_(drift__chosen_logratio=lambda t: -3 * t, drift__rejected_logratio=lambda t: -20 * t),
        with_(drift__chosen_logratio=lambda t: -9 * t, drift__rejected_logratio=lambda t: -8 * t),
        with_(drift__chosen_logratio=lambda t: -0.9 * t, drift__rejected_logratio=lambda t: -1.5 * t),
        # The gradient goes with the loss: learned.
        with_(loss=lambda t: 0.69 * 1e-4**t, grad_norm=lambda t: 4 * 1e-4**t),
        # Learned in the course of the run.
        with_(rewards__accuracies=lambda t: min(1.0, 0.5 + t)),
    ],
)
def test_no_flag(tmp_path: Path, logged: Logged) -> None:
    assert flags(log(tmp_path / "iter1", logged)) == []


@pytest.mark.parametrize(
    ("differences", "saw", "means"),
    [
        (
            [5] * 19 + [-1],
            "longer in 95% of the pairs, shorter in 5%.",
            "Length gives it away: it teaches to write more.",
        ),
        (
            [-5] * 9 + [None],
            "longer in 0% of the pairs, shorter in 100%.",
            "Length gives it away: it teaches to write less.",
        ),
        (
            [5, -5, 0, 0],
            "longer in 25% of the pairs, shorter in 25%.",
            "Something gives chosen away that is no quality",
        ),
    ],
)
def test_what_gives_chosen_away(tmp_path: Path, differences: list[int | None], saw: str, means: str) -> None:
    folder = log(tmp_path / "iter1", with_(rewards__accuracies=lambda t: 1.0))
    pairs = tmp_path / "train-00000.parquet"
    pq.write_table(pa.table({"length_difference": pa.array(differences, pa.int32())}), pairs)
    spec = Spec(
        name="iter1",
        id="0" * 16,
        recipe=resolve("iter1").recipe,
        train=[pairs],
        test=[],
        start=tmp_path,
        reference=tmp_path,
        reference_identity="",
        cache=tmp_path,
    )
    (folder / "spec.json").write_text(spec.model_dump_json(), encoding="utf-8")
    (flag,) = flags(folder)
    assert flag.saw.endswith(saw)
    assert flag.means.startswith(means)
    pairs.unlink()
    (flag,) = flags(folder)
    assert "longer than rejected on average" in flag.saw


def test_a_half_written_last_line_is_passed_over(tmp_path: Path) -> None:
    whole = read_history(Run(log(tmp_path / "a")), "a")
    cut = read_history(Run(log(tmp_path / "b", tail='{"step": 410, "loss": 0.')), "b")
    assert cut.rows == whole.rows
    assert cut.steps == 400


def test_damage_elsewhere_is_an_error(tmp_path: Path) -> None:
    folder = log(tmp_path / "iter1")
    file = folder / "metrics.jsonl"
    file.write_text("half\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(DriftError, match="Line 1 is no step"):
        read_history(Run(folder), "iter1")


def test_no_metrics(plain: Path) -> None:
    file = log(plain / "runs" / "new") / "metrics.jsonl"
    for wrong, said in (
        (file.unlink, "metrics.jsonl is missing"),
        (lambda: file.write_text('{"step": 0, "eval_loss": 0.7}\n', encoding="utf-8"), "No training step was logged"),
    ):
        wrong()
        done = run("new")
        assert done.exit_code == 1
        assert said in done.stderr
    assert "There is no run 'old'" in run("old").stderr
    assert not (plain / "report").exists()


def test_same_names_and_too_many_runs(plain: Path) -> None:
    log(plain / "a" / "iter1")
    log(plain / "b" / "iter1")
    names = [history.name for history in report([Run(Path("a/iter1")), Run(Path("b/iter1"))], plain / "out").histories]
    assert names == ["a/iter1", "b/iter1"]
    with pytest.raises(DriftError, match="too many for one figure"):
        report([Run(Path("a/iter1"))] * 8, plain / "out")


def test_hostile_names(plain: Path) -> None:
    history = read_history(Run(log(plain / "run")), HOSTILE)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert draw([history]).startswith(PNG)
    folder = log(plain / "runs" / HOSTILE.replace("/", "_")[:60], with_(loss=lambda t: math.nan))
    made = report([Run(folder)], plain / "out")
    page = made.html.read_text(encoding="utf-8")
    assert "<script" not in page
    assert page.count("&lt;script&gt;alert(1)") == 4  # title, heading, table, flag
    done = run(folder)
    assert done.exit_code == 0
    assert not re.search("[\x1b\u202e]", done.output)


def test_the_page_needs_nothing_else(tmp_path: Path) -> None:
    made = report([Run(log(tmp_path / "iter1"))], tmp_path / "out")
    page = made.html.read_text(encoding="utf-8")
    (source,) = re.findall(r"""(?:src|href)=["']?([^"'> ]+)""", page)
    kind, picture = source.split(",")
    assert kind == "data:image/png;base64"
    assert base64.b64decode(picture) == made.png.read_bytes()
    assert not re.search(r"https?:|@import|url\(|<script", page)
    assert "<td>3.94 -&gt; 3.04</td>" in page


def test_one_step_and_missing_metrics(tmp_path: Path) -> None:
    """As a run just begun, or one of KTO, which has no accuracy."""
    folder = tmp_path / "kto"
    folder.mkdir()
    (folder / "metrics.jsonl").write_text('{"step": 1, "loss": 0.5}\n', encoding="utf-8")
    made = report([Run(folder)], tmp_path / "out")
    assert made.table == [["kto", "1", "0.5", *["-"] * 7]]
    assert made.flags == []


def test_the_recipes_have_the_settings_that_are_advised(tmp_path: Path) -> None:
    """A remedy that `drift-train recipe` would refuse is none."""
    settings = yaml.safe_load(json.dumps(resolve("iter1").recipe.model_dump(mode="json")))
    remedies = " ".join(
        flags(log(tmp_path / str(number), logged))[0].remedy
        for number, logged in enumerate(
            (
                with_(drift__chosen_logratio=lambda t: -9 * t, drift__rejected_logratio=lambda t: -16 * t),
                with_(grad_norm=lambda t: math.nan),
            )
        )
    )
    named = re.findall(r"\b(loss|schedule|batch|budget)\.(\w+)", remedies)
    assert len(named) >= 4
    for section, key in named:
        assert key in settings[section]
