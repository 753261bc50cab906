"""drift-data: one command, one file in this folder."""

from __future__ import annotations

from ..app import program

SUMMARY = "Turn chat logs into versioned preference data. Begin with `drift-data init` or `drift-data mine`."

app = program("drift-data", __name__, SUMMARY)


def main() -> None:
    app()
