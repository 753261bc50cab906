"""Stands between the engine and a real server, and fails as it is told to."""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.error import HTTPError

#: What to do with a request, by its number and body: None passes it on, an int answers with that status, "drop" hangs
#: up, "half" hangs up in mid-answer, "later" is 429 with Retry-After, "hang" says nothing for a minute, a dict is
#: answered as it is.
Plan = Callable[[int, dict[str, Any]], Any]


def always(what: Any) -> Plan:
    return lambda number, body: what


@dataclass
class Proxy:
    url: str
    calls: int = 0
    bodies: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)


@contextmanager
def proxy(plan: Plan, behind: str | None = None, models: Any = None) -> Iterator[Proxy]:
    """A proxy in front of the server at the base URL `behind`.

    Args:
        plan: what becomes of each request for a reply.
        behind: the real server; None where the plan never passes a request on.
        models: what becomes of requests for the list of models, where they are not passed on.
    """
    lock, over = threading.Lock(), threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._do(lambda body: models)

        def do_POST(self) -> None:
            with lock:
                number, seen.calls = seen.calls, seen.calls + 1
            self._do(lambda body: plan(number, body))

        def _do(self, decide: Callable[[dict[str, Any]], Any]) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            asked_for = json.loads(body or b"{}")
            if body:
                seen.bodies.append(asked_for)
            what = decide(asked_for)
            seen.keys.append(self.headers.get("Authorization"))
            if what == "drop":
                self.close_connection = True
                self.connection.close()
            elif what == "hang":
                over.wait(60)
                self.close_connection = True
            elif what == "half":
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", "1000")
                self.end_headers()
                self.wfile.write(b'{"id": "x", "choi')
                self.close_connection = True
            elif what == "later":
                self._answer(429, b'{"error": {"message": "too many"}}', {"Retry-After": "1"})
            elif isinstance(what, int):
                self._answer(what, b'{"error": {"message": "as planned"}}')
            elif isinstance(what, dict):
                self._answer(200, json.dumps(what).encode())
            else:
                asked = urllib.request.Request(f"{behind}{self.path.removeprefix('/v1')}", body or None)
                asked.add_header("Content-Type", "application/json")
                try:
                    with urllib.request.urlopen(asked, timeout=300) as reply:
                        self._answer(reply.status, reply.read())
                except HTTPError as fault:
                    self._answer(fault.code, fault.read())

        def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *args: Any) -> None:
            """The engine may hang up, too."""

    server = Quiet(("127.0.0.1", 0), Handler)
    seen = Proxy(f"http://127.0.0.1:{server.server_port}/v1")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield seen
    finally:
        over.set()
        server.shutdown()
        server.server_close()
