"""drift-data push"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .. import console
from ..options import JsonOption, ProjectOption, RefArgument, StoreOption, read_project


def command(
    ref: RefArgument,
    repo: Annotated[str, typer.Argument(metavar="OWNER/NAME", help="The dataset on the Hub.", show_default=False)],
    private: Annotated[bool, typer.Option("--private", help="Make it private, where it is not there yet.")] = False,
    public: Annotated[
        bool, typer.Option("--public", help="Everyone may read data that comes from private logs.")
    ] = False,
    tag: Annotated[
        str | None, typer.Option("--tag", help="A tag on the Hub beside the version's id.", show_default=False)
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what would be uploaded.")] = False,
    store: StoreOption = Path("drift-store"),
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """Publish a version on the Hugging Face Hub.

    One commit, with the version's id as a tag; a version that is there already pushes nothing. Several iterations share
    a repository: pairs-iter2 becomes its config iter2. The token is that of `hf auth login` or HF_TOKEN. Personal data,
    flagged rows and logs that may not be shared are refused.

    \b
    Examples:
      drift-data push pairs-iter1 OWNER/NAME --private
      drift-data push pairs-iter1 OWNER/NAME --tag v3 --dry-run
    """
    from drift_data.publish.push import Push
    from drift_data.store import Store

    from ..hub import publish, quiet_bars, waiting

    if private and public:
        raise typer.BadParameter("--private and --public exclude each other.")
    quiet_bars()
    opened = Store(store)
    version = opened.find(ref)
    settings = read_project(project).hub
    push = Push(version, opened, repo, settings, private=private, public=public, tag=tag, tell=waiting)
    publish(push, {"version": str(version), "config": push.config}, dry_run, json)
    if not dry_run and not json:
        console.hint(f'next: datasets.load_dataset("{repo}", "{push.config}", revision="{version.id}")')
