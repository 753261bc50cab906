"""The one exception for what a person can mend."""

from __future__ import annotations


class DriftError(Exception):
    """Something the user can fix. The command line prints it without a traceback and exits with 1.

    Args:
        what: what happened, in one sentence.
        why: the facts behind it (may be empty).
        fix: the exact command or edit that mends it.
    """

    def __init__(self, what: str, *, why: str = "", fix: str = "") -> None:
        self.what = what
        self.why = why
        self.fix = fix
        super().__init__("\n".join(part for part in (what, why, fix) if part))
