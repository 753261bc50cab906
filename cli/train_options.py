"""What several commands of drift-train take, and what drift.yaml says of it."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .hub import quiet_bars, waiting
from .options import STORE, read_project

if TYPE_CHECKING:
    from drift_data.project import Project
    from drift_data.store import Store
    from drift_recipes.chain import Link
    from drift_recipes.recipe import Resolved

NameArgument = Annotated[
    str, typer.Argument(metavar="NAME|FILE", help="A recipe, such as iter1, or a file of yours.", show_default=False)
]
KeysArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="[KEY=VALUE]...", help="Laid over the recipe: loss.beta=0.2.", show_default=False),
]
SizeOption = Annotated[str | None, typer.Option("--size", help="7b, 14b or tiny; 7b by default.", show_default=False)]
RunsOption = Annotated[
    Path | None, typer.Option("--runs", help="The folder with the runs; runs by default.", show_default=False)
]
LayoutOption = Annotated[
    str,
    typer.Option(
        "--accelerate", metavar="LAYOUT", help="single, multi_gpu, fsdp2, zero3, or a file of `accelerate config`."
    ),
]
AllowStaleOption = Annotated[
    bool, typer.Option("--allow-stale", help="Train on pairs that were sampled from another model.")
]


@dataclass(frozen=True)
class Training:
    """What the options and drift.yaml say together.

    Attributes:
        project: what drift.yaml says.
        size: which of the sizes of model.
        runs: the folder with the runs.
        options: --size, --runs and --project as they were given, for commands that are run or shown.
    """

    project: Project
    size: str
    runs: Path
    options: tuple[str, ...]

    def resolve(self, name: str, keys: list[str] | None, names: bool = False) -> Resolved:
        """The recipe, every value of it; the base model that drift.yaml names goes before the size's.

        Args:
            names: check those that are passed on to TRL and Transformers too.
        """
        from drift_recipes.recipe import resolve

        found = resolve(name, self.size, keys or (), names)
        base = self.project.train.base
        if base is None or not found.origins.get("base", "").startswith("sizes/"):
            return found
        return replace(
            found, recipe=found.recipe.model_copy(update={"base": base}), origins=found.origins | {"base": "drift.yaml"}
        )

    def link(
        self,
        name: str,
        keys: list[str] | None,
        store: Store,
        run: str | None = None,
        allow_stale: bool = True,
        command: str = "recipe",
    ) -> Link:
        """The recipe with all that it names.

        Args:
            run: another name for the run.
            command: of drift-train, that is to be given anew where something is to be said differently.
            allow_stale: whether pairs that were sampled from another model will do.

        Raises:
            DriftError: something is missing or stale; the command that mends it has the options of the user.
        """
        from drift_data.errors import DriftError
        from drift_recipes.chain import check_stale, link
        from drift_recipes.runs import check_run_name
        from drift_recipes.spec import Run

        resolved = self.resolve(name, keys, names=True)
        check_run_name(run or resolved.name)
        if resolved.recipe.data.startswith("hf://"):
            quiet_bars()
        try:
            found = link(resolved, store, self.runs, self.project.engine.trust_remote_code, waiting)
            check_stale(found, allow_stale)
        except DriftError as error:
            own = f"drift-train recipe {resolved.name}"
            base = [key for key in keys or () if key.startswith("base=")]
            fix = [
                _with(line.replace(own, f"drift-train {command} {name}"), base, self.options, store)
                for line in error.fix.splitlines()
            ]
            raise DriftError(error.what, why=error.why, fix="\n".join(fix)) from error
        if run is None:
            return found
        return replace(found, resolved=replace(resolved, name=run), run=Run(self.runs / run))


def read_training(project: Path | None, size: str | None, runs: Path | None) -> Training:
    """What the options say, and drift.yaml where they say nothing."""
    read = read_project(project)
    given = {"--size": size, "--runs": runs, "--project": project}
    options = [word for key, value in given.items() if value is not None for word in (key, str(value))]
    return Training(read, size or read.train.size, runs or read.train.runs, tuple(options))


def store_option(store: Path) -> list[str]:
    """--store, where it is not the one that is used anyway."""
    return [] if store == STORE or str(store) == os.environ.get("DRIFT_STORE") else ["--store", str(store)]


def only_project(options: Sequence[str]) -> list[str]:
    """Of the options those that drift-data takes too."""
    at = options.index("--project") if "--project" in options else len(options)
    return list(options[at : at + 2])


def _with(line: str, base: list[str], options: Sequence[str], store: Store) -> str:
    if "drift-train recipe " in line or "drift-train plan " in line:
        return f"{line} {shown([*base, *options, *store_option(store.root)])}".rstrip()
    if "drift-data pair " in line:
        return f"{line} {shown([*only_project(options), *store_option(store.root)])}".rstrip()
    return line


def shown(words: Sequence[str]) -> str:
    """A command as it is typed."""
    return shlex.join(words)
