"""Speed and memory of mining, beside the plainest ways to do less, on one machine in one run.

python bench/mine.py                         60,000 made-up conversations (250 MB)
python bench/mine.py --size 5000 --repeat 1  a quick look
python bench/mine.py --dump wildchat.jsonl   a dump of your own, in WildChat's shape

Every contender runs in a process of its own, once per round, in turn; the table has the medians.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from chats import write_dump
from measure import Cost, drift_data, machine, run, versions

WHOLE = "drift-data mine, from the dump"
FROM_CONVERSATIONS = "drift, from conversations"
START_UP = "drift-data mine, one conversation"
PARQUET = "(a) DuckDB: JSON to zstd Parquet"
PHRASES = "(b) DuckDB: one regex, user turns"
LOOP = "(c) orjson + re, one core"
MAP = "(d) datasets.map, two processes"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=60_000, help="conversations to make")
    parser.add_argument("--dump", type=Path, help="a JSONL dump in WildChat's shape instead of a made-up one")
    parser.add_argument("--repeat", type=int, default=3, help="rounds, of which the median counts")
    parser.add_argument("--fraction", type=float, default=0.1, help="part of the dump that (c) and (d) read")
    options = parser.parse_args()
    print(machine())
    print(versions("drift-llm", "duckdb", "polars", "pyarrow", "orjson", "datasets"))
    with TemporaryDirectory(prefix="drift-bench-") as folder:
        bench(options, Path(folder))


def bench(options: argparse.Namespace, folder: Path) -> None:
    """Time every contender and print the table."""
    dump = options.dump
    if dump is None:
        dump = folder / "dump.jsonl"
        write_dump(dump, options.size)
    with dump.open("rb") as file:
        lines = sum(1 for _ in file)
    part, one = folder / "part.jsonl", folder / "one.jsonl"
    part_lines = max(1, round(lines * options.fraction))
    _copy_lines(dump, part, part_lines)
    _copy_lines(dump, one, 1)
    scale = lines / part_lines
    print(f"{lines:,} conversations, {dump.stat().st_size / 1e6:,.0f} MB; median of {options.repeat}")

    costs: dict[str, list[Cost]] = {}
    for round_ in range(1, options.repeat + 1):
        print(f"round {round_}", file=sys.stderr)
        for name, cost in _round(dump, part, one, folder):
            costs.setdefault(name, []).append(cost)

    scaled = {LOOP: scale, MAP: scale}
    seconds = {name: _seconds(runs, scaled.get(name, 1)) for name, runs in costs.items()}
    print(f"\n{'':36}{'seconds':>9}{'work':>9}{'peak MiB':>10}")
    for name, runs in costs.items():
        wall, work = seconds[name]
        peak = median(run.peak for run in runs) / 2**20
        print(f"{name:36}{wall:9.2f}{'' if work is None else f'{work:.2f}':>9}{peak:10.0f}")
    print(
        "seconds: the whole process. work: without its imports, where it can be told."
        f"\n(c) and (d) read {part_lines:,} conversations; their times are scaled by {scale:g}, start-up left alone."
        " The peak of (d) is that of its largest process."
    )
    if MAP not in costs:
        print("(d) was left out: datasets is not installed.")
    _ratios(seconds)
    reactions = json.loads(costs[WHOLE][0].output)["reactions"]
    print(f"\n{reactions:,} reactions; a second:")
    for name in (WHOLE, FROM_CONVERSATIONS):
        print(f"{name:36}{reactions / seconds[name][0]:9,.0f}")


def _round(dump: Path, part: Path, one: Path, folder: Path) -> Iterator[tuple[str, Cost]]:
    with _removed(folder / "store") as store:
        yield WHOLE, run([drift_data(), "mine", str(dump), "--store", str(store), "--json"])
        shutil.rmtree(store / "versions" / "feedback")
        yield FROM_CONVERSATIONS, _rival("from_conversations", store, store)
    with _removed(folder / "small") as store:
        yield START_UP, run([drift_data(), "mine", str(one), "--store", str(store), "--json"])
    with _removed(folder / "plain") as plain:
        plain.mkdir()
        yield PARQUET, _rival("duckdb_parquet", dump, plain / "plain.parquet")
        yield PHRASES, _rival("duckdb_phrases", plain / "plain.parquet", plain)
    yield LOOP, _rival("python_loop", part, folder)
    if find_spec("datasets"):
        with _removed(folder / "cache") as cache:
            os.environ["HF_HUB_OFFLINE"] = "1"
            yield MAP, _rival("datasets_map", part, cache)


def _ratios(seconds: dict[str, tuple[float, float | None]]) -> None:
    def line(what: str, ratio: float, goal: str, met: bool) -> None:
        print(f"{what:52}{ratio:8.2f}   goal {goal:9} {'met' if met else 'MISSED'}")

    def work(name: str) -> float:
        found = seconds[name][1]
        assert found is not None
        return found

    print()
    over_a = seconds[WHOLE][0] / seconds[PARQUET][0]
    line("drift / (a)", over_a, "<= 2", over_a <= 2)
    over_b = seconds[FROM_CONVERSATIONS][0] / seconds[PHRASES][0]
    line("from conversations / (b)", over_b, "<= 4", over_b <= 4)
    over_b = work(FROM_CONVERSATIONS) / work(PHRASES)
    line("from conversations / (b), without imports", over_b, "<= 4", over_b <= 4)
    under_c = seconds[LOOP][0] / seconds[WHOLE][0]
    line("(c) / drift", under_c, ">= 10", under_c >= 10)
    start_up = seconds[START_UP][0]
    line("seconds of drift that no dump can save (start-up)", start_up, "< 1 s", start_up < 1)


def _rival(name: str, source: Path, out: Path) -> Cost:
    return run([sys.executable, str(Path(__file__).with_name("rivals.py")), name, str(source), str(out)])


def _seconds(runs: list[Cost], scale: float) -> tuple[float, float | None]:
    """(whole process, work) in seconds, the work scaled."""
    outputs = [json.loads(run.output) for run in runs]
    whole = median(run.seconds for run in runs)
    if "versions" in outputs[0]:  # drift-data --json, which knows of its imports as little as its user
        return whole, None
    work = median(output["seconds"] for output in outputs)
    return whole + work * (scale - 1), work * scale


def _copy_lines(source: Path, target: Path, lines: int) -> None:
    with source.open("rb") as read, target.open("wb") as write:
        write.writelines(islice(read, lines))


@contextmanager
def _removed(folder: Path) -> Iterator[Path]:
    """The folder, gone afterwards."""
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
