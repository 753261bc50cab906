"""Mine logs: the plan, and its run."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from drift_data.errors import DriftError
from drift_data.ingest.choose import choose_formats
from drift_data.ingest.ingest import Read
from drift_data.ingest.mapping import unused_mappings
from drift_data.ingest.sources import find_sources
from drift_data.mining.catalogue import BUILT_IN, Signal, load_catalogue
from drift_data.mining.check import check_signal
from drift_data.mining.found import EXPECTED
from drift_data.mining.steps import UNREAD_TIMES, Progress, ingest_step, mine_step, seed_step, unheard
from drift_data.project import Project
from drift_data.store import Step, Store, Version


@dataclass(frozen=True)
class Planned:
    """One step of a plan.

    Attributes:
        step: what would run.
        version: what it makes.
        up_to_date: it is there already.
    """

    step: Step
    version: Version
    up_to_date: bool


@dataclass(frozen=True)
class Plan:
    """What mining would do.

    Attributes:
        reads: the sources and their formats.
        passed_over: files in the folders that are no dumps by their names.
        empty: sources without any record.
        warnings: what may not be as wanted, in sentences.
        signals: the catalogue in use.
        steps: ingest, mine and seed.
    """

    reads: list[Read]
    passed_over: list[str]
    empty: list[str]
    warnings: list[str]
    signals: list[Signal]
    steps: list[Planned]

    @property
    def bytes(self) -> int:
        """Size of the inputs."""
        return sum(item.bytes for item in self.steps[0].step.inputs)


@dataclass(frozen=True)
class Mined:
    """What mining made.

    Attributes:
        versions: conversations, feedback and seed.
        fresh: for each of them, whether it was made just now.
        conversations, reactions, seed_pairs: rows.
        labels: reactions by label.
        expected: by side, dsat and sat, what the probabilities say: `precision`, the share of those called so that
            shall be it, and `share`, that of all reactions; None where there is no reaction.
        signals: reactions by signal that fired.
        rejected: lines by reason.
        first_rejects: the first rejected lines: source, line, reason, detail.
        dropped: copies of conversations, and records that are none, by reason.
        passed_over: files in the folders that are no dumps by their names.
        empty: sources without any record.
        warnings: what may not be as wanted, in sentences.
        seconds: wall time.
    """

    versions: dict[str, Version]
    fresh: dict[str, bool]
    conversations: int
    reactions: int
    seed_pairs: int
    labels: dict[str, int]
    expected: dict[str, dict[str, float | None]]
    signals: dict[str, int]
    rejected: dict[str, int]
    first_rejects: list[dict[str, Any]]
    dropped: dict[str, int]
    passed_over: list[str]
    empty: list[str]
    warnings: list[str]
    seconds: float

    @property
    def rejected_lines(self) -> int:
        return sum(self.rejected.values())

    def as_json(self) -> dict[str, Any]:
        """The summary as `--json` prints it: counts, reasons and ids, no text of a log."""
        return {
            "conversations": self.conversations,
            "reactions": self.reactions,
            "labels": self.labels,
            "expected": self.expected,
            "seed_pairs": self.seed_pairs,
            "rejected_lines": self.rejected_lines,
            "rejected": self.rejected,
            "dropped": self.dropped,
            "passed_over": self.passed_over,
            "empty": self.empty,
            "warnings": self.warnings,
            "signals": self.signals,
            "versions": {name: str(version) for name, version in self.versions.items()},
            "paths": {name: str(version.path) for name, version in self.versions.items()},
            "fresh": self.fresh,
            "seconds": round(self.seconds, 3),
        }


def plan(logs: Sequence[str], store: Store, project: Project, spool: Path, progress: Progress = unheard) -> Plan:
    """What `mine` would do; reads the inputs once, writes nothing.

    Args:
        logs: files, folders, globs, `-` or hf:// ids; the project's own when empty.
        store: where the versions are.
        project: what is declared.
        spool: a folder for what is read from standard input.

    Raises:
        DriftError: no logs, an unknown format, or a fault in a signal.
    """
    signals = load_catalogue(project.signals.folder, project.signals.disable)
    for signal in signals:
        if signal.path.parent != BUILT_IN:
            check_signal(signal)
    sources, passed_over = find_sources(logs or project.logs, spool)
    reads = choose_formats(sources, project.format, project.mappings)
    read = {one.source.name for one in reads}
    names = [source.name for source in sources]
    ingesting = ingest_step(reads, progress)
    scorer = None if project.scorer is None else _scorer(store, project.scorer)
    mining = mine_step(store.target(ingesting), signals, project.thresholds, scorer, progress)
    seeding = seed_step(store.target(mining))
    steps = [Planned(step, store.target(step), store.plan(step)) for step in (ingesting, mining, seeding)]
    return Plan(
        reads=reads,
        passed_over=passed_over,
        empty=[name for name in names if name not in read],
        warnings=unused_mappings(project.mappings, names, passed_over),
        signals=signals,
        steps=steps,
    )


def mine(
    logs: str | Path | Sequence[str | Path] = (),
    store: Store | str | Path = "drift-store",
    project: Project | None = None,
    progress: Progress = unheard,
) -> Mined:
    """Mine logs: dumps -> `conversations` -> `feedback` -> `seed`. Steps whose version is there are not run again.

    Args:
        logs: files, folders, globs, `-` for standard input, or hf:// ids; the project's own when empty.
        store: a store or its folder.
        project: what is declared; the defaults when None.
        progress: told the step and the rows made so far.

    Raises:
        DriftError: no logs, an unknown format, or a fault in a signal.
    """
    begin = time.perf_counter()
    store = store if isinstance(store, Store) else Store(store)
    inputs = [str(logs)] if isinstance(logs, str | Path) else [str(log) for log in logs]
    with TemporaryDirectory() as spool:
        planned = plan(inputs, store, project or Project(), Path(spool), progress)
        made = [store.make(planned_step.step) for planned_step in planned.steps]
    conversations, feedback, seed = (one.version for one in made)
    return Mined(
        versions={one.version.dataset: one.version for one in made},
        fresh={one.version.dataset: one.fresh for one in made},
        conversations=conversations.manifest.rows,
        reactions=feedback.manifest.rows,
        seed_pairs=seed.manifest.rows,
        labels=_counts(feedback, "label "),
        expected=_expected(feedback),
        signals=_counts(feedback, "signal "),
        rejected=_counts(conversations, "rejected "),
        first_rejects=list(islice(read_rejects(conversations), 20)),
        dropped=dict(conversations.manifest.dropped),
        passed_over=planned.passed_over,
        empty=planned.empty,
        warnings=[
            *planned.warnings,
            *(
                f"{UNREAD_TIMES}{source}: {count:,}; they are left out. A time is ISO 8601, or seconds since 1970"
                for source, count in _counts(conversations, UNREAD_TIMES).items()
            ),
        ],
        seconds=time.perf_counter() - begin,
    )


def read_rejects(conversations: Version) -> Iterator[dict[str, Any]]:
    """The rejected lines of a version: source, line, reason, detail, and offset and bytes in rejects/lines."""
    with (conversations.path / "rejects" / "reasons.jsonl").open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _scorer(store: Store, reference: str) -> Version:
    if reference.partition("@")[0] == "scorer" and not store.versions("scorer"):
        raise DriftError(
            f"There is no scorer in {store.root}.",
            fix="drift-data fit --labels REF makes one; without `scorer` the shipped one is used.",
        )
    found = store.find(reference)
    if found.dataset != "scorer":
        raise DriftError(f"{found} is no scorer.", fix="Name one that `drift-data fit` made, or leave `scorer` out.")
    return found


def _expected(feedback: Version) -> dict[str, dict[str, float | None]]:
    def number(cell: str | int) -> float | None:
        return None if cell == "-" else float(cell)

    rows = feedback.manifest.tables[EXPECTED][1:]
    return {str(side): {"precision": number(precision), "share": number(share)} for side, _, precision, share in rows}


def _counts(version: Version, prefix: str) -> dict[str, int]:
    counts = version.manifest.counts
    return {key.removeprefix(prefix): count for key, count in counts.items() if key.startswith(prefix)}
