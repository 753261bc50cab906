"""A small Hub on this machine: enough of its protocol for the real `huggingface_hub` and `datasets`.

    with HubServer(folder) as hub:  # <folder>/<owner>/<name>/<files of the dataset>, models in <folder>/models/
        subprocess.run([...], env=os.environ | hub.environment(home, token=TOKEN))

A repository is the folder as it stands and the commits that clients sent: one branch, `main`, and tags. What lies in
the folder and was never committed is its first commit. Writing, and reading what is private, needs TOKEN.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

import yaml

TOKEN = "hf_onlyOfThisMachine"
#: What the Hub keeps outside git; the tree then has its SHA-256.
_LARGE = (".parquet", ".safetensors", ".bin")
_KINDS = {"datasets": "", "models": "models/"}
_REPO = r"(?P<repo>[^/]+/[^/]+?)"
_ABOUT = r"(/(?P<what>revision|tree|paths-info|refs|preupload|commit|tag)(/(?P<revision>[^/]+)(/(?P<path>.+))?)?)?"
_API = re.compile(rf"/api/(?P<kind>datasets|models)/{_REPO}{_ABOUT}")
_FILE = re.compile(rf"/(?P<kind>datasets/)?{_REPO}/resolve/(?P<revision>[^/]+)/(?P<path>.+)")
_BATCH = re.compile(rf"/(datasets/)?{_REPO}\.git/info/lfs/objects/batch")

Files = dict[str, bytes]


@dataclass
class Fault:
    """What goes wrong, once or so many times, with requests whose "METHOD /path" holds the pattern `where`.

    status: that answer. cut: the connection breaks while the request is read. lost: the request is carried out, but the
    connection breaks before the answer. spoiled: the answer's body is other bytes, as many. call: nothing goes wrong,
    but this is called first.
    """

    where: str
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    lost: bool = False
    spoiled: bool = False
    call: Callable[[], object] | None = None
    times: int = 1


@dataclass
class Repo:
    """Commits from first to last, (id, files), and tags."""

    folder: Path
    private: bool = False
    commits: list[tuple[str, Files]] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)

    def find(self, revision: str) -> tuple[str, Files] | None:
        """The commit that a branch, a tag or an id means."""
        if revision == "main":
            return self.commits[-1]
        wanted = self.tags.get(revision, revision)
        return next((one for one in self.commits if one[0] == wanted), None)


class HubServer:
    """Serves the repositories below `folder` while the context lasts.

    Attributes:
        requests: the paths that were asked for; `log` has "METHOD /path" of each.
        faults: what is to go wrong.
        objects: SHA-256 -> what was uploaded as a large file.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.requests: list[str] = []
        self.log: list[str] = []
        self.faults: list[Fault] = []
        self.objects: dict[str, bytes] = {}
        self.lock = threading.RLock()
        self._repos: dict[str, Repo] = {}
        hub = self

        class Handler(_Handler):
            server_hub = hub

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def environment(self, home: Path, token: str = "") -> dict[str, str]:
        """What a client process needs: this server instead of the Hub, and `home` for its caches."""
        return {
            "HF_ENDPOINT": self.url,
            "HF_HOME": str(home),
            "HF_HUB_DISABLE_TELEMETRY": "1",
            "HF_HUB_DISABLE_XET": "1",
            "HF_HUB_OFFLINE": "0",
            "HF_TOKEN": token,
        }

    def fault(self, where: str, **what: Any) -> Fault:
        """Have something go wrong, see `Fault`."""
        self.faults.append(Fault(where, **what))
        return self.faults[-1]

    def struck(self, request: str) -> Fault | None:
        """The fault that this request meets, used up by one."""
        with self.lock:
            for fault in self.faults:
                if fault.times and re.search(fault.where, request):
                    fault.times -= 1
                    return fault
        return None

    def repo(self, name: str) -> Repo | None:
        """A dataset by `owner/name`, a model by `models/owner/name`; None where there is none."""
        with self.lock:
            root = self.folder / name
            if not root.is_dir():
                return None
            repo = self._repos.setdefault(name, Repo(root))
            there = {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}
            if not repo.commits or repo.commits[-1][1] != there:
                repo.commits.append((commit(there), there))
            return repo

    def files(self, name: str) -> Files | None:
        """The files of a repository by path; None when there is none."""
        repo = self.repo(name)
        return repo.commits[-1][1] if repo else None

    def create(self, name: str, private: bool = False) -> bool:
        """Make a repository as the Hub does, with one file; whether it is new."""
        with self.lock:
            if self.repo(name) is not None:
                return False
            (self.folder / name).mkdir(parents=True)
            (self.folder / name / ".gitattributes").write_text("*.parquet filter=lfs\n")
            repo = self.repo(name)
            assert repo is not None
            repo.private = private
            return True

    def push(self, name: str, changes: dict[str, bytes | None]) -> str:
        """Commit files (None: removed); the commit's id."""
        with self.lock:
            repo = self.repo(name)
            assert repo is not None
            files = {path: data for path, data in (repo.commits[-1][1] | changes).items() if data is not None}
            shutil.rmtree(repo.folder)
            repo.folder.mkdir()
            for path, data in files.items():
                (repo.folder / path).parent.mkdir(parents=True, exist_ok=True)
                (repo.folder / path).write_bytes(data)
            # The parent counts: going back to former files is another commit.
            id_ = hashlib.sha1((repo.commits[-1][0] + commit(files)).encode(), usedforsecurity=False).hexdigest()
            repo.commits.append((id_, dict(sorted(files.items()))))
            return id_


