"""What the commands that speak to the Hub share."""

from __future__ import annotations

from . import console


def quiet_bars() -> None:
    """The Hub's progress bars only where somebody is watching."""
    if console.watched():
        return
    from drift_data.extras import need

    need("huggingface_hub.utils", "hub").disable_progress_bars()


def waiting(text: str) -> None:
    """Something takes long, or went wrong for the moment."""
    console.hint(text)
