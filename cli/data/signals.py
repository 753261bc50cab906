"""drift-data signals"""

from __future__ import annotations

from difflib import get_close_matches
from typing import Annotated

import typer

from drift_data.errors import DriftError

from .. import console
from ..options import JsonOption, ProjectOption, read_project


def command(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="Show the whole file of this one.", show_default=False)
    ] = None,
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """List the signals, or show one.

    What each is evidence for, how strong it is (the probability that it is right), and what it finds.

    A signal is one .sql file: a header in YAML, then a DuckDB expression that gives the evidence, or NULL. Those in
    the folder that `signals: folder:` in drift.yaml names are used beside the built-in ones.

    \b
      /*
      name: wants_a_person
      polarity: dsat
      rubric: negative feedback
      languages: [en]
      strength: 0.9
      finds: The customer asks for a person in place of the bot.
      phrases:
        en: ['(talk|speak) to a (human|person)']
      positive:
        - {reply: "Restart it.", user: "Can I talk to a person?"}
      negative:
        - {reply: "It is 12.", user: "Thanks"}
      */
      CASE WHEN words <= 20 THEN phrase END

    \b
    Examples:
      drift-data signals
      drift-data signals objection
    """
    from drift_data.mining.catalogue import load_catalogue

    settings = read_project(project).signals
    signals = load_catalogue(settings.folder, settings.disable)
    if name is not None:
        chosen = next((signal for signal in signals if signal.name == name), None)
        if chosen is None:
            nearest = get_close_matches(name, [*(signal.name for signal in signals), "check"], 1)
            meant = "`drift-data signals check FILE.sql`" if nearest == ["check"] else "".join(nearest)
            raise DriftError(
                f"There is no signal {name!r}.",
                fix=(f"Did you mean {meant}? " if meant else "") + "`drift-data signals` lists them.",
            )
        if json:
            console.json(chosen.model_dump(mode="json"))
        else:
            console.block(chosen.path.read_text(encoding="utf-8").rstrip(), indent="")
        return
    if json:
        kept = {"name", "polarity", "rubric", "languages", "strength", "finds"}
        console.json([signal.model_dump(mode="json", include=kept) for signal in signals])
        return
    styles = console.LABEL_STYLES
    console.table(
        ["signal", "for", "strength", "rubric", "languages", "finds"],
        [
            [
                signal.name,
                console.Styled(signal.polarity, styles[signal.polarity]),
                f"{signal.strength:g}",
                signal.rubric,
                " ".join(signal.languages) if len(signal.languages) < 4 else f"{len(signal.languages)} languages",
                signal.finds,
            ]
            for signal in signals
        ],
        right=["strength"],
    )
