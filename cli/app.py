"""What both programs share: commands found in a folder and imported when called, and what an error looks like.

Exit codes: 0 done, 1 something the user can mend, 2 wrong usage, 3 a bug in drift, 130 Ctrl-C, 141 nobody reads on.
"""

from __future__ import annotations

import errno
import os
import pkgutil
import re
import shlex
import signal
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from importlib import import_module, metadata
from pathlib import Path
from types import FrameType
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from drift_data.errors import DriftError
from drift_data.extras import DISTRIBUTION
from drift_data.starter import end_with_starter

from . import console

#: Folders of drift's own code, in a checkout and installed.
_OURS = ("cli", "drift_cli", "drift_data", "drift_recipes", "recipes")
_PLAIN: dict[str, Any] = {
    "add_completion": False,
    "rich_markup_mode": None,  # help without importing rich
    "pretty_exceptions_enable": False,
    "context_settings": {"help_option_names": ["-h", "--help"]},
}


#: What a machine says no to: no room, a file that may not be touched.
_OUTSIDE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM)


class Commands(TyperGroup):
    """The modules of one package: `signals.py` is `signals`, `signals_check.py` is `signals check`.

    Each has a function `command`, whose docstring is the help.
    """

    package = ""

    def list_commands(self, ctx: Any) -> list[str]:
        """Names of all commands, sorted."""
        modules = pkgutil.iter_modules(import_module(self.package).__path__)
        return sorted(module.name.replace("_", " ") for module in modules)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import one command; None when there is none of that name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = import_module(f"{self.package}.{cmd_name.replace(' ', '_')}")
        app = typer.Typer(**_PLAIN)
        app.command(cmd_name)(module.command)
        return typer.main.get_command(app)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the first words name, two if there is one of two words."""
        for words in (2, 1):
            name = " ".join(args[:words])
            if len(args) >= words and (found := self.get_command(ctx, name)):
                return name, found, args[words:]
        nearest = get_close_matches(args[0], self.list_commands(ctx), 1)
        return ctx.fail(f"No such command {args[0]!r}." + (f" Did you mean {nearest[0]!r}?" if nearest else ""))

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        """Keep what the user typed, to repeat it in messages."""
        ctx.meta["drift.args"] = list(args)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run a command; turn what it raises into a message and an exit code."""
        with _ctrl_c() as pressed:
            try:
                try:
                    return super().invoke(ctx)
                finally:
                    console.flush()
            except BrokenPipeError:
                console.silence()
                raise typer.Exit(141) from None
            except (Exception, KeyboardInterrupt) as fault:
                # DuckDB turns Ctrl-C into an error of its own.
                if pressed or isinstance(fault, KeyboardInterrupt):
                    typed = shlex.join([ctx.info_name, *ctx.meta["drift.args"]])
                    console.hint(f"stopped; finished steps are kept. Go on with: {typed}")
                    raise typer.Exit(130) from None
                if isinstance(fault, typer.Exit | typer.Abort):
                    raise
                if hasattr(fault, "format_message"):
                    # Typer passes on how pydantic begins.
                    fault.message = fault.message.removeprefix("Value error, ")  # type: ignore[attr-defined]
                    raise
                raise typer.Exit(_explain(fault)) from None


def program(name: str, package: str, summary: str) -> typer.Typer:
    """The application `name` with the commands in `package`."""
    here = type("Here", (Commands,), {"package": package})
    app = typer.Typer(name=name, cls=here, help=summary, no_args_is_help=True, **_PLAIN)

    @app.callback()
    def options(
        version: Annotated[
            bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
        ] = False,
    ) -> None:
        end_with_starter()
        console.prepare()

    return app


def _version(wanted: bool) -> None:
    if wanted:
        console.result(metadata.version(DISTRIBUTION))
        raise typer.Exit()


def _explain(fault: Exception) -> int:
    """Say what happened; the exit code."""
    debug = os.environ.get("DRIFT_DEBUG", "0") not in ("", "0")
    if debug:
        console.show_traceback(fault)
    if isinstance(fault, DriftError):
        console.error(fault.what, fault.why, fault.fix)
        return 1
    if isinstance(fault, OSError) and fault.errno in _OUTSIDE:
        console.error(
            f"{fault.filename or 'A file'} cannot be read or written.",
            f"The system said: {fault.strerror}.",
            "Free space, or mend the permissions, and run the same command again: finished steps are kept.",
        )
        return 1
    if type(fault).__module__.partition(".")[0] in ("_duckdb", "duckdb", "polars", "pyarrow") and _reads_versions(
        fault
    ):
        console.error(
            "A version in the store cannot be read.",
            "Its files may have been changed since they were made.",
            "drift-data verify says which; remove that folder and make it again.",
        )
        return 1
    # Not the fault's own text: it may quote a log, and this line is what people paste into a bug report.
    again = "" if debug else ", run with DRIFT_DEBUG=1 for the traceback"
    console.error(f"this is a bug in drift: {type(fault).__name__} in {_place(fault)}{again}")
    return 3


def _reads_versions(fault: Exception) -> bool:
    return re.search(r"parquet|magic|footer|thrift", str(fault), re.IGNORECASE) is not None


def _place(fault: Exception) -> str:
    """File and line of drift's own code nearest to the fault."""
    roots = [Path(__file__).parents[1], Path(import_module("drift_data").__path__[0]).parent]
    frames = [(Path(frame.filename), frame.lineno) for frame in traceback.extract_tb(fault.__traceback__)]
    ours = [
        f"{file.relative_to(root)}:{line}"
        for file, line in frames
        for root in roots
        if file.is_relative_to(root) and file.relative_to(root).parts[0] in _OURS
    ]
    return ours[-1] if ours else "an unknown place"


@contextmanager
def _ctrl_c() -> Iterator[list[int]]:
    """A list that is not empty once Ctrl-C was pressed."""
    pressed: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        pressed.append(number)
        raise KeyboardInterrupt

    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield pressed
        return
    signal.signal(signal.SIGINT, note)
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
