"""drift-train: one command, one file in this folder."""

from __future__ import annotations

from ..app import program

app = program("drift-train", __name__, "Train models on preference data, from recipes.")


def main() -> None:
    app()
