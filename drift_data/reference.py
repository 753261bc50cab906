"""docs/datasets.md, made from the schema: python -m drift_data.reference > docs/datasets.md"""

from __future__ import annotations

from drift_data.schema import DATASETS, describe


def reference() -> str:
    """The Markdown text."""
    lines = [
        "# Datasets",
        "",
        "Made from `drift_data/schema.py` by `python -m drift_data.reference > docs/datasets.md`; do not edit.",
    ]
    for name, schema in DATASETS.items():
        lines += ["", f"## {name}", "", "| column | type | |", "|---|---|---|"]
        lines += [f"| `{column}` | {type_.replace('|', '')} | {says} |" for column, type_, says in describe(schema)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(reference(), end="")