def commit(files: Files) -> str:
    """The first commit of a repository with these files."""
    digest = hashlib.sha1(usedforsecurity=False)
    for path, data in files.items():
        digest.update(f"{path}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


def card_faults(text: str, dataset: bool) -> list[str]:
    """What the Hub would say of a card's metadata."""
    found = re.match(r"---\n(.*?)\n---\n", text, re.DOTALL)
    try:
        about = yaml.safe_load(found[1]) if found else {}
    except yaml.YAMLError:
        return ["not YAML"]
    if not isinstance(about, dict):
        return ["not a mapping"]
    faults = []
    lists = {"license": r"[a-z0-9.-]+", "language": r"[a-z]{2,3}", "tags": r".+", "datasets": r"[\w.-]+/[\w.-]+"}
    lists |= {"task_categories": r"text-generation|reinforcement-learning", "size_categories": r"n<1K|1K<n<10K"}
    for key, pattern in lists.items():
        values = about.get(key, [])
        for value in values if isinstance(values, list) else [values]:
            if not isinstance(value, str) or not re.fullmatch(pattern, value):
                faults.append(f'"{key}" must not be {value!r}')
    names = [config.get("config_name") for config in about.get("configs", [])]
    if len(names) != len(set(names)) or (names and not dataset):
        faults.append('"configs" has a name twice')
    return faults


def _entry(path: str, data: bytes) -> dict[str, Any]:
    if not path.endswith(_LARGE):
        return {"type": "file", "path": path, "size": len(data), "oid": _blob(data)}
    sha256 = hashlib.sha256(data).hexdigest()
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{sha256}\nsize {len(data)}\n".encode()
    lfs = {"oid": sha256, "size": len(data), "pointerSize": len(pointer)}
    return {"type": "file", "path": path, "size": len(data), "oid": _blob(pointer), "lfs": lfs}


def _blob(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


class _CutError(Exception):
    """The connection is to break."""


class _Handler(BaseHTTPRequestHandler):
    server_hub: HubServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer waits 40 ms for the client's acknowledgement of its head
    _fault: Fault | None = None

    def do_GET(self) -> None:
        self._guarded()

    def do_HEAD(self) -> None:
        self._guarded()

    def do_POST(self) -> None:
        self._guarded()

    def do_PUT(self) -> None:
        self._guarded()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the base class names it)
        pass

    def _guarded(self) -> None:
        try:
            self._answer()
        except _CutError:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

    def _answer(self) -> None:
        hub, path = self.server_hub, unquote(urlsplit(self.path).path)
        self._fault = fault = hub.struck(f"{self.command} {path}")
        length = int(self.headers.get("Content-Length") or 0)
        if fault is not None and fault.cut:
            self.rfile.read(length // 2)
            raise _CutError
        body = self.rfile.read(length)
        hub.requests.append(path)
        hub.log.append(f"{self.command} {path}")
        if fault is not None and fault.call is not None:
            fault.call()
        if fault is not None and fault.status is not None:
            self._send(fault.status, "text/html", b"<h1>injected</h1>", fault.headers)
            return
        if path == "/api/repos/create":
            self._create(json.loads(body))
        elif path == "/api/validate-yaml":
            given = json.loads(body)
            faults = [{"message": says} for says in card_faults(given["content"], given["repoType"] == "dataset")]
            self._send_json({"errors": faults, "warnings": []}, 400 if faults else 200)
        elif path.startswith("/lfs/"):
            self._upload(path.removeprefix("/lfs/"), body)
        elif found := _BATCH.fullmatch(path):
            if self._may(write=True):
                self._batch(found, json.loads(body))
        elif found := _FILE.fullmatch(path) or _API.fullmatch(path):
            self._repository(found, body)
        else:
            self._refuse(404, "RepoNotFound")

    def _may(self, write: bool) -> bool:
        allowed = not write or self.headers.get("Authorization") == f"Bearer {TOKEN}"
        if not allowed:
            self._send(401, "application/json", b'{"error": "Invalid credentials in Authorization header"}', {})
        return allowed

    def _create(self, given: dict[str, Any]) -> None:
        if not self._may(write=True):
            return
        name = f"{given['organization']}/{given['name']}"
        kind = "datasets" if given["type"] == "dataset" else "models"
        fresh = self.server_hub.create(_KINDS[kind] + name, given.get("visibility") == "private")
        self._send_json({"url": f"{self.server_hub.url}/{kind}/{name}"}, 200 if fresh else 409)

    def _batch(self, found: re.Match[str], given: dict[str, Any]) -> None:
        url = f"{self.server_hub.url}/lfs/"
        objects: list[dict[str, Any]] = [{"oid": one["oid"], "size": one["size"]} for one in given["objects"]]
        for one in objects:
            if one["oid"] not in self.server_hub.objects:
                one["actions"] = {"upload": {"href": url + one["oid"]}, "verify": {"href": url + "verify"}}
        self._send_json({"transfer": "basic", "objects": objects})

    def _upload(self, name: str, body: bytes) -> None:
        hub = self.server_hub
        if name == "verify":
            given = json.loads(body)
            self._send_json({}, 200 if len(hub.objects.get(given["oid"], b"")) == given["size"] else 404)
            return
        right = hashlib.sha256(body).hexdigest() == name
        if right:
            hub.objects[name] = body
        self._send_json({}, 200 if right else 400)

    def _repository(self, found: re.Match[str], body: bytes) -> None:
        kind = (found["kind"] or "models").rstrip("/")
        asked, name = found.groupdict(), _KINDS[kind] + found["repo"]
        repo = self.server_hub.repo(name)
        writes = asked.get("what") in ("preupload", "commit", "tag")
        if repo is None:
            self._refuse(404, "RepoNotFound")
            return
        if not self._may(write=writes or repo.private):
            return
        at = repo.find(asked["revision"] or "main")
        if at is None:
            self._refuse(404, "RevisionNotFound")
        elif found.re is _FILE:
            self._send_file(*at, asked["path"])
        elif asked["what"] == "preupload":
            files = [one["path"] for one in json.loads(body)["files"]]
            modes = {path: "lfs" if path.endswith(_LARGE) else "regular" for path in files}
            there = {path: _entry(path, at[1][path])["oid"] for path in files if path in at[1]}
            self._send_json(
                {
                    "files": [
                        {"path": path, "uploadMode": modes[path], "shouldIgnore": False, "oid": there.get(path)}
                        for path in files
                    ]
                }
            )
        elif asked["what"] == "commit":
            self._commit(name, repo, [json.loads(line) for line in body.splitlines()])
        elif asked["what"] == "tag":
            tag = json.loads(body)["tag"]
            fresh = tag not in repo.tags
            repo.tags.setdefault(tag, at[0])
            self._send_json({} if fresh else {"error": f"Tag {tag} already exists"}, 200 if fresh else 409)
        else:
            self._send_json(self._about(found["repo"], repo, *at, asked, body))

    def _commit(self, name: str, repo: Repo, lines: list[dict[str, Any]]) -> None:
        hub = self.server_hub
        header, *operations = lines
        changes: dict[str, bytes | None] = {}
        with hub.lock:
            if header["value"].get("parentCommit", repo.commits[-1][0]) != repo.commits[-1][0]:
                self._send_json({"error": "A commit has happened since. Please refresh and try again."}, 412)
                return
            for line in operations:
                value = line["value"]
                match line["key"]:
                    case "file":
                        changes[value["path"]] = base64.b64decode(value["content"])
                    case "lfsFile":
                        changes[value["path"]] = hub.objects[value["oid"]]
                    case "deletedFile":
                        changes[value["path"]] = None
            id_ = hub.push(name, changes)
        self._send_json({"commitUrl": f"{hub.url}/{name}/commit/{id_}", "commitOid": id_})

    def _about(self, name: str, repo: Repo, id_: str, files: Files, asked: dict[str, Any], body: bytes) -> Any:
        entries = [_entry(path, data) for path, data in files.items()]
        match asked["what"]:
            case "tree":
                folders = {str(folder) for path in files for folder in Path(path).parents} - {"."}
                entries += [{"type": "directory", "path": path, "size": 0, "oid": "0" * 40} for path in sorted(folders)]
                top = Path(asked["path"] or ".")
                recursive = parse_qs(urlsplit(self.path).query).get("recursive", ["false"])[0].lower() in ("1", "true")
                return [
                    entry
                    for entry in entries
                    if Path(str(entry["path"])).parent == top or (recursive and top in Path(str(entry["path"])).parents)
                ]
            case "paths-info":
                given = body.decode()
                is_json = "json" in self.headers.get("Content-Type", "")
                paths = json.loads(given)["paths"] if is_json else parse_qs(given)["paths"]
                return [entry for entry in entries if entry["path"] in paths]
            case "refs":
                head = {"name": "main", "ref": "refs/heads/main", "targetCommit": repo.commits[-1][0]}
                tags = [{"name": tag, "ref": f"refs/tags/{tag}", "targetCommit": sha} for tag, sha in repo.tags.items()]
                return {"branches": [head], "converts": [], "tags": tags}
            case _:
                return {
                    "id": name,
                    "author": name.split("/")[0],
                    "sha": id_,
                    "private": repo.private,
                    "gated": False,
                    "disabled": False,
                    "tags": [],
                    "lastModified": "2024-05-01T10:00:00.000Z",
                    "siblings": [{"rfilename": path} for path in files],
                }

    def _send_file(self, id_: str, files: Files, path: str) -> None:
        if path not in files:
            self._refuse(404, "EntryNotFound", id_)
            return
        data, start, stop = files[path], 0, len(files[path])
        part = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range") or "")
        if part:
            start = int(part[1])
            stop = min(stop, int(part[2]) + 1) if part[2] else stop
        entry = _entry(path, data)
        etag = entry["lfs"]["oid"] if "lfs" in entry else entry["oid"]
        headers = {"X-Repo-Commit": id_, "ETag": f'"{etag}"', "Accept-Ranges": "bytes"}
        if part:
            headers["Content-Range"] = f"bytes {start}-{stop - 1}/{len(data)}"
        self._send(206 if part else 200, "application/octet-stream", data[start:stop], headers)

    def _send_json(self, value: Any, status: int = 200) -> None:
        self._send(status, "application/json", json.dumps(value).encode(), {})

    def _refuse(self, status: int, code: str, sha: str = "") -> None:
        headers = {"X-Error-Code": code} | ({"X-Repo-Commit": sha} if sha else {})
        self._send(status, "application/json", json.dumps({"error": code}).encode(), headers)

    def _send(self, status: int, type_: str, data: bytes, headers: dict[str, str]) -> None:
        if self._fault is not None and self._fault.lost:
            raise _CutError
        if self._fault is not None and self._fault.spoiled:
            data = bytes(byte ^ 1 for byte in data)
        self.send_response(status)
        for name, value in {"Content-Type": type_, "Content-Length": str(len(data)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)
