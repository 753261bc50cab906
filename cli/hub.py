"""What the commands that speak to the Hub share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from . import console
from .text import many, size

if TYPE_CHECKING:
    from drift_data.publish.publication import Plan, Publication

_FILES = 20


def quiet_bars() -> None:
    """The Hub's progress bars only where somebody is watching."""
    if console.watched():
        return
    from drift_data.extras import need

    need("huggingface_hub.utils", "hub").disable_progress_bars()


def waiting(text: str) -> None:
    """Something takes long, or went wrong for the moment."""
    console.hint(text)


def publish(push: Publication, about: dict[str, Any], dry_run: bool, json: bool) -> None:
    """Push, or say what would be pushed.

    Args:
        about: what `--json` says besides.

    Raises:
        typer.Exit: with 1 after a dry run of what would be refused.
    """
    if dry_run:
        plan = push.plan()
        if json:
            console.json(about | _json(plan))
        else:
            _print(plan, "would ")
        for refusal in plan.refusals:
            console.warning(f"refused: {refusal.what}")
            console.hint(f"fix: {refusal.fix}")
        if plan.refusals:
            raise typer.Exit(1)
        return
    done = push.run()
    if json:
        console.json(about | _json(done.plan) | {"fresh": done.fresh, "commit": done.commit})
        return
    _print(done.plan, "")
    console.result(f"{'new' if done.fresh else 'up to date':<11} {done.plan.repo}@{done.commit}")
    console.result()


def _json(plan: Plan) -> dict[str, Any]:
    return {
        "repo": plan.repo,
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
    console.result(f"{plan.what} -> {plan.repo} ({'new, ' if plan.new else ''}{seen})", "bold")
    files = sorted(plan.changes.add.items())
    if files:
        rows: list[list[console.Cell]] = [[path, size(count)] for path, count in files[:_FILES]]
        console.table([f"{would}upload", "size"], rows, right=["size"])
        if len(files) > _FILES:
            console.result(f"and {many(len(files) - _FILES, 'more file')}")
    for path in plan.changes.remove:
        console.result(f"{would}remove {path}")
    if plan.tags:
        console.result(f"{would}tag {', '.join(plan.tags)}")
    if would and not plan.changes and not plan.tags:
        console.result("nothing to do")
