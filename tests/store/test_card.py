from __future__ import annotations

from typing import Any

import pytest
import yaml
from store_worker import step

from drift_data.store import Input, Manifest, Store
from drift_data.store.card import card

HOSTILE = "a|b\n# head <script> `x` [l](u) ---\n"


def _front(text: str) -> dict[str, Any]:
    _, front, _ = text.split("---\n", 2)
    loaded: dict[str, Any] = yaml.safe_load(front)
    return loaded


def _about(store: Store, **changes: object) -> Manifest:
    return store.make(step()).version.manifest.model_copy(update=changes)


def test_front_matter(store: Store) -> None:
    about = _about(store, splits={"train": 90, "test": 10})
    assert _front(card(about)) == {
        "pretty_name": "numbers",
        "configs": [
            {
                "config_name": "default",
                "data_files": [
                    {"split": "train", "path": "data/train-*.parquet"},
                    {"split": "test", "path": "data/test-*.parquet"},
                ],
            }
        ],
        "task_categories": ["text-generation"],
        "size_categories": ["n<1K"],
        "tags": ["drift", "count"],
    }


@pytest.mark.parametrize(
    ("rows", "size"), [(0, "n<1K"), (999, "n<1K"), (1000, "1K<n<10K"), (5 * 10**6, "1M<n<10M"), (10**12, "n>1T")]
)
def test_size_categories(store: Store, rows: int, size: str) -> None:
    assert _front(card(_about(store, rows=rows)))["size_categories"] == [size]


def test_says_what_there_is(store: Store) -> None:
    about = _about(store, parents={"logs": "logs@0123456789abcdef"}, inputs=(Input(name="a", sha256="0", bytes=1234),))
    text = card(about)
    assert "| `row_id` | string | Stable id \\| of the row. |" in text
    assert "| even | 50 |" in text
    assert "| broken | 1 |" in text
    assert "- from `logs@0123456789abcdef` (logs)" in text
    assert "- 1 input file(s), 1,234 bytes" in text
    assert '    "numbers": [' in text.replace("      ", "    ")
    assert 'datasets.load_dataset(".")' in text


def test_hostile_values_stay_values(store: Store) -> None:
    about = _about(
        store, dropped={HOSTILE: 1}, counts={HOSTILE: 2}, parameters={"x": HOSTILE}, parents={HOSTILE: "a@b"}
    )
    text = card(about)
    lines = text.splitlines()
    assert _front(text)["pretty_name"] == "numbers"
    assert [line for line in lines if line.startswith("#")] == [
        "# numbers",
        "## Columns",
        "## Counts",
        "## Left out",
        "## How it was made",
        "## How to load it",
    ]
    assert all("<script>" not in line for line in lines if not line.startswith("    "))
    tables = [line for line in lines if line.startswith("| a")]
    assert len(tables) == 2 and all(line.replace("\\|", "").count("|") == 3 for line in tables)
