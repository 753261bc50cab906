"""drift-train show"""

from __future__ import annotations

from .. import console
from ..options import JsonOption, ProjectOption
from ..train_options import KeysArgument, NameArgument, SizeOption, read_training


def command(
    name: NameArgument,
    keys: KeysArgument = None,
    size: SizeOption = None,
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """Show every value of a recipe, and where each comes from.

    \b
    Examples:
      drift-train show iter2
      drift-train show iter2 loss.beta=0.2 --size 14b
    """
    import json as json_module

    from drift_recipes.recipe import leaves

    found = read_training(project, size, None).resolve(name, keys)
    values = {".".join(path): value for path, value in leaves(found.recipe.model_dump(mode="json"))}
    origins = {key: found.origins.get(key, "drift's default") for key in values}
    if json:
        console.json({key: {"value": value, "from": origins[key]} for key, value in values.items()})
        return
    rows = [
        [key, value if isinstance(value, str) else json_module.dumps(value), origins[key]]
        for key, value in values.items()
    ]
    console.table(["key", "value", "from"], rows)
