"""What is wrong with a preference dataset, whoever made it, before a trainer reads it.

Formats and what happens to long rows are those of TRL's DPOTrainer: `prompt`, `chosen`, `rejected` as message lists or
as text, or only the last two, which then begin alike. See https://huggingface.co/docs/trl/dataset_formats#preference.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

import polars as pl

from drift_data.pairing.count_tokens import Triple, count_tokens
from drift_data.pairing.read import Row, read_splits
from drift_data.pairing.side import Side, common, flat, is_side, prompt_faults, reply_faults, text
from drift_data.sample.policy import Policy
from drift_data.store import Version

MAX_LENGTH = 2048
_SHOWN = 5


@dataclass(frozen=True)
class Finding:
    """
    Attributes:
        what: in a few words.
        count: how many rows.
        rows: the first of them, as "split:row", rows counted from 1.
    """

    what: str
    count: int
    rows: list[str]


@dataclass(frozen=True)
class Lengths:
    """Of the sound pairs: a trainer can tell the sides apart by length alone where `longer` is near 0 or 1.

    Attributes:
        unit: characters or tokens.
        prompt, chosen, rejected: means.
        longer, shorter: share of pairs where chosen is longer (shorter) than rejected.
        difference: mean of chosen minus rejected.
    """

    unit: str
    prompt: float
    chosen: float
    rejected: float
    longer: float
    shorter: float
    difference: float


@dataclass(frozen=True)
class Report:
    """
    Attributes:
        splits: split -> rows.
        format: conversational or text, with or without a prompt of its own; as the first sound row has it.
        faults: what should not be; each row may be in several.
        notes: what may be meant.
        lengths: in characters and, where a model was given, in tokens.
        max_length: tokens that a trainer reads of a row; None where no model was given.
        tokens_lost: tokens of replies that lie behind max_length.
    """

    splits: dict[str, int]
    format: str | None
    faults: list[Finding]
    notes: list[Finding]
    lengths: list[Lengths]
    max_length: int | None
    tokens_lost: int | None

    @property
    def sound(self) -> bool:
        return not self.faults


def check(dataset: Version | Path | str, policy: Policy | None = None, max_length: int = MAX_LENGTH) -> Report:
    """Read a dataset once and say what is wrong with it. 40 bytes a row are kept in memory.

    Args:
        dataset: a version, a file, a folder, or hf://owner/name.
        policy: the model whose tokens are counted; None: none are.
        max_length: tokens that the trainer reads of prompt and reply.

    Raises:
        DriftError: the dataset is not there or cannot be read.
    """
    checking = _Checking(policy, max_length)
    for split, batches in read_splits(dataset).items():
        checking.split(split, batches)
    return checking.report()


@dataclass(frozen=True)
class _Pair:
    """A row that could be read: `prompt` and both replies, all text or all messages; what its chat template is told."""

    place: str
    prompt: Side
    chosen: Side
    rejected: Side
    options: dict[str, Any] = field(default_factory=dict)


@dataclass
class _Sums:
    pairs: int = 0
    prompt: int = 0
    chosen: int = 0
    rejected: int = 0
    longer: int = 0
    shorter: int = 0

    def add(self, prompt: int, chosen: int, rejected: int) -> None:
        self.pairs += 1
        self.prompt += prompt
        self.chosen += chosen
        self.rejected += rejected
        self.longer += chosen > rejected
        self.shorter += chosen < rejected

    def lengths(self, unit: str) -> Lengths:
        return Lengths(
            unit,
            prompt=round(self.prompt / self.pairs, 1),
            chosen=round(self.chosen / self.pairs, 1),
            rejected=round(self.rejected / self.pairs, 1),
            longer=round(self.longer / self.pairs, 4),
            shorter=round(self.shorter / self.pairs, 4),
            difference=round((self.chosen - self.rejected) / self.pairs, 1),
        )


@dataclass
class _Tally:
    """Findings in the order in which they were first met."""

    counts: dict[str, int] = field(default_factory=dict)
    rows: dict[str, list[str]] = field(default_factory=dict)

    def add(self, what: str, place: str) -> None:
        self.counts[what] = self.counts.get(what, 0) + 1
        first = self.rows.setdefault(what, [])
        if len(first) < _SHOWN:
            first.append(place)

    def findings(self) -> list[Finding]:
        return [Finding(what, count, self.rows[what]) for what, count in self.counts.items()]


class _Checking:
    def __init__(self, policy: Policy | None, max_length: int) -> None:
        self._policy = policy
        self._max_length = max_length
        self._splits: dict[str, int] = {}
        self._format: str | None = None
        self._faults = _Tally()
        self._notes = _Tally()
        self._characters = _Sums()
        self._tokens = _Sums()
        self._lost = 0
        #: Of each row that could be read: split, row, and hashes of prompt, pair and conversation (0: not known).
        self._seen = {name: array("Q") for name in ("split", "row", "prompt", "pair", "conversation")}

    def split(self, name: str, batches: Iterator[list[Row]]) -> None:
        self._splits[name] = 0
        for batch in batches:
            pairs = []
            for row in batch:
                self._splits[name] += 1
                place = f"{name}:{self._splits[name]}"
                pair = self._read(row, place)
                if pair is not None:
                    self._remember(pair, row, len(self._splits) - 1, self._splits[name])
                    if self._look(pair):
                        pairs.append(pair)
            if self._policy is not None and pairs:
                self._count(pairs, self._policy)

    def report(self) -> Report:
        self._compare()
        counts = {"characters": self._characters, "tokens": self._tokens}
        lengths = [sums.lengths(unit) for unit, sums in counts.items() if sums.pairs]
        counted = self._policy is not None
        return Report(
            splits=self._splits,
            format=self._format,
            faults=self._faults.findings(),
            notes=self._notes.findings(),
            lengths=lengths,
            max_length=self._max_length if counted else None,
            tokens_lost=self._lost if counted else None,
        )

    def _read(self, row: Row, place: str) -> _Pair | None:
        """The pair in a row; None where there is none, which is a fault."""
        fault = self._faults.add
        if not isinstance(row, dict):
            fault("no JSON object", place)
            return None
        if "completion" in row and "label" in row and "chosen" not in row:
            fault("unpaired (completion and label): for KTO, not for DPO", place)
            return None
        sides: dict[str, Side] = {}
        for name in ("prompt", "chosen", "rejected"):
            value = row.get(name)
            if value is None:
                if name != "prompt":
                    fault(f"no {name}", place)
            elif is_side(value):
                sides[name] = value
            else:
                fault(f"{name} is neither text nor a list of messages", place)
        explicit = row.get("prompt") is not None
        if len(sides) < 2 + explicit:
            return None
        kinds = {"text" if isinstance(side, str) else "conversational" for side in sides.values()}
        if len(kinds) > 1:
            fault("text and messages in one row", place)
            return None
        found = f"{kinds.pop()}, prompt {'of its own' if explicit else 'inside the replies'}"
        self._format = self._format or found
        if found != self._format:
            fault("not the format of the first row", place)
        options = _template_options(row)
        if explicit:
            return _Pair(place, **sides, options=options)
        at = common(sides["chosen"], sides["rejected"])
        return _Pair(place, sides["chosen"][:at], sides["chosen"][at:], sides["rejected"][at:], options)

    def _remember(self, pair: _Pair, row: dict[str, Any], split: int, number: int) -> None:
        prompt = _hash(flat(pair.prompt))
        conversation = row.get("conversation_id")
        values = {
            "split": split,
            "row": number,
            "prompt": prompt,
            "pair": _hash(f"{prompt}\0{flat(pair.chosen)}\0{flat(pair.rejected)}"),
            "conversation": 0 if conversation is None else _hash(f"{row.get('source')}\0{conversation}"),
        }
        for name, value in values.items():
            self._seen[name].append(value)

    def _look(self, pair: _Pair) -> bool:
        """Faults of one pair; whether its tokens can be counted."""
        faults = []
        if isinstance(pair.prompt, str):
            if not pair.prompt.strip():
                faults.append("empty prompt")
        else:
            faults += prompt_faults(pair.prompt)
        for name, side in (("chosen", pair.chosen), ("rejected", pair.rejected)):
            if not text(side).strip():
                faults.append(f"empty {name}")
            elif not isinstance(side, str):
                faults += reply_faults(name, side)
        if text(pair.chosen).strip() == text(pair.rejected).strip() != "":
            faults.append("chosen and rejected are the same")
        for what in dict.fromkeys(faults):
            self._faults.add(what, pair.place)
        if not faults:
            self._characters.add(*(len(text(side)) for side in (pair.prompt, pair.chosen, pair.rejected)))
        return not faults

    def _count(self, pairs: list[_Pair], policy: Policy) -> None:
        # What has options of its own is spelled alone.
        groups = [[pair] for pair in pairs if pair.options] + [[pair for pair in pairs if not pair.options]]
        counted = [
            (pair, counts)
            for group in groups
            if group
            for pair, counts in zip(
                group, count_tokens(list(map(_triple, group)), policy, group[0].options), strict=True
            )
        ]
        for pair, counts in counted:
            if counts is None:
                self._faults.add("the chat template of the model refuses it", pair.place)
                continue
            prompt, chosen, rejected, whole = counts
            self._tokens.add(prompt, chosen, rejected)
            if not whole:
                self._notes.add("the chat template spells the prompt differently before a reply", pair.place)
            if prompt >= self._max_length:
                self._faults.add("the prompt alone fills max_length: the trainer drops it", pair.place)
            elif prompt + max(chosen, rejected) > self._max_length:
                self._faults.add("longer than max_length: the trainer cuts it", pair.place)
            self._lost += sum(
                max(0, prompt + reply - self._max_length) - max(0, prompt - self._max_length)
                for reply in (chosen, rejected)
            )

    def _compare(self) -> None:
        """What shows only when rows are held against one another."""
        seen = pl.DataFrame({name: pl.Series(name, values, pl.UInt64) for name, values in self._seen.items()})
        first = pl.col("split").min()

        def again(name: str) -> pl.Expr:
            return ~pl.struct("split", name).is_first_distinct()

        known = pl.col("conversation") != 0
        findings = [
            (self._faults, "prompt is in an earlier split too", pl.col("split") > first.over("prompt")),
            (
                self._faults,
                "conversation is in an earlier split too",
                known & (pl.col("split") > first.over("conversation")),
            ),
            (self._faults, "same pair as an earlier row of the split", again("pair")),
            (
                self._notes,
                "same prompt as an earlier row of the split",
                again("prompt") & ~again("pair"),
            ),
        ]
        names = list(self._splits)
        for tally, what, when in findings:
            for split, row in seen.filter(when).select("split", "row").iter_rows():
                tally.add(what, f"{names[split]}:{row}")


def _triple(pair: _Pair) -> Triple:
    return pair.prompt, pair.chosen, pair.rejected


def _template_options(row: dict[str, Any]) -> dict[str, Any]:
    """What TRL hands to the chat template beside the messages: the columns `tools` and `chat_template_kwargs`."""
    tools, more = row.get("tools"), row.get("chat_template_kwargs")
    if isinstance(tools, str):
        try:
            tools = json.loads(tools)
        except ValueError:
            tools = None
    return ({"tools": tools} if tools else {}) | (more if isinstance(more, dict) else {})


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(errors="surrogatepass"), digest_size=8).digest(), "big")
