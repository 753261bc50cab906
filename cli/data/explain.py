"""drift-data explain"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from drift_data.errors import DriftError

from .. import console
from ..options import JsonOption, ProjectOption, StoreOption, read_project, spelled
from ..rows import last_request, place

if TYPE_CHECKING:
    import polars as pl

    from drift_data.mining.catalogue import Signal
    from drift_data.store import Store, Version

_LINES = 12
_CHARACTERS = 1500
_SHARES = 12
_LEAST = 0.05


def command(
    reaction_id: Annotated[
        str, typer.Argument(metavar="REACTION_ID", help="The id, or its first characters.", show_default=False)
    ],
    ref: Annotated[str, typer.Argument(metavar="REF", help="The version of feedback it is in.")] = "feedback",
    store: StoreOption = Path("drift-store"),
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """Show why a reaction got its label.

    What was said, the signals that fired and the words that made them fire, and what each part adds to the scores.

    \b
    Examples:
      drift-data explain 3fa94c
      drift-data explain 3fa94c feedback@v1 --json
    """
    from drift_data.store import Store

    opened = Store(store)
    version = opened.find(ref)
    about = _explained(opened, version, reaction_id, project, store)
    if json:
        console.json(about)
    else:
        _print(about)


def _explained(store: Store, version: Version, prefix: str, project: Path | None, root: Path) -> dict[str, Any]:
    row = _find(store, version, prefix, root)
    request, reply = _said(store, version, row)
    catalogue = _catalogue(version, project)
    strengths = {signal.name: (signal.polarity, signal.strength) for signal in catalogue}
    changed = _changed(version, catalogue)
    signals = [
        {
            "name": signal["name"],
            "polarity": strengths.get(signal["name"], (None, None))[0],
            "strength": strengths.get(signal["name"], (None, None))[1],
            "evidence": signal["evidence"],
            "changed": signal["name"] in changed,
        }
        for signal in row["signals"]
    ]
    return {
        "reaction_id": row["reaction_id"],
        "place": place(row),
        "conversation_id": row["conversation_id"],
        "turn": row["turn"],
        "kind": row["kind"],
        "request": request,
        "reply": reply,
        "user": row["feedback"],
        "label": row["label"],
        "scores": {"dsat": row["dsat_score"], "sat": row["sat_score"]},
        "mined_scores": {side: row.get(f"mined_{side}_score", row[f"{side}_score"]) for side in ("dsat", "sat")},
        "judge": {name: row.get(f"judge_{name}") for name in ("verdict", "rubric", "reason")},
        "thresholds": version.manifest.parameters.get("thresholds", {}),
        "signals": signals,
        "shares": _shares(store, version, catalogue, row),
    }


def _find(store: Store, version: Version, prefix: str, root: Path) -> dict[str, Any]:
    import polars as pl

    from drift_data.store import load

    if version.dataset != "feedback":
        raise DriftError(f"{version} holds no reactions.", fix="Name a version of feedback.")
    rows = load(version).filter(pl.col("reaction_id").str.starts_with(prefix)).head(5).collect().to_dicts()
    if not rows:
        raise _no_reaction(store, version, prefix, root)
    if len({row["reaction_id"] for row in rows}) > 1:
        ids = ", ".join(row["reaction_id"] for row in rows)
        raise DriftError(
            f"Several reactions begin with {prefix!r}.", why=f"For instance {ids}.", fix="Give more characters."
        )
    return rows[0]


def _no_reaction(store: Store, version: Version, prefix: str, root: Path) -> DriftError:
    """What else the id may be: that of a pair, or of a version."""
    import polars as pl

    from drift_data.store import load

    seed = store.refs().get("seed")
    if seed is not None and seed.path.is_dir():
        pairs = load(seed).filter(pl.col("pair_id").str.starts_with(prefix)).head(1).collect().to_dicts()
        if pairs:
            (pair,) = pairs
            disliked = load(version).filter(
                _same_conversation(pair), turn=pair["turn"], response=pair["rejected"][-1]["content"]
            )
            ids = disliked.select("reaction_id").head(1).collect()["reaction_id"].to_list()
            fixes = [f"`{spelled('show', 'seed', store=root)}` shows the pairs."]
            fixes += [f"`{spelled('explain', id_, str(version), store=root)}` explains the dislike." for id_ in ids]
            return DriftError(f"{pair['pair_id']} is a pair of {seed}, not a reaction.", fix="\n".join(fixes))
    for other in store.versions():
        if len(prefix) >= 6 and (str(other).startswith(prefix) or other.id.startswith(prefix)):
            return DriftError(
                f"{other} is a version, not a reaction.",
                fix=f"`{spelled('show', str(other), store=root)}` shows its rows.",
            )
    listing = spelled("show", str(version), store=root)
    return DriftError(f"No reaction of {version} begins with {prefix!r}.", fix=f"`{listing}` lists some.")


def _same_conversation(row: dict[str, Any]) -> pl.Expr:
    import polars as pl

    return pl.all_horizontal(pl.col(name) == row[name] for name in ("source", "line", "conversation_id"))


def _said(store: Store, version: Version, row: dict[str, Any]) -> tuple[str | None, str | None]:
    """(request, reply); those of a neutral reaction are in `conversations` only."""
    from drift_data.store import load

    if row["response"] is not None:
        return last_request(row["prompt"]), row["response"]
    parent = version.manifest.parents.get("conversations")
    if parent is None or row["kind"] != "message":
        return None, None
    found = load(store.find(parent)).filter(_same_conversation(row)).select("messages").head(1).collect()
    before = found["messages"][0].to_list()[: row["turn"]] if len(found) else []
    at = next((at for at in reversed(range(len(before))) if before[at]["role"] == "assistant"), None)
    return (None, None) if at is None else (last_request(before[:at]), before[at]["content"])


def _catalogue(version: Version, project: Path | None) -> list[Signal]:
    """The signals of the version, as they are today."""
    from drift_data.mining.catalogue import load_catalogue

    used = version.manifest.parameters.get("signals", {})
    return [signal for signal in load_catalogue(read_project(project).signals.folder) if signal.name in used]


def _changed(version: Version, catalogue: list[Signal]) -> set[str]:
    """Names of the signals that have changed since the version was made."""
    from drift_data.store import fingerprint

    used = version.manifest.parameters["signals"]
    return {signal.name for signal in catalogue if used[signal.name] != fingerprint(signal.model_dump())}


def _shares(
    store: Store, version: Version, catalogue: list[Signal], row: dict[str, Any]
) -> list[dict[str, Any]] | None:
    """What each part adds; None where the scorer, or the conversation, is not there any more."""
    from drift_data.mining.scorer import load_scorer
    from drift_data.mining.shares import shares

    parents = version.manifest.parents
    try:
        conversations = store.find(parents["conversations"])
        scorer = load_scorer(*(store.find(parents["scorer"]).files() if "scorer" in parents else ()))
    except (DriftError, KeyError):
        return None
    if scorer.digest != version.manifest.parameters.get("scorer"):
        return None
    return [
        {"part": share.part, "name": share.name, "dsat": round(share.dsat, 3), "sat": round(share.sat, 3)}
        for share in shares(scorer, catalogue, conversations, row)
    ]


def _print(about: dict[str, Any]) -> None:
    console.result(f"{about['reaction_id']}  {about['kind']} at turn {about['turn']}  {about['place']}", "bold")
    for name in ("request", "reply", "user"):
        if about[name]:
            console.result()
            console.result(name, "dim")
            console.block(about[name][:_CHARACTERS], most=_LINES)
            if len(about[name]) > _CHARACTERS:
                console.result("  …")
    console.result()
    console.result(f"label: {about['label']}", console.LABEL_STYLES.get(about["label"], ""))
    for polarity, score in about["scores"].items():
        console.result(f"{polarity}_score {score:g}{_against(about, polarity, score)}")
    if about["judge"]["verdict"]:
        mined = ", ".join(f"{polarity}_score {score:g}" for polarity, score in about["mined_scores"].items())
        console.result(
            f"judge: {about['judge']['verdict']}, {about['judge']['rubric'] or 'no rubric'}; before: {mined}"
        )
        console.result(f"  {about['judge']['reason']}")
    console.result()
    _print_signals(about["signals"])
    _print_shares(about)
    for signal in about["signals"]:
        if signal["strength"] is None:
            console.warning(f"the signal {signal['name']} is not in the catalogue any more")
        elif signal["changed"]:
            console.warning(f"the signal {signal['name']} has changed since; the strength is today's")


def _print_signals(signals: list[dict[str, Any]]) -> None:
    if not signals:
        console.result("no signal fired")
        return
    console.table(
        ["signal", "for", "strength", "because of"],
        [
            [
                signal["name"],
                signal["polarity"],
                None if signal["strength"] is None else f"{signal['strength']:g}",
                signal["evidence"],
            ]
            for signal in signals
        ],
        right=["strength"],
    )


def _print_shares(about: dict[str, Any]) -> None:
    if about["shares"] is None:
        console.result()
        console.warning("the scorer, or the conversation, is not here any more, so the scores cannot be taken apart")
        return
    if about["shares"]:
        _print_sums(about)
    console.result()
    for polarity, score in about["mined_scores"].items():
        console.result(f"{polarity}_score = {_formula(about, polarity)}{score:g}")


def _print_sums(about: dict[str, Any]) -> None:
    console.result()
    shown = [share for share in about["shares"][:_SHARES] if max(abs(share["dsat"]), abs(share["sat"])) >= _LEAST]
    rest = about["shares"][len(shown) :]
    rows: list[list[console.Cell]] = [
        [f"{share['part']} {share['name']}".removeprefix("bias "), f"{share['dsat']:+.2f}", f"{share['sat']:+.2f}"]
        for share in shown
    ]
    if rest:
        sums = [sum(share[side] for share in rest) for side in ("dsat", "sat")]
        rows.append([f"{len(rest)} smaller ones", *(f"{value:+.2f}" for value in sums)])
    console.table(["adds to ln(p / (1 - p))", "dsat", "sat"], rows, right=["dsat", "sat"])


def _formula(about: dict[str, Any], polarity: str) -> str:
    """How the score comes about: of what the model says, and of the signals that it does not weigh."""
    weighed = {share["name"] for share in about["shares"] if share["part"] == "signal"}
    doubts = [
        f"(1 - {signal['strength']:g})"
        for signal in about["signals"]
        if signal["polarity"] == polarity and signal["name"] not in weighed
    ]
    if about["shares"]:
        probability = 1 / (1 + math.exp(-sum(share[polarity] for share in about["shares"])))
        doubts = [f"(1 - {probability:.4f})", *doubts] if doubts else []
    return f"1 - {' x '.join(doubts)} = " if doubts else ""


def _against(about: dict[str, Any], polarity: str, score: float) -> str:
    threshold = about["thresholds"].get(polarity)
    if not threshold:
        return ""
    return f", {'at least' if score >= threshold else 'below'} the threshold {threshold:g}"
