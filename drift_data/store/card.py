"""The dataset card (README.md) of a version: what the Hub shows, and what `load_dataset` reads the splits from."""

from __future__ import annotations

import json
import re

import yaml

from drift_data.store.manifest import Manifest

_SIZES = [(10**3, "n<1K"), (10**4, "1K<n<10K"), (10**5, "10K<n<100K"), (10**6, "100K<n<1M"), (10**7, "1M<n<10M")]
_LARGER = [(10**8, "10M<n<100M"), (10**9, "100M<n<1B"), (10**12, "1B<n<10B")]


def card(about: Manifest) -> str:
    """Markdown with YAML front matter; the same manifest gives the same text."""
    parts = [f"---\n{_front_matter(about)}---\n", f"# {plain(about.dataset)}\n", facts(about)]
    if about.columns:
        parts.append(_LOADING)
    return "\n".join(parts)


def facts(about: Manifest, heading: str = "##") -> str:
    """What the manifest says, in Markdown: columns, tables, counts, what was left out, how it was made."""
    parts = [
        f"Made by the step `{about.step}` of [drift](https://arxiv.org/abs/2510.02341). Version `{about.id}`, "
        f"{about.rows:,} rows ({', '.join(f'{split} {rows:,}' for split, rows in about.splits.items())}).\n",
    ]
    if about.columns:
        parts.append(f"{heading} Columns\n")
        parts.append(table(["column", "type", ""], [(f"`{c.name}`", c.type, c.description) for c in about.columns]))
    for title, (head, *rows) in about.tables.items():
        parts.append(f"{heading} {plain(title)}\n")
        cells = [tuple(f"{cell:,}" if isinstance(cell, int) else cell for cell in row) for row in rows]
        parts.append(table([str(cell) for cell in head], cells))
    if about.counts:
        parts.append(f"{heading} Counts\n")
        parts.append(table(["what", "number"], [(name, f"{n:,}") for name, n in sorted(about.counts.items())]))
    if about.dropped:
        parts.append(f"{heading} Left out\n")
        parts.append(table(["reason", "number"], [(why, f"{n:,}") for why, n in sorted(about.dropped.items())]))
    parts.append(f"{heading} How it was made\n")
    size = sum(item.bytes for item in about.inputs)
    parts += [f"- {len(about.inputs):,} input file(s), {size:,} bytes; `manifest.json` has their digests"] * bool(size)
    parts += [f"- from `{parent}` ({plain(role)})" for role, parent in sorted(about.parents.items())]
    parts += [f"- code `{about.code}`", "- " + _packages(about), "\nParameters:\n"]
    # An indented block cannot be ended by what is in it, as a fence can.
    parameters = json.dumps(about.parameters, indent=2, sort_keys=True)
    parts.append(indented(parameters))
    return "\n".join(parts)


_LOADING = """## How to load it

In this folder, or with its path in front:

```python
import datasets, duckdb, polars

datasets.load_dataset(".")
duckdb.sql("SELECT * FROM 'data/*.parquet'")
polars.scan_parquet("data/*.parquet")
```
"""


def _front_matter(about: Manifest) -> str:
    front: dict[str, object] = {"pretty_name": about.dataset}
    if about.columns:
        files = [{"split": split, "path": f"data/{split}-*.parquet"} for split in about.splits]
        front["configs"] = [{"config_name": "default", "data_files": files}]
        front["task_categories"] = ["text-generation"]
        front["size_categories"] = [size_category(about.rows)]
    front["tags"] = tags(about)
    text: str = yaml.safe_dump(front, sort_keys=False, allow_unicode=True, width=1000)
    return text


def tags(about: Manifest) -> list[str]:
    """What the dataset is found by."""
    preference = {"chosen", "rejected"} <= {column.name for column in about.columns}
    return ["drift", about.step, *(["preference", "dpo", "trl"] if preference else [])]


def size_category(rows: int) -> str:
    """As the Hub has them."""
    return next((name for limit, name in _SIZES + _LARGER if rows < limit), "n>1T")


def _packages(about: Manifest) -> str:
    return ", ".join(f"{name} {number}" for name, number in sorted(about.packages.items()))


def table(head: list[str], rows: list[tuple[str, ...]]) -> str:
    """A Markdown table; cells in backticks stay as they are."""
    lines = [head, ["---"] * len(head)]
    lines += [[cell if cell.startswith("`") else plain(cell) for cell in row] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def plain(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    return re.sub(r"([\\`*_{}\[\]<>#|!])", r"\\\1", " ".join(text.split()))


def indented(text: str) -> str:
    """A block of code, which nothing in it can end."""
    return "\n".join("    " + line for line in text.splitlines()) + "\n"
