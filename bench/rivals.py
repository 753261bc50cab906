"""What drift is timed against, and drift's own mining step alone; each run as a process of its own by mine.py:

python bench/rivals.py NAME INPUT OUTPUT

prints the seconds from after the imports to the end and what was counted, as JSON. INPUT is a dump in WildChat's
shape, for `duckdb_phrases` the Parquet file that `duckdb_parquet` wrote, for `from_conversations` a store.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from phrases import COMBINED

_MESSAGE = (
    "STRUCT(content VARCHAR, country VARCHAR, hashed_ip VARCHAR, language VARCHAR, redacted BOOLEAN, role VARCHAR, "
    "state VARCHAR, timestamp VARCHAR, toxic BOOLEAN, turn_identifier BIGINT)[]"
)
_COLUMNS = {
    "conversation_hash": "VARCHAR",
    "model": "VARCHAR",
    "timestamp": "VARCHAR",
    "conversation": _MESSAGE,
    "turn": "BIGINT",
    "language": "VARCHAR",
    "toxic": "BOOLEAN",
    "redacted": "BOOLEAN",
    "hashed_ip": "VARCHAR",
}

Work = Callable[[], Any]


def from_conversations(store: Path, _: Path) -> Work:
    """drift's step from `conversations` to `feedback`, as drift-data mine does it."""
    from drift_data import Project, Store
    from drift_data.mining.catalogue import load_catalogue
    from drift_data.mining.steps import mine_step

    def work() -> dict[str, int]:
        opened = Store(store)
        made = opened.make(mine_step(opened.find("conversations"), load_catalogue(), Project().thresholds))
        if not made.fresh:
            raise SystemExit("feedback was there already, so nothing was timed")
        return {"reactions": made.version.manifest.rows}

    return work


def duckdb_parquet(dump: Path, out: Path) -> Work:
    """The dump, read with explicit columns, as zstd Parquet: the least that a reader can do."""
    import duckdb

    def work() -> dict[str, int]:
        duckdb.read_json(
            str(dump), columns=_COLUMNS, format="newline_delimited", maximum_object_size=2**25
        ).write_parquet(str(out), compression="zstd")
        return {}

    return work


def duckdb_phrases(parquet: Path, _: Path) -> Work:
    """One regular expression over the user turns."""
    import duckdb

    query = """
        WITH turns AS (
            SELECT unnest(list_filter(conversation, lambda m: m.role = 'user')).content AS text
            FROM read_parquet($file)
        )
        SELECT count(*), count(*) FILTER (regexp_matches(lower(text), $phrases)) FROM turns
    """

    def work() -> dict[str, int]:
        row = duckdb.execute(query, {"phrases": COMBINED, "file": str(parquet)}).fetchone()
        assert row
        return {"turns": row[0], "hits": row[1]}

    return work


def python_loop(dump: Path, _: Path) -> Work:
    """Every phrase of drift's catalogue in a loop of orjson and re on one core."""
    import orjson

    patterns = catalogue_patterns()

    def work() -> dict[str, int]:
        turns = hits = 0
        with dump.open("rb") as file:
            for line in file:
                for message in orjson.loads(line)["conversation"]:
                    if message["role"] == "user":
                        turns += 1
                        hits += bool(heard(message["content"], patterns))
        return {"turns": turns, "hits": hits}

    return work


def datasets_map(dump: Path, out: Path) -> Work:
    """The same phrases by datasets.map in two processes."""
    import datasets

    datasets.disable_progress_bars()
    patterns = catalogue_patterns()

    def signals(record: dict[str, Any]) -> dict[str, Any]:
        return {"heard": [heard(m["content"], patterns) for m in record["conversation"] if m["role"] == "user"]}

    def work() -> dict[str, int]:
        loaded = datasets.load_dataset("json", data_files=str(dump), split="train", cache_dir=str(out))
        mapped = loaded.map(signals, num_proc=2, remove_columns=loaded.column_names)
        found = [names for turns in mapped["heard"] for names in turns]
        return {"turns": len(found), "hits": sum(map(bool, found))}

    return work


def catalogue_patterns() -> dict[str, list[re.Pattern[str]]]:
    """Signal -> its phrases, a pattern per language, rewritten from RE2 for Python's re."""
    from drift_data.mining.catalogue import load_catalogue

    def rewritten(pattern: str) -> str:
        pattern = pattern.replace(r"[^\p{L}\p{N}_]", r"\W")
        return re.sub(r"\\[pP](\{[^}]*\}|[A-Z])", r"\\w", pattern)

    return {
        signal.name: [re.compile(rewritten(phrases.pattern)) for phrases in signal.spoken]
        for signal in load_catalogue()
        if signal.spoken
    }


def heard(text: str, patterns: dict[str, list[re.Pattern[str]]]) -> list[str]:
    """Signals with a phrase in a user turn; of a long text the beginning and the end count, as in drift."""
    said = " ".join(text.lower().split())
    if len(said) > 780:
        said = f"{said[:500]} … {said[-250:]}"
    return [name for name, spoken in patterns.items() if any(pattern.search(said) for pattern in spoken)]


RIVALS = {
    rival.__name__: rival for rival in (from_conversations, duckdb_parquet, duckdb_phrases, python_loop, datasets_map)
}

if __name__ == "__main__":
    name, source, out = sys.argv[1:]
    work = RIVALS[name](Path(source), Path(out))
    begin = time.perf_counter()
    counted = work()
    print(json.dumps({"seconds": time.perf_counter() - begin, **counted}))
