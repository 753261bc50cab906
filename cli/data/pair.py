"""drift-data pair"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from .. import console
from ..options import JsonOption, ProjectOption, StoreOption, read_project, spelled
from ..text import many, share

if TYPE_CHECKING:
    from drift_data.pairing.pair import Paired, PairPlan
    from drift_data.project import Project

_TOP = 12

#: What the counts of a version are in words.
_COUNTS = {
    "trimmed": "messages taken off prompts that were too long",
    "redacted pieces": "pieces of personal data replaced",
    "stripped": "replies whose opening about the feedback was taken off",
}


def command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The iteration, such as iter1.", show_default=False)],
    policy: Annotated[
        str | None,
        typer.Option(
            "--policy", metavar="MODEL", help="The model that is sampled: a folder or a Hub id.", show_default=False
        ),
    ] = None,
    feedback: Annotated[
        str | None, typer.Option("--feedback", metavar="REF", help="The version of feedback.", show_default=False)
    ] = None,
    rule: Annotated[
        str | None,
        typer.Option(
            "--rule", metavar="RULE", help="drift, spin, iterdpo or seed; drift by default.", show_default=False
        ),
    ] = None,
    guidance: Annotated[
        Literal["feedback", "none"] | None,
        typer.Option(
            "--guidance", help="Whether the policy sees what the user said; feedback by default.", show_default=False
        ),
    ] = None,
    engine: Annotated[
        Literal["vllm", "server", "transformers"] | None,
        typer.Option("--engine", help="What samples; vllm by default.", show_default=False),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option("--limit", min=1, help="At most so many rows, highest scores first.", show_default=False),
    ] = None,
    store: StoreOption = Path("drift-store"),
    project: ProjectOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what would be done.")] = False,
    tag: Annotated[
        str | None, typer.Option("--tag", help="Tag the version, so that gc keeps it.", show_default=False)
    ] = None,
    json: JsonOption = False,
) -> None:
    """Make preference pairs: sample the policy for every disliked reply.

    Makes the dataset pairs-NAME, ready for TRL. Samples are kept as they come: a run that was stopped goes on where it
    was, and a changed filter samples nothing again.

    \b
    Examples:
      drift-data pair seed --rule seed --policy models/base
      drift-data pair iter1 --policy Qwen/Qwen2.5-7B-Instruct
      drift-data pair iter1 --policy models/base --engine server --dry-run
    """
    from drift_data.pairing.pair import pair, plan_pair
    from drift_data.store import Store
    from drift_data.store.refs import check_dataset, check_tag

    check_dataset(f"pairs-{name}")
    if tag is not None:
        check_tag(tag)
    given = {"policy": policy, "feedback": feedback, "rule": rule, "guidance": guidance, "limit": limit}
    settings = _overridden(read_project(project), name, given, engine)
    opened = Store(store)
    if dry_run:
        plan = plan_pair(name, opened, settings)
        if json:
            console.json(_plan_json(plan))
        else:
            _print_plan(plan)
        return

    def waits(holder: str) -> None:
        console.hint(f"{holder} is at this already; waiting for it")

    with console.progress("reading the feedback") as report:
        paired = pair(name, opened, settings, report, waits, os.environ.get(settings.engine.server.api_key_env))
    if paired.spoiled:
        console.warning(f"{many(paired.spoiled, 'line')} of the journal hold no sample; what they held was asked again")
    if tag is not None:
        opened.tag(str(paired.version), tag)
    if json:
        console.json(paired.as_json())
    else:
        _print_paired(paired, store)
    if not paired.version.manifest.rows:
        console.warning("no pair is left; the funnel shows where they went")


def _overridden(project: Project, name: str, given: dict[str, Any], engine: str | None) -> Project:
    from drift_data.pairing.settings import Pair

    own = project.pairs.get(name, Pair()).model_dump(exclude_unset=True)
    own |= {key: value for key, value in given.items() if value is not None}
    update: dict[str, Any] = {"pairs": {**project.pairs, name: Pair.model_validate(own)}}
    if engine is not None:
        update["engine"] = project.engine.model_copy(update={"name": engine})
    return project.model_copy(update=update)


def _plan_json(plan: PairPlan) -> dict[str, Any]:
    it = plan.iteration
    return {
        "version": str(plan.version),
        "up_to_date": plan.up_to_date,
        "rule": it.rule.name,
        "reads": str(it.source),
        "policy": f"{it.policy.label}@{it.policy.identity}",
        "engine": plan.engines.name if plan.requests else None,
        "rows": plan.rows,
        "requests": plan.requests,
        "tokens_at_most": plan.tokens,
    }


def _print_plan(plan: PairPlan) -> None:
    about = _plan_json(plan)
    console.result(f"{about['rule']}: {plan.iteration.rule.says}")
    console.result()
    console.table(["", ""], [[key.replace("_", " "), str(about[key])] for key in ("reads", "policy", "engine")])
    console.result()
    if plan.up_to_date:
        console.result(f"up to date: {plan.version}")
        return
    console.result(
        f"would make {plan.version} from at most {many(plan.rows, 'row')}, asking for at most "
        f"{many(plan.requests, 'sample')} ({plan.tokens:,} tokens at most)"
    )


def _print_paired(paired: Paired, root: Path) -> None:
    about = paired.version.manifest
    console.result(
        f"{many(about.rows, 'pair')} ({', '.join(f'{split} {rows:,}' for split, rows in about.splits.items())}), "
        f"{paired.seconds:.1f} s",
        "bold",
    )
    console.result()
    first = about.tables["Funnel"][1:2]
    whole = int(first[0][1]) if first else 0
    console.table(
        ["stage", "left", "share", "dropped"],
        [[stage, left, share(int(left), whole), gone or None] for stage, left, gone in about.tables["Funnel"][1:]],
        right=["left", "share", "dropped"],
    )
    if about.dropped:
        console.result()
        reasons = sorted(about.dropped.items(), key=lambda item: (-item[1], item[0]))
        console.table(["dropped because", "rows"], [[why, count] for why, count in reasons[:_TOP]], right=["rows"])
        if len(reasons) > _TOP:
            console.result(f"and {many(len(reasons) - _TOP, 'more reason')}")
    console.result()
    head, *lengths = about.tables["Tokens"]
    console.table([str(cell) for cell in head], lengths, right=[str(cell) for cell in head[1:]])
    console.result()
    if paired.tokens:
        rate = paired.tokens / paired.sampling_seconds
        console.result(
            f"{many(paired.tokens, 'token')} sampled in {paired.sampling_seconds:.1f} s, {rate:,.0f} a second"
        )
    for what, count in sorted(about.counts.items()):
        if count:
            console.result(f"{count:,} {_COUNTS.get(what, what)}")
    console.result(f"{'new' if paired.fresh else 'up to date':<11} {paired.version.path}")
    console.result()
    console.hint(f"next: {spelled('show', paired.version.dataset, '--limit', '3', store=root)}")
