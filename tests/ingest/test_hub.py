from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ingest_samples as samples
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hub_server import HubServer, commit

from drift_data.errors import DriftError
from drift_data.ingest.hub import HubId, parse

Json = dict[str, Any]

#: Runs in a process of its own: the client reads its settings when it is imported.
_CLIENT = """
import json, sys
from pathlib import Path
from drift_data.errors import DriftError
from drift_data.ingest import hub
from drift_data.ingest.choose import choose_formats
from drift_data.ingest.ingest import ingest
from drift_data.ingest.sources import find_sources

out, *names = sys.argv[1:]
try:
    sources, _ = find_sources(names, Path(out) / "spool")
    commits = [hub.commit(source.name) for source in sources]
    reads = choose_formats(sources, None, [])
    result = ingest(reads, Path(out) / "made")
    formats = [read.format.name for read in reads]
    print(json.dumps({"commits": commits, "formats": formats, "rejects": result.first_rejects}))
except DriftError as error:
    print(json.dumps({"what": error.what, "why": error.why}))
"""


class Client:
    def __init__(self, hub: HubServer, folder: Path) -> None:
        self.hub = hub
        self.folder = folder
        self._runs = 0

    def read(self, *names: str) -> tuple[Json, list[Json]]:
        """What the client says, and the conversations."""
        self._runs += 1
        out = self.folder / f"out{self._runs}"
        environment = {**os.environ, **self.hub.environment(self.folder / "home")}
        run = subprocess.run(
            [sys.executable, "-c", _CLIENT, str(out), *names],
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert run.returncode == 0, run.stderr
        made = out / "made" / "data"
        return json.loads(run.stdout.splitlines()[-1]), pq.read_table(made).to_pylist() if made.exists() else []


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    with HubServer(tmp_path / "repos") as hub:
        yield Client(hub, tmp_path)


def put(client: Client, repo: str, files: dict[str, bytes]) -> str:
    """Write a dataset; its commit."""
    for name, data in files.items():
        path = client.hub.folder / repo / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    found = client.hub.files(repo)
    assert found is not None
    return commit(found)


def parquet(rows: list[Json]) -> bytes:
    stream = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(rows), stream)
    return bytes(stream.getvalue())


def lmsys(*ids: str) -> list[Json]:
    return [{**samples.LMSYS, "conversation_id": id_, "openai_moderation": [{"flagged": False}]} for id_ in ids]


def jsonl(rows: list[Json]) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def test_parquet_in_several_splits(client: Client) -> None:
    bad = lmsys("bad")[0] | {"conversation": [{"role": "narrator", "content": "x"}]}
    sha = put(
        client,
        "owner/name",
        {
            "data/train-00000-of-00002.parquet": parquet([*lmsys("a"), bad]),
            "data/train-00001-of-00002.parquet": parquet(lmsys("b")),
            "data/test-00000-of-00001.parquet": parquet(lmsys("c")),
        },
    )
    said, rows = client.read("hf://owner/name")
    assert said["commits"] == [sha] and said["formats"] == ["lmsys"]
    assert {row["conversation_id"] for row in rows} == {"a", "b", "c"}
    assert {row["source"] for row in rows} == {"hf://owner/name"}
    assert [row["line"] for row in rows] == [1, 3, 4]
    assert [(reject["line"], reject["reason"]) for reject in said["rejects"]] == [(2, "unknown role")]
    assert all(row["messages"][0]["content"] == "Hi" for row in rows)


def test_configs_and_revisions(client: Client) -> None:
    configs = [f"- config_name: {name}\n  data_files: {name}.jsonl\n" for name in ("one", "two")]
    card = "---\nconfigs:\n" + "".join(configs) + "---\n"
    files = {"README.md": card.encode(), "one.jsonl": jsonl(lmsys("a")), "two.jsonl": jsonl(lmsys("b"))}
    sha = put(client, "owner/name", files)
    _, rows = client.read("hf://owner/name/two")
    assert [row["conversation_id"] for row in rows] == ["b"]
    said, rows = client.read(f"hf://owner/name/one@{sha}", "hf://owner/name/two@main")
    assert sorted(row["conversation_id"] for row in rows) == ["a", "b"]
    assert said["commits"] == [sha, sha]


def test_records_that_python_reads(client: Client) -> None:
    calls = [samples.litellm(samples.talk("Hi"), "Hello"), samples.litellm(samples.talk("Hi", "Hello", "More"), "Yes")]
    put(client, "owner/calls", {"log.jsonl": jsonl(calls)})
    said, rows = client.read("hf://owner/calls")
    assert said["formats"] == ["litellm"]
    assert [(row["conversation_id"], len(row["messages"])) for row in rows] == [("t1", 4)]


@pytest.mark.parametrize("name", ["hf://owner/gone", "hf://owner/name@gone", "hf://owner/name/gone"])
def test_what_is_not_there(client: Client, name: str) -> None:
    card = b"---\nconfigs:\n- config_name: one\n  data_files: one.jsonl\n---\n"
    put(client, "owner/name", {"README.md": card, "one.jsonl": jsonl(lmsys("a"))})
    said, rows = client.read(name)
    assert said["what"].startswith(name) and said["why"]
    assert rows == []


def test_ids() -> None:
    assert parse("hf://owner/name") == HubId("owner/name", None, None)
    assert parse("hf://o-w.n/na_me/conf@refs/pr/1") == HubId("o-w.n/na_me", "conf", "refs/pr/1")
    for wrong in ("hf://name", "hf://a/b/c/d", "hf://", "hf://a/b@", "hf://a b/c"):
        with pytest.raises(DriftError, match="no Hub dataset id"):
            parse(wrong)
