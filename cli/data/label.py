"""drift-data label"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from drift_data.errors import DriftError

from .. import console
from ..options import JsonOption, StoreOption, spelled
from ..text import many, short

if TYPE_CHECKING:
    from drift_data.mining.answers import Answers
    from drift_data.mining.to_label import Shown
    from drift_data.store import Version

#: What is typed -> the label.
_LABELS = {"d": "dsat", "s": "sat", "m": "mixed", "n": "neutral"}
_QUESTION = "d dsat, s sat, m mixed, n neutral; enter skips, u undoes, q quits, ? says what counts:"
#: Part of the reaction -> (lines, characters) that are shown of it.
_PARTS = {"request": (6, 700), "reply": (10, 1200), "reaction": (16, 2400), "next_reply": (4, 400)}
_ENOUGH = 100


def command(
    feedback: Annotated[
        str, typer.Option("--feedback", metavar="REF", help="The version whose reactions are shown.")
    ] = "feedback",
    store: StoreOption = Path("drift-store"),
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="Show at most so many.")] = 100,
    fair: Annotated[
        bool, typer.Option("--fair", help="Show a fair sample, as one needs to measure on, not what teaches most.")
    ] = False,
    seed: Annotated[int, typer.Option("--seed", help="Of the draw.")] = 0,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List what would be shown.")] = False,
    json: JsonOption = False,
) -> None:
    """Label reactions yourself.

    Shows what the user asked, what the assistant replied, how the user reacted, and what the assistant said then; type
    what the reaction says about the reply. First come those that teach the scorer most. Each answer is kept as it is
    given; at the end, at q or Ctrl-C, a new version of labels holds them and all earlier ones. Answers can be piped in,
    a line each; with --json nothing is shown but the summary.

    \b
    Examples:
      drift-data label
      drift-data label --fair --limit 200
      printf 'd\\nn\\ns\\n' | drift-data label --json
    """
    from drift_data.mining.answers import keep_labels, labelled, latest_labels, open_answers
    from drift_data.mining.to_label import to_label
    from drift_data.store import Store

    opened = Store(store)
    version = opened.find(feedback)
    if version.dataset != "feedback":
        raise DriftError(f"{version} holds no reactions.", fix="Name a version of feedback.")
    conversations = opened.find(version.manifest.parents["conversations"])

    def find(before: Version | None) -> list[Shown]:
        with console.progress("looking for reactions that teach most"):
            return to_label(version, conversations, labelled(before), limit, seed, fair)

    if dry_run:
        _list(find(latest_labels(opened)), json)
        return
    with open_answers(opened) as answers:
        before = latest_labels(opened)
        shown = find(before)
        if answers.resumed:
            console.hint(f"{many(answers.resumed, 'answer')} of a run that was stopped; it goes on")
        try:
            _ask(shown, answers, quiet=json)
        except KeyboardInterrupt:
            console.hint("stopped; what was answered is kept")
        given = answers.rows()
        made = keep_labels(opened, before, given) if len(given) else None
        answers.clear()
    kept = made.version if made else before
    counts = dict.fromkeys(_LABELS.values(), 0) | dict(given["label"].value_counts().rows())
    if json:
        console.json(
            {
                "labelled": counts,
                "labels": kept.manifest.rows if kept else 0,
                "version": str(kept) if kept else None,
                "path": str(kept.path) if kept else None,
                "fresh": bool(made and made.fresh),
            }
        )
        return
    console.result()
    console.result("labelled " + ", ".join(f"{label} {number:,}" for label, number in counts.items()), "bold")
    if kept is None:
        console.result("no labels yet")
        return
    console.result(f"{many(kept.manifest.rows, 'label')} in all: {kept.path}")
    console.hint(f"next: {spelled('fit' if kept.manifest.rows >= _ENOUGH else 'label', store=store)}")


def _ask(shown: list[Shown], answers: Answers, quiet: bool) -> None:
    """Ask about every reaction that has no answer yet, until there is none, or q, or the end of the input."""
    while (at := next((at for at, one in enumerate(shown) if one.reaction_id not in answers), None)) is not None:
        if not quiet:
            _show(shown[at], at + 1, len(shown))
        while True:
            typed = console.ask(_QUESTION) if not quiet else console.read()
            if typed is None or typed.lower() in ("q", "quit"):
                return
            if _heed(typed.lower(), shown[at], answers, quiet):
                break
    if not quiet:
        console.result()
        console.result("that was the last one" if shown else "there is nothing left to label")


def _heed(typed: str, shown: Shown, answers: Answers, quiet: bool) -> bool:
    """Do what was typed; whether to look which reaction is next."""
    from drift_data.mining.answers import SKIPPED

    if typed in ("u", "undo"):
        if answers.take_back() is None:
            console.hint("there is nothing to undo")
        return True
    if typed in ("", "k", "skip"):
        answers.give(shown, SKIPPED)
        return True
    label = _LABELS.get(typed, typed)
    if label in _LABELS.values():
        answers.give(shown, label)
        return True
    if typed == "?" and not quiet:
        _rubric()
    elif typed != "?":
        console.warning(f"{short(typed, 20)!r} is none of d, s, m, n, k, u, q, ?")
    return False


def _show(one: Shown, number: int, whole: int) -> None:
    console.result()
    language = f"  {one.language}" if one.language else ""
    console.result(f"{number:,} of {whole:,}  {short(one.source, 60)}:{one.line}{language}", "bold")
    for name, (lines, characters) in _PARTS.items():
        text = getattr(one, name)
        if text:
            console.result(name.replace("_", " "), "cyan" if name == "reaction" else "dim")
            console.block(text[:characters], most=lines)
            if len(text) > characters:
                console.result("  …")


def _rubric() -> None:
    from drift_data.judge.rubric import described

    sentences = described()
    console.result()
    console.result("What does the reaction say about the reply just before it? Judge the reaction, not the reply.")
    for verdict, names in sentences.items():
        console.result(verdict, console.LABEL_STYLES[verdict])
        for name, says in names.items():
            console.result(f"  {name}: {says}")
    console.result("mixed", console.LABEL_STYLES["mixed"])
    console.result("  both: pleased with a part of the reply, and not with another.")
    console.result("neutral", console.LABEL_STYLES["neutral"])
    console.result("  the user goes on with something new or a natural follow-up, or says nothing about the reply.")
    console.result("A polite word around a complaint is a complaint. If you are not sure, skip.")
    console.result()


def _list(shown: list[Shown], json: bool) -> None:
    if json:
        console.json([asdict(one) for one in shown])
        return
    for one in shown:
        console.result(f"{one.reaction_id}  {short(one.reaction, 120)}")
    console.result(many(len(shown), "reaction"))
