"""drift-train ls"""

from __future__ import annotations

from .. import console
from ..options import JsonOption


def command(json: JsonOption = False) -> None:
    """List the recipes that are shipped.

    \b
    Example:
      drift-train ls
    """
    from importlib.resources import files

    recipes = sorted(entry.name for entry in files("drift_recipes").iterdir() if entry.name.endswith(".yaml"))
    if json:
        console.json(recipes)
        return
    for recipe in recipes:
        console.result(recipe.removesuffix(".yaml"))
    if not recipes:
        console.result("No recipes are shipped yet.")
