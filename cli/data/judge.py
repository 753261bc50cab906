"""drift-data judge"""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from .. import console
from ..options import JsonOption, ProjectOption, StoreOption, read_project, spelled
from ..text import many, share

if TYPE_CHECKING:
    from drift_data.judge.judge import Judged, Plan
    from drift_data.project import Project


def command(
    model: Annotated[
        str | None, typer.Option("--model", help="The judge: a folder or a Hub id.", show_default=False)
    ] = None,
    feedback: Annotated[
        str, typer.Option("--feedback", metavar="REF", help="The version that is judged.")
    ] = "feedback",
    store: StoreOption = Path("drift-store"),
    project: ProjectOption = None,
    engine: Annotated[
        Literal["vllm", "server", "transformers"] | None,
        typer.Option("--engine", help="What samples; by default what the project says.", show_default=False),
    ] = None,
    band: Annotated[
        str | None,
        typer.Option(
            "--band",
            metavar="LOW:HIGH",
            help="Ask only rows whose greater score is from LOW to HIGH; by default what the project says (0.2:0.8).",
            show_default=False,
        ),
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, help="Ask at most so many rows.", show_default=False)
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what it would cost.")] = False,
    json: JsonOption = False,
) -> None:
    """Have a model judge what mining is not sure about.

    It reads each reaction in words whose score is in the band against a rubric. The verdicts, with a reason each, are
    columns of a new version of feedback; they are merged into the scores, by how often the judge is right, and labels
    follow. Rows outside the band keep theirs. What it costs is printed first.

    \b
    Examples:
      drift-data judge --model Qwen/Qwen2.5-7B-Instruct --dry-run
      drift-data judge --model Qwen/Qwen2.5-7B-Instruct --band 0.3:0.7
    """
    from drift_data.judge.judge import judge, plan
    from drift_data.store import Store

    settings = _with(read_project(project), engine, {"model": model, **_band(band), "limit": limit})
    opened = Store(store)
    with TemporaryDirectory(prefix="drift-judge-") as work:
        with console.progress("counting what it costs"):
            planned = plan(opened, settings, Path(work), feedback, weights=not dry_run)
        if dry_run:
            if json:
                console.json(_plan_json(planned))
            else:
                for line in _costs(planned):
                    console.result(line)
            return
        for line in _costs(planned):
            console.hint(line)
        with console.progress("starting the engine") as report:
            api_key = os.environ.get(planned.engines.server.api_key_env)
            judged = judge(planned, opened, report, lambda who: console.hint(f"waiting for {who}"), api_key)
    if json:
        console.json(judged.as_json())
    else:
        _print_judged(judged, store)
    unread = sum(judged.counts["unreadable"].values())
    if judged.asked and unread * 10 > judged.asked:
        console.warning(f"{share(unread, judged.asked)} of the verdicts are unreadable; is the model up to it?")


def _band(text: str | None) -> dict[str, float]:
    if text is None:
        return {}
    low, colon, high = text.partition(":")
    try:
        ends = {"low": float(low), "high": float(high)}
    except ValueError:
        colon = ""
    if not colon or not all(0 <= end <= 1 for end in ends.values()):
        raise typer.BadParameter("--band takes two numbers from 0 to 1, such as 0.2:0.8.")
    return ends


def _with(project: Project, engine: str | None, judge: dict[str, Any]) -> Project:
    given = {key: value for key, value in judge.items() if value is not None}
    return project.model_copy(
        update={
            "judge": project.judge.model_copy(update=given),
            "engine": project.engine.model_copy(update={"name": engine} if engine else {}),
        }
    )


def _plan_json(planned: Plan) -> dict[str, Any]:
    return {
        "feedback": str(planned.feedback),
        "version": str(planned.version),
        "up_to_date": planned.cost is None,
        "band": [planned.settings.low, planned.settings.high],
        "cost": None if planned.cost is None else asdict(planned.cost),
    }


def _costs(planned: Plan) -> list[str]:
    cost = planned.cost
    if cost is None:
        return [f"{planned.feedback} was judged like that already: nothing to ask"]
    band = f"{planned.settings.low:g} to {planned.settings.high:g}"
    lines = [
        f"{cost.asked:,} of {many(cost.reactions, 'reaction')} to ask about (scores {band})",
        f"{many(cost.requests, 'request')}, {many(cost.prompt_tokens, 'prompt token')}, "
        f"at most {many(cost.new_tokens, 'new token')}",
    ]
    if cost.too_long:
        lines.append(f"{many(cost.too_long, 'row')} too long for the judge's context, not asked")
    return lines


def _print_judged(judged: Judged, store: Path) -> None:
    console.result(f"{many(judged.asked, 'reaction')} judged, {judged.seconds:.1f} s", "bold")
    for title, kind in (
        ("verdict", "verdict"),
        ("rubric", "rubric"),
        ("label", "changed"),
        ("unreadable", "unreadable"),
    ):
        counts = judged.counts[kind]
        if counts:
            console.result()
            most_first = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
            rows: list[list[console.Cell]] = [[name, count, share(count, judged.asked)] for name, count in most_first]
            console.table([title, "reactions", "share"], rows, right=["reactions", "share"])
    console.result()
    labels = judged.counts["label"]
    console.result("now " + ", ".join(f"{label} {labels.get(label, 0):,}" for label in console.LABEL_STYLES))
    console.result(f"{many(judged.seed_pairs, 'seed pair')}")
    console.result()
    for name, version in judged.versions.items():
        console.result(f"{'new' if judged.fresh[name] else 'up to date':<11} {version.path}")
    console.result()
    feedback = judged.versions["feedback"]
    before = feedback.manifest.parents["feedback"]
    console.hint(f"next: {spelled('diff', before, str(feedback), store=store)}")
