"""Make the scorer that drift ships: python bench/fit_scorer.py LABELS.jsonl CONVERSATIONS... [--out FILE]

LABELS and CONVERSATIONS are those of bench/quality.py. No text goes into the file, only weights. Same inputs, same
file.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from measure import versions

import drift_data
from drift_data.mining.catalogue import load_catalogue
from drift_data.mining.fit import fit
from drift_data.mining.scorer import SHIPPED
from drift_data.store import Store


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels", type=Path, metavar="LABELS.jsonl")
    parser.add_argument("conversations", nargs="+", metavar="CONVERSATIONS")
    parser.add_argument("--out", type=Path, default=SHIPPED, help="where it goes; default: into the package")
    options = parser.parse_args()
    labels = pl.read_ndjson(options.labels).filter(pl.col("confidence") != "contested")
    with TemporaryDirectory(prefix="drift-bench-") as store:
        drift_data.mine(options.conversations, store)
        fitted = fit(labels, Store(Path(store)).find("conversations"), load_catalogue(), None)
    fitted.table.write_parquet(options.out, compression="zstd")
    print(versions("drift-llm", "duckdb", "polars", "numpy", "scipy"))
    print(f"{len(fitted.held_out):,} labelled reactions, {len(fitted.table):,} weights, {options.out}")


if __name__ == "__main__":
    main()
