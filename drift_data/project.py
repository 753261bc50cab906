"""The project file drift.yaml: what is declared, checked, with every default in one place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from pydantic import Field, ValidationError

from drift_data.errors import DriftError
from drift_data.faults import YAML_FIX, explain_one, key_path, yaml_fault
from drift_data.ingest.mapping import Mapping, mapping_faults
from drift_data.judge.settings import Judge
from drift_data.pairing.settings import Pair
from drift_data.publish.settings import Hub
from drift_data.sample.settings import Engines
from drift_data.section import Section

FILE = "drift.yaml"


class Signals(Section):
    """Which signals are used."""

    folder: Path | None = Field(None, description="Folder with signals of your own (.sql), relative to this file.")
    disable: list[str] = Field(default_factory=list, description="Names of signals to leave out.")


class Thresholds(Section):
    """From which score on a reaction is labelled."""

    precision: float = Field(
        0.8,
        ge=0.5,
        lt=1,
        description="Share of the reactions called dsat (or sat) that shall be that; the thresholds follow from it.",
    )
    dsat: float | None = Field(None, ge=0, le=1, description="dsat_score from which a reaction is dsat instead.")
    sat: float | None = Field(None, ge=0, le=1, description="sat_score from which a reaction is sat instead.")


class Train(Section):
    """What `drift-train` does unless its options say otherwise."""

    size: str = Field("7b", description="Which size of model the recipes are for: 7b, 14b or tiny.")
    runs: Path = Field(Path("runs"), description="Folder of the runs, relative to this file.")
    base: str | None = Field(None, description="The model that the chain starts from: a folder or a Hub id.")


class Project(Section):
    """A project. Every key is optional."""

    logs: list[str] = Field(
        default_factory=list, description="Files, folders, globs or hf:// ids, relative to this file."
    )
    format: str | None = Field(None, description="Format of all logs; by default each file's own is recognised.")
    mappings: list[Mapping] = Field(default_factory=list, description="Dumps of your own shape.")
    signals: Signals = Field(default_factory=Signals, description="Which signals are used.")
    scorer: str | None = Field(
        None,
        description="A scorer that `drift-data fit` made, such as scorer or scorer@TAG; by default the shipped one.",
    )
    thresholds: Thresholds = Field(default_factory=Thresholds, description="From which score a reaction is labelled.")
    engine: Engines = Field(default_factory=Engines, description="What samples replies.")
    judge: Judge = Field(default_factory=Judge, description="The judge of mined feedback.")
    pair: Pair = Field(default_factory=Pair, description="How pairs are made, in every iteration.")
    pairs: dict[str, Pair] = Field(
        default_factory=dict, description="Iterations by name: what differs from `pair` in each, such as its policy."
    )
    train: Train = Field(default_factory=Train, description="How models are trained.")
    hub: Hub = Field(default_factory=Hub, description="What is published, and what may be.")

    def iteration(self, name: str) -> Pair:
        """How the pairs of an iteration are made: `pair`, with what `pairs` says of it laid over."""
        own = self.pairs.get(name, Pair()).model_dump(exclude_unset=True)
        return Pair.model_validate(_laid_over(self.pair.model_dump(exclude_unset=True), own))


def load_project(path: Path) -> Project:
    """Read and check a project file; paths in it become relative to the current folder.

    Raises:
        DriftError: naming the file and every fault in it, with line, key path and what is allowed.
    """
    try:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        values = yaml.safe_load(text)
        twice = list(_said_twice(node))
    except OSError as error:
        raise DriftError(f"{path} cannot be read.", why=str(error), fix="drift-data init writes one.") from error
    except UnicodeDecodeError as error:
        raise DriftError(f"{path} is not UTF-8.", why=str(error), fix="Save it as UTF-8.") from error
    except yaml.YAMLError as error:
        raise DriftError(f"{path} is not YAML.", why=yaml_fault(error), fix=YAML_FIX) from error
    except ValueError as error:  # such as 2024-13-45, which looks like a date and is none
        raise DriftError(f"{path} is not YAML.", why=str(error), fix="Put single quotes round the value.") from error
    if twice:
        raise _faulty(path, twice)
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


def _said_twice(node: yaml.Node | None) -> Iterator[str]:
    """A sentence for each key that is there twice: YAML would take the last one without a word."""
    if isinstance(node, yaml.MappingNode):
        lines: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if isinstance(key, yaml.ScalarNode) and lines.setdefault(key.value, line) != line:
                yield f"line {line}: {key.value}: is on line {lines[key.value]} already"
            yield from _said_twice(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _said_twice(value)


def _laid_over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    laid = dict(below)
    for key, value in above.items():
        inner = laid.get(key)
        laid[key] = _laid_over(inner, value) if isinstance(inner, dict) and isinstance(value, dict) else value
    return laid


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
    update: dict[str, Any] = {
        "logs": logs,
        "signals": signals,
        "pair": _places(project.pair, folder),
        "pairs": {name: _places(pair, folder) for name, pair in project.pairs.items()},
        "train": _runs(project.train, folder),
    }
    if project.judge.model is not None:
        update["judge"] = project.judge.model_copy(update={"model": _place(project.judge.model, folder)})
    return project.model_copy(update=update)


def _places(pair: Pair, folder: Path) -> Pair:
    """The models and evaluation sets that are named by a path, relative to the current folder."""
    update: dict[str, Any] = {
        key: _place(getattr(pair, key), folder)
        for key in ("policy", "judge", "reward")
        if getattr(pair, key) is not None
    }
    if pair.decontaminate.against:
        against = [_place(name, folder) for name in pair.decontaminate.against]
        update["decontaminate"] = pair.decontaminate.model_copy(update={"against": against})
    return pair.model_copy(update=update)


def _runs(train: Train, folder: Path) -> Train:
    base = None if train.base is None else _place(train.base, folder)
    return train.model_copy(update={"runs": folder / train.runs, "base": base})


def _place(name: str, folder: Path) -> str:
    """A path, if there is such a file or folder; else it is the name of something on the Hub."""
    return str(folder / name) if (folder / name).exists() else name


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
