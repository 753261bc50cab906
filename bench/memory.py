"""Peak memory of mining a dump that does not fit into memory.

python bench/memory.py --gigabytes 10

Writes a made-up dump (a block of conversations over and over, each with an id and a first request of its own, so that
none is taken for a copy), mines it, prints the peak and removes both. Wants about twice the size free in --folder.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from chats import as_line, conversations
from measure import drift_data, machine, run, versions

GOAL = 1.5 * 2**30
_BLOCK = 10_000
_ID, _MARK = b"@" * 32, b"@number@"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gigabytes", type=float, default=10, help="size of the dump")
    parser.add_argument("--folder", type=Path, default=Path(gettempdir()), help="where dump and store are written")
    options = parser.parse_args()
    size = int(options.gigabytes * 1e9)
    if shutil.disk_usage(options.folder).free < 2 * size:
        parser.error(f"{options.folder} has less than {2 * size / 1e9:.0f} GB free; name another --folder")
    print(machine())
    print(versions("drift-llm", "duckdb", "polars", "pyarrow"))
    with TemporaryDirectory(prefix="drift-bench-", dir=options.folder) as folder:
        dump = Path(folder) / "dump.jsonl"
        count = write_long_dump(dump, size)
        print(f"{count:,} conversations, {dump.stat().st_size / 1e9:.1f} GB", flush=True)
        cost = run([drift_data(), "mine", str(dump), "--store", str(Path(folder) / "store"), "--json"])
    print(f"{cost.seconds:.0f} s, {size / 1e6 / cost.seconds:.0f} MB/s")
    verdict = "met" if cost.peak < GOAL else "MISSED"
    print(f"peak {cost.peak / 2**20:,.0f} MiB   goal < {GOAL / 2**20:,.0f} MiB {verdict}")


def write_long_dump(path: Path, size: int) -> int:
    """Write at least `size` bytes of JSON lines; returns how many conversations that are."""
    block = [_template(record) for record in conversations(_BLOCK)]
    count = 0
    with path.open("wb") as file:
        while file.tell() < size:
            for line in block:
                file.write(line.replace(_ID, b"%032x" % count, 1).replace(_MARK, b"no. %d" % count, 1))
                count += 1
    return count


def _template(record: dict[str, object]) -> bytes:
    messages = record["conversation"]
    assert isinstance(messages, list)
    first = {**messages[0], "content": f"{messages[0]['content']} ({_MARK.decode()})"}
    return as_line({**record, "conversation_hash": _ID.decode(), "conversation": [first, *messages[1:]]}).encode()


if __name__ == "__main__":
    main()
