"""drift-data push"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .. import console
from ..options import JsonOption, ProjectOption, RefArgument, StoreOption, read_project
from ..text import many, size

if TYPE_CHECKING:
    from drift_data.publish.push import Plan

_FILES = 20


def command(
    ref: RefArgument,
    repo: Annotated[str, typer.Argument(metavar="OWNER/NAME", help="The dataset on the Hub.", show_default=False)],
    private: Annotated[bool, typer.Option("--private", help="Make it private, where it is not there yet.")] = False,
    public: Annotated[
        bool, typer.Option("--public", help="Everyone may read data that comes from private logs.")
    ] = False,
    tag: Annotated[
        str | None, typer.Option("--tag", help="A tag on the Hub beside the version's id.", show_default=False)
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what would be uploaded.")] = False,
    store: StoreOption = Path("drift-store"),
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """Publish a version on the Hugging Face Hub.

    One commit, with the version's id as a tag; a version that is there already pushes nothing. Several iterations share
    a repository: pairs-iter2 becomes its config iter2. The token is that of `hf auth login` or HF_TOKEN. Personal data,
    flagged rows and logs that may not be shared are refused.

    \b
    Examples:
      drift-data push pairs-iter1 OWNER/NAME --private
      drift-data push pairs-iter1 OWNER/NAME --tag v3 --dry-run
    """
    from drift_data.publish.push import Push
    from drift_data.store import Store

    from ..hub import quiet_bars, waiting

    if private and public:
        raise typer.BadParameter("--private and --public exclude each other.")
    quiet_bars()
    opened = Store(store)
    push = Push(
        opened.find(ref),
        opened,
        repo,
        read_project(project).hub,
        private=private,
        public=public,
        tag=tag,
        tell=waiting,
    )
    if dry_run:
        plan = push.plan()
        if json:
            console.json(_json(plan))
        else:
            _print(plan, "would ")
        for refusal in plan.refusals:
            console.warning(f"refused: {refusal.what}")
            console.hint(f"fix: {refusal.fix}")
        raise typer.Exit(1 if plan.refusals else 0)
    done = push.run()
    if json:
        console.json(_json(done.plan) | {"fresh": done.fresh, "commit": done.commit})
        return
    _print(done.plan, "")
    console.result(f"{'new' if done.fresh else 'up to date':<11} {repo}@{done.commit}")
    console.result()
    console.hint(f'next: datasets.load_dataset("{repo}", "{done.plan.config}", revision="{done.plan.version.id}")')


def _json(plan: Plan) -> dict[str, Any]:
    return {
        "version": str(plan.version),
        "repo": plan.repo,
        "config": plan.config,
        "private": plan.private,
        "new": plan.new,
        "parent": plan.parent,
        "upload": plan.changes.add,
        "remove": plan.changes.remove,
        "tags": plan.tags,
        "refused": [{"what": refusal.what, "fix": refusal.fix} for refusal in plan.refusals],
    }


def _print(plan: Plan, would: str) -> None:
    seen = "private" if plan.private else "public"
    console.result(f"{plan.version} -> {plan.repo}, config {plan.config} ({'new, ' if plan.new else ''}{seen})", "bold")
    files = sorted(plan.changes.add.items())
    if files:
        console.table(
            [f"{would}upload", "size"], [[path, size(count)] for path, count in files[:_FILES]], right=["size"]
        )
        if len(files) > _FILES:
            console.result(f"and {many(len(files) - _FILES, 'more file')}")
    for path in plan.changes.remove:
        console.result(f"{would}remove {path}")
    if plan.tags:
        console.result(f"{would}tag {', '.join(plan.tags)}")
    if would and not plan.changes and not plan.tags:
        console.result("nothing to do")
