"""What a person answers while labelling: each is on the disk before the next reaction is shown.

<store>/labelling/answers.jsonl   a line per answer, until a version of `labels` holds them all
<store>/labelling/lock            held while somebody labels

A run that was killed leaves at worst half a line at the end, which the next one cuts off.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import polars as pl

from drift_data.errors import DriftError
from drift_data.mining.to_label import Shown
from drift_data.schema import LABELS
from drift_data.store import Made, ParquetSink, Step, StepResult, Store, Version, fingerprint, load, source_digest
from drift_data.store.lock import locked_if_free

#: The answer to a reaction that is not labelled, but not shown again either before the run has ended.
SKIPPED = "skipped"
_COLUMNS = {"reaction_id": pl.String, "conversation_id": pl.String, "turn": pl.Int32, "label": pl.String}


class Answers:
    """The answers of a run of labelling, by reaction_id; opened by `open_answers`.

    Attributes:
        resumed: how many there were of a run that was stopped.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._given: dict[str, dict[str, str | int]] = {}
        self._recover()
        self.resumed = len(self._given)

    def __contains__(self, reaction_id: str) -> bool:
        return reaction_id in self._given

    def give(self, shown: Shown, label: str) -> None:
        """Keep an answer: dsat, sat, mixed, neutral or `SKIPPED`."""
        self._write(
            {
                "reaction_id": shown.reaction_id,
                "conversation_id": shown.conversation_id,
                "turn": shown.turn,
                "label": label,
            }
        )

    def take_back(self) -> str | None:
        """Undo the last answer; its reaction_id, None where there is none."""
        if not self._given:
            return None
        last = next(reversed(self._given))
        self._write({"reaction_id": last, "label": ""})
        return last

    def rows(self) -> pl.DataFrame:
        """The columns of `labels`, without what was skipped."""
        kept = [answer for answer in self._given.values() if answer["label"] != SKIPPED]
        return pl.DataFrame([[answer[name] for name in _COLUMNS] for answer in kept], _COLUMNS, orient="row")

    def clear(self) -> None:
        """Forget them, when a version holds them."""
        self._file.truncate(0)
        self._file.seek(0)
        os.fsync(self._file.fileno())
        self._given = {}

    def _write(self, answer: dict[str, str | int]) -> None:
        self._file.write(json.dumps(answer).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        self._apply(answer)

    def _apply(self, answer: dict[str, str | int]) -> None:
        name = str(answer["reaction_id"])
        self._given.pop(name, None)
        if answer["label"]:
            self._given[name] = answer

    def _recover(self) -> None:
        end = 0
        for line in self._file:
            try:
                answer = json.loads(line) if line.endswith(b"\n") else None
            except ValueError:
                answer = None
            if answer is None:
                break
            self._apply(answer)
            end += len(line)
        self._file.truncate(end)
        self._file.seek(end)


@contextmanager
def open_answers(store: Store) -> Iterator[Answers]:
    """The answers that are in no version yet; held until the end.

    Raises:
        DriftError: somebody else labels in this store.
    """
    folder = store.root / "labelling"
    folder.mkdir(parents=True, exist_ok=True)
    with locked_if_free(folder / "lock") as free:
        if not free:
            raise DriftError(
                f"Somebody is labelling in {store.root} already.", fix="Wait for them to quit, or use another --store."
            )
        path = folder / "answers.jsonl"
        path.touch()
        with path.open("r+b") as file:
            yield Answers(file)


def latest_labels(store: Store) -> Version | None:
    """The latest version of `labels`, None where there is none."""
    return store.find("labels") if store.versions("labels") else None


def labelled(before: Version | None) -> pl.DataFrame:
    """The rows of a version of `labels`, none where there is none."""
    return pl.DataFrame([], _COLUMNS) if before is None else load(before).select(_COLUMNS.keys()).collect()


def keep_labels(store: Store, before: Version | None, answers: pl.DataFrame) -> Made:
    """Make a version of `labels` of the answers, those there were, and those of every other version in the store (which
    may have come by `pull`); where several name a reaction, the first of these counts.

    Its id follows from the labels alone, in whatever order and in however many runs they were given.
    """
    others = [version for version in store.versions("labels") if version != before]
    rows = pl.concat([answers, labelled(before), *map(labelled, others)])
    rows = rows.unique(["conversation_id", "turn"], keep="first", maintain_order=True)
    rows = rows.sort("conversation_id", "turn", "reaction_id")

    def run(folder: Path) -> StepResult:
        with ParquetSink(folder, LABELS) as sink:
            sink.write(rows.to_arrow())
        counts = {f"label {label}": number for label, number in sorted(rows["label"].value_counts().rows())}
        return StepResult(sink.rows, {}, counts)

    return store.make(
        Step(
            name="label",
            dataset="labels",
            code=source_digest(Path(__file__)),
            inputs=(),
            parents={},
            parameters={"labels": fingerprint(rows.rows())},
            schema=LABELS,
            run=run,
        )
    )
