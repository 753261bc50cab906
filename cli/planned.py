"""What a plan of a run looks like."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import console
from .text import many, size

if TYPE_CHECKING:
    from drift_recipes.chain import Link
    from drift_recipes.plan import Plan


def plan_line(found: Link, plan: Plan) -> str:
    """The plan on one line."""
    tokens = "" if plan.tokens is None else f", {many(plan.tokens, 'token')} each"
    memory = "" if plan.memory is None else f"; about {size(plan.memory.total)} of memory per device"
    epochs = found.resolved.recipe.schedule.epochs
    return (
        f"{found.resolved.name}: {many(plan.steps, 'step')} of {many(plan.batch, 'row')}, "
        f"{epochs:g} epoch{'s' if epochs != 1 else ''} of {many(plan.rows, 'row')}{tokens}{memory}"
    )


def plan_json(found: Link, plan: Plan) -> dict[str, Any]:
    """The plan as `--json` prints it."""
    memory = plan.memory
    return {
        "name": found.resolved.name,
        "id": found.id,
        "folder": str(found.run.folder),
        "done": _is_done(found),
        "data": str(found.data),
        "start": f"{found.resolved.recipe.start}: {found.start.label} ({found.start.identity})",
        "reference": f"{found.resolved.recipe.reference}: {found.reference.label} ({found.reference.identity})",
        "stale": found.stale,
        "rows": plan.rows,
        "test_rows": plan.test_rows,
        "epochs": found.resolved.recipe.schedule.epochs,
        "rows_per_update": plan.batch,
        "steps": plan.steps,
        "tokens_per_epoch": plan.tokens,
        "longest": plan.longest,
        "too_long": plan.too_long,
        "dropped": plan.dropped,
        "devices": plan.devices,
        "reference_precomputed": plan.precomputed,
        "memory": None
        if memory is None
        else {
            "weights": memory.weights,
            "gradients": memory.gradients,
            "optimizer": memory.optimizer,
            "activations": memory.activations,
            "total": memory.total,
        },
    }


def print_plan(found: Link, plan: Plan) -> None:
    """The whole plan."""
    about = plan_json(found, plan)
    recipe = found.resolved.recipe
    rows = [
        ["data", f"{about['data']}: {many(plan.rows, 'row')} to train on, {plan.test_rows:,} to test on"],
        ["start", about["start"]],
        ["reference", f"{about['reference']}, computed {'once, before' if plan.precomputed else 'at each step'}"],
        ["epochs", f"{recipe.schedule.epochs:g}"],
        ["steps", f"{plan.steps:,} of {many(plan.batch, 'row')} ({_batch(found, plan)})"],
        ["tokens", "not counted in this data" if plan.tokens is None else f"{plan.tokens:,} per epoch"],
        ["longest", f"{many(plan.longest, 'token')} of {recipe.budget.max_length:,}"],
        ["memory", _memory(plan)],
    ]
    console.table(["", ""], rows)
    if plan.dropped:
        console.result()
        gone = sorted(plan.dropped.items(), key=lambda item: (-item[1], item[0]))
        console.table(["dropped when the data was made", "rows"], [list(item) for item in gone], right=["rows"])
    console.result()
    if plan.too_long:
        console.warning(
            f"{many(plan.too_long, 'row')} longer than budget.max_length={recipe.budget.max_length}; "
            "training refuses them"
        )
    if found.stale:
        console.warning(f"stale: {found.stale}")
    state = "up to date" if about["done"] else "would train"
    console.result(f"{state}: {found.run.folder} ({found.id})")


def _batch(found: Link, plan: Plan) -> str:
    batch = found.resolved.recipe.batch
    return f"{batch.pairs} at once, {many(batch.accumulate, 'time')}, on {many(plan.devices, 'device')}"


def _memory(plan: Plan) -> str:
    memory = plan.memory
    if memory is None:
        return "not known for this model"
    parts = {
        "weights": memory.weights,
        "gradients": memory.gradients,
        "optimizer": memory.optimizer,
        "activations": memory.activations,
    }
    return f"about {size(memory.total)} per device: " + ", ".join(f"{key} {size(of)}" for key, of in parts.items())


def _is_done(found: Link) -> bool:
    return found.run.done and found.run.manifest.get("id") == found.id
