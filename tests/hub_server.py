"""A small read-only Hub on this machine: enough of its protocol for `datasets` and `huggingface_hub`.

    with HubServer(folder) as hub:  # <folder>/<owner>/<name>/<files of the dataset>
        subprocess.run([...], env=os.environ | hub.environment(home))

Every repository has one revision, `main`; its commit is a hash of its files.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

_API = re.compile(
    r"/api/datasets/(?P<repo>[^/]+/[^/]+)(/(?P<what>revision|tree|paths-info|refs)(/(?P<revision>[^/]+)(/(?P<path>.+))?)?)?"
)
_FILE = re.compile(r"/datasets/(?P<repo>[^/]+/[^/]+)/resolve/(?P<revision>[^/]+)/(?P<path>.+)")


class HubServer:
    """Serves the datasets below `folder` while the context lasts; `requests` are the paths that were asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.requests: list[str] = []
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

    def environment(self, home: Path) -> dict[str, str]:
        """What a client process needs: this server instead of the Hub, and `home` for its caches."""
        return {
            "HF_ENDPOINT": self.url,
            "HF_HOME": str(home),
            "HF_HUB_DISABLE_TELEMETRY": "1",
            "HF_HUB_OFFLINE": "0",
            "HF_TOKEN": "",
        }

    def files(self, repo: str) -> dict[str, bytes] | None:
        """The files of a repository by path; None when there is none."""
        root = self.folder / repo
        if not root.is_dir():
            return None
        return {
            path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()
        }


def commit(files: dict[str, bytes]) -> str:
    """The commit of a repository with these files."""
    digest = hashlib.sha1(usedforsecurity=False)
    for path, data in files.items():
        digest.update(f"{path}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


def _oid(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


class _Handler(BaseHTTPRequestHandler):
    server_hub: HubServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the base class names it)
        pass

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = unquote(urlsplit(self.path).path)
        self.server_hub.requests.append(path)
        api, file = _API.fullmatch(path), _FILE.fullmatch(path)
        found = api or file
        files = self.server_hub.files(found["repo"]) if found else None
        if found is None or files is None:
            self._refuse("RepoNotFound")
        elif (found["revision"] or "main") not in ("main", commit(files)):
            self._refuse("RevisionNotFound")
        elif file is not None:
            self._send_file(files, file["path"])
        elif api is not None:
            self._send_json(self._about(files, api, body))

    def _about(self, files: dict[str, bytes], asked: re.Match[str], body: bytes) -> Any:
        entries = [{"type": "file", "path": path, "size": len(data), "oid": _oid(data)} for path, data in files.items()]
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
                head = {"name": "main", "ref": "refs/heads/main", "targetCommit": commit(files)}
                return {"branches": [head], "converts": [], "tags": []}
            case _:
                return {
                    "id": asked["repo"],
                    "author": asked["repo"].split("/")[0],
                    "sha": commit(files),
                    "private": False,
                    "gated": False,
                    "disabled": False,
                    "tags": [],
                    "lastModified": "2024-05-01T10:00:00.000Z",
                    "siblings": [{"rfilename": path} for path in files],
                }

    def _send_file(self, files: dict[str, bytes], path: str) -> None:
        if path not in files:
            self._refuse("EntryNotFound", commit(files))
            return
        data, start, stop = files[path], 0, len(files[path])
        part = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range") or "")
        if part:
            start = int(part[1])
            stop = min(stop, int(part[2]) + 1) if part[2] else stop
        headers = {"X-Repo-Commit": commit(files), "ETag": f'"{_oid(data)}"', "Accept-Ranges": "bytes"}
        if part:
            headers["Content-Range"] = f"bytes {start}-{stop - 1}/{len(data)}"
        self._send(206 if part else 200, "application/octet-stream", data[start:stop], headers)

    def _send_json(self, value: Any) -> None:
        self._send(200, "application/json", json.dumps(value).encode(), {})

    def _refuse(self, code: str, sha: str = "") -> None:
        headers = {"X-Error-Code": code} | ({"X-Repo-Commit": sha} if sha else {})
        self._send(404, "application/json", json.dumps({"error": code}).encode(), headers)

    def _send(self, status: int, type_: str, data: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": type_, "Content-Length": str(len(data)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)
