"""drift-data coverage"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from .. import console
from ..options import JsonOption
from ..text import many

if TYPE_CHECKING:
    from drift_data.coverage.coverage import Coverage


def command(
    replies: Annotated[
        Path,
        typer.Argument(
            metavar="REPLIES",
            help="JSON lines with method, prompt (text or messages), reply and reward.",
            show_default=False,
        ),
    ],
    reward: Annotated[
        str | None,
        typer.Option(
            "--reward", metavar="MODEL", help="Reward model for replies without a reward.", show_default=False
        ),
    ] = None,
    embedding: Annotated[
        str | None,
        typer.Option(
            "--embedding",
            metavar="MODEL",
            help="Model whose last hidden states are averaged over a reply; by default TF-IDF of its words.",
            show_default=False,
        ),
    ] = None,
    projection: Annotated[
        Literal["pca", "tsne", "umap"], typer.Option("--projection", help="To the plane; the paper's is umap.")
    ] = "pca",
    bandwidth: Annotated[
        float | None,
        typer.Option(
            "--bandwidth",
            min=0.001,
            help="Of the kernel, in standard deviations; by default Scott's rule.",
            show_default=False,
        ),
    ] = None,
    level: Annotated[
        float, typer.Option("--level", min=0.01, max=0.99, help="High is what has this share of the greatest density.")
    ] = 0.1,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of the projection and the intervals.")] = 0,
    figure: Annotated[
        Path | None,
        typer.Option("--figure", metavar="PNG", help="Draw the first prompt there.", show_default=False),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Measure how much of the high-reward region each method's replies cover.

    Pools the replies of all methods to a prompt, embeds and projects them, and draws the reward-weighted density. The
    region is where that is high; a method covers the part where its own replies are dense and good (docs/coverage.md).

    \b
    Examples:
      drift-data coverage replies.jsonl
      drift-data coverage replies.jsonl --reward models/reward --embedding models/base --projection umap
      drift-data coverage replies.jsonl --figure coverage.png
    """
    from drift_data.coverage.coverage import Options, coverage, topography
    from drift_data.coverage.plot import draw
    from drift_data.coverage.replies import read_replies, with_rewards
    from drift_data.sample.policy import find_policy

    model = find_policy(embedding) if embedding else None
    scored = with_rewards(read_replies(replies), find_policy(reward) if reward else None)
    options = Options(projection, bandwidth, level, seed=seed)
    found = coverage(scored, options, model)
    if figure is not None:
        for prompt in dict.fromkeys(reply.prompt for reply in scored):
            own = [reply for reply in scored if reply.prompt == prompt]
            drawn = topography(own, options, model)
            if drawn is not None and len(drawn.own) == len(found.methods):
                figure.parent.mkdir(parents=True, exist_ok=True)
                figure.write_bytes(draw(own, drawn))
                break
    if json:
        console.json(found.as_json())
    else:
        _print(found)
        if figure is not None:
            console.hint(f"drawn: {figure}")


def _print(found: Coverage) -> None:
    console.table(
        ["method", "coverage", "95% interval", "mean reward", "distinct good replies", "replies"],
        [
            [
                name,
                f"{method.coverage:.3f}",
                None if method.low is None else f"{method.low:.3f}-{method.high:.3f}",
                f"{method.reward:.3f}",
                f"{method.distinct:.2f}",
                method.replies,
            ]
            for name, method in found.methods.items()
        ],
        right=["coverage", "95% interval", "mean reward", "distinct good replies", "replies"],
    )
    console.result()
    left = f"; {many(found.skipped, 'prompt')} left out" if found.skipped else ""
    console.result(f"{many(found.prompts, 'prompt')}{left}")
