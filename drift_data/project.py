"""The project file drift.yaml: what is declared, checked, with every default in one place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from drift_data.errors import DriftError
from drift_data.faults import explain_one, key_path
from drift_data.ingest.mapping import Mapping, mapping_faults

FILE = "drift.yaml"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Signals(_Section):
    """Which signals are used."""

    folder: Path | None = Field(None, description="Folder with signals of your own (.sql), relative to this file.")
    disable: list[str] = Field(default_factory=list, description="Names of signals to leave out.")


class Thresholds(_Section):
    """From which score on a reaction is labelled."""

    dsat: float = Field(0.5, ge=0, le=1, description="dsat_score from which a reaction counts as dissatisfied.")
    sat: float = Field(0.5, ge=0, le=1, description="sat_score from which a reaction counts as satisfied.")


class Project(_Section):
    """A project. Every key is optional."""

    logs: list[str] = Field(
        default_factory=list, description="Files, folders, globs or hf:// ids, relative to this file."
    )
    format: str | None = Field(None, description="Format of all logs; by default each file's own is recognised.")
    mappings: list[Mapping] = Field(default_factory=list, description="Dumps of your own shape.")
    signals: Signals = Field(default_factory=Signals, description="Which signals are used.")
    thresholds: Thresholds = Field(default_factory=Thresholds, description="From which score a reaction is labelled.")


def load_project(path: Path) -> Project:
    """Read and check a project file; paths in it become relative to the current folder.

    Raises:
        DriftError: naming the file and every fault in it, with line, key path and what is allowed.
    """
    try:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        values = yaml.safe_load(text)
    except OSError as error:
        raise DriftError(f"{path} cannot be read.", why=str(error), fix="drift-data init writes one.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise DriftError(f"{path} is not YAML.", why=str(error)) from error
    if values is None:
        values = {}
    if not isinstance(values, dict):
        raise DriftError(f"{path} is not a mapping of `key: value` lines.")
    try:
        project = Project.model_validate(values)
    except ValidationError as error:
        faults = [f"line {_line(node, fault['loc'])}: {explain_one(fault, Project)}" for fault in error.errors()]
        raise _faulty(path, faults) from error
    faults = [
        f"line {_line(node, ('mappings', number, key))}: {key_path(('mappings', number, key))}: {says}"
        for number, mapping in enumerate(project.mappings)
        for key, says in mapping_faults(mapping)
    ]
    if faults:
        raise _faulty(path, faults)
    return _from_here(project, path.parent)


def _faulty(path: Path, faults: list[str]) -> DriftError:
    return DriftError(
        f"{path} has {len(faults)} fault{'s' if len(faults) > 1 else ''}.",
        why="\n".join(faults),
        fix="`drift-data schema` prints every key that is allowed.",
    )


def _from_here(project: Project, folder: Path) -> Project:
    logs = [log if "://" in log or log == "-" else str(folder / log) for log in project.logs]
    signals = project.signals
    if signals.folder is not None:
        signals = signals.model_copy(update={"folder": folder / signals.folder})
    return project.model_copy(update={"logs": logs, "signals": signals})


def _line(node: Any, loc: tuple[int | str, ...]) -> int:
    """The line of the YAML text where a key path leads, as far as it leads."""
    line = 1
    for part in loc:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == part:
                    line, node = key.start_mark.line + 1, value
                    break
            else:
                break
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            break
    return line
