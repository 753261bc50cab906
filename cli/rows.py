"""Rows of a dataset for people: a heading and a few short lines each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from . import console
from .text import many, short

Row = Mapping[str, Any]
_MOST = 160
_LINES = 8


def print_row(dataset: str, row: Row) -> None:
    """One row of `conversations`, `feedback`, `seed` or pairs; of any other dataset its columns."""
    if dataset == "feedback":
        style = console.LABEL_STYLES.get(row["label"], "")
        console.result(f"{row['reaction_id']}  {row['label']}  {_scores(row)}  {place(row)}", style)
        _line("request", last_request(row["prompt"]))
        _line("reply", row["response"])
        _line("user", row["feedback"] or f"({row['kind']})")
        _line("because", evidence(row["signals"]))
    elif dataset == "conversations":
        console.result(
            f"{short(row['conversation_id'], 60)}  {many(len(row['messages']), 'message')}  {place(row)}", "bold"
        )
        for message in row["messages"][:4]:
            _line(message["role"], message["content"])
        if len(row["messages"]) > 4:
            console.result(f"  … {len(row['messages']) - 4:,} more")
    elif dataset == "seed":
        console.result(f"{row['pair_id']}  {_scores(row)}  {place(row)}", "bold")
        _line("request", last_request(row["prompt"]))
        _line("rejected", _text(row["rejected"]))
        _line("user", row["feedback"])
        _line("chosen", _text(row["chosen"]))
        _line("because", evidence(row["signals"]))
    elif dataset.startswith("pairs-"):
        about = f"{row['rule']}  dsat {row['dsat_score']:.2f}  {row['length_difference']:+,} tokens"
        console.result(f"{row['pair_id']}  {about}  {place(row)}", "bold")
        _line("request", last_request(row["prompt"]))
        console.beside("chosen", _text(row["chosen"]), "rejected", _text(row["rejected"]), _LINES)
    else:
        for name, value in row.items():
            _line(name, str(value))
    console.result()


def place(row: Row) -> str:
    """`file:line`."""
    return f"{short(row['source'], 60)}:{row['line']}"


def last_request(prompt: Sequence[Row] | None) -> str | None:
    """What the user had asked; None where the row does not say."""
    return next((message["content"] for message in reversed(prompt or ()) if message["role"] == "user"), None)


def evidence(signals: Sequence[Row]) -> str:
    """`objection (no, it is), doubt (are you sure)`."""
    return ", ".join(f"{signal['name']} ({short(signal['evidence'], 40)})" for signal in signals)


def _scores(row: Row) -> str:
    return f"dsat {row['dsat_score']:.2f}  sat {row['sat_score']:.2f}"


def _text(messages: Sequence[Row]) -> str:
    return " ".join(message["content"] for message in messages)


def _line(name: str, text: str | None) -> None:
    if text:
        console.result(f"  {name:<9} {short(text, _MOST)}")
