"""Small versions, as the steps would leave them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa

from drift_data.schema import FEEDBACK, PAIRS
from drift_data.store import ParquetSink, Step, StepResult, Store, Version


def said(role: str, content: str) -> list[dict[str, str]]:
    return [{"role": role, "content": content}]


def pair_rows(rows: int, text: str = "Which tram goes to the port, please?", **more: Any) -> list[dict[str, Any]]:
    return [
        {
            "pair_id": f"{number:016x}",
            "row_id": f"{number:016x}",
            "prompt": said("user", f"{text} ({number})"),
            "chosen": said("assistant", f"Line 4 goes to the port, number {number}."),
            "rejected": said("assistant", f"Line {number} goes to the zoo."),
            "conversation_id": f"c{number}",
            "signals": ["correction"],
            "rule": "drift",
            "source": "tram.jsonl",
            "language": "English",
            "prompt_tokens": 5,
            "chosen_tokens": 4,
            "rejected_tokens": 3,
        }
        | more
        for number in range(rows)
    ]


def make_pairs(
    store: Store,
    name: str = "iter1",
    rows: int = 20,
    test: int = 0,
    toxic: bool = True,
    parents: dict[str, Version] | None = None,
    dropped: str | None = None,
    parameters: dict[str, Any] | None = None,
    prompts: list[Any] | None = None,
    **more: Any,
) -> Version:
    """What `drift-data pair` would leave, without a model.

    Args:
        toxic: what the dump flags is left out.
        dropped: a reply among the dropped rows.
        parameters: more of them.
        prompts: of the rows.
        more: of every row: `text` of the prompt, or columns.
    """

    def run(folder: Path) -> StepResult:
        made = pair_rows(rows, **more)
        if prompts is not None:
            made = [row | {"prompt": prompt} for row, prompt in zip(made, prompts, strict=True)]
        splits = {"train": made[: rows - test], "test": made[rows - test :]}
        splits = {split: some for split, some in splits.items() if some or split == "train"}
        for split, some in splits.items():
            with ParquetSink(folder, PAIRS, split) as sink:
                sink.write(pa.Table.from_pylist(some, schema=PAIRS))
        if dropped is not None:
            schema = pa.schema([("row_id", pa.string()), ("chosen", pa.string())])
            with ParquetSink(folder / "dropped", schema, "rows") as sink:
                sink.write(pa.Table.from_pylist([{"row_id": "r", "chosen": dropped}], schema=schema))
        return StepResult(
            rows,
            {"same: chosen and rejected are the same": 2},
            splits={split: len(some) for split, some in splits.items()},
            tables={"Funnel": [["stage", "left", "dropped"], ["candidates", rows + 2, 0], ["pairs", rows, 2]]},
        )

    step = Step(
        name="pair",
        dataset=f"pairs-{name}",
        code="0" * 16,
        inputs=(),
        parents=parents or {},
        parameters={
            "iteration": name,
            "pair": {
                "rule": "drift",
                "guidance": "feedback",
                "moderation": {"toxic": toxic},
                "sampling": {"temperature": 0.7, "seed": 3},
            },
            "policy": {"model": "tiny|policy", "identity": "weights:0123456789abcdef"},
            "samples": ["guided"],
            "engine": {"name": "vllm"},
            "rows": pair_rows(rows, **more),
            "dropped": dropped,
            "test": test,
            "prompts": prompts,
        }
        | (parameters or {}),
        schema=PAIRS,
        run=run,
    )
    return store.make(step).version


def make_feedback(store: Store, rows: list[dict[str, Any]]) -> Version:
    """A version of feedback."""

    def run(folder: Path) -> StepResult:
        with ParquetSink(folder, FEEDBACK) as sink:
            sink.write(pa.Table.from_pylist(rows, schema=FEEDBACK))
        return StepResult(len(rows))

    return store.make(Step("mine", "feedback", "0" * 16, (), {}, {"rows": rows}, FEEDBACK, run)).version
