"""A small dump and a catalogue of three signals, so that what the commands print does not follow the real one."""

from __future__ import annotations

import json
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from drift_cli.data import app
from typer.testing import CliRunner, Result

from drift_data.mining import catalogue

HERE = Path(__file__).parent
GOLDEN = HERE / "golden"

Run = Callable[..., Result]


def chat(id_: str, *said: str) -> str:
    """A line of an OpenAI dump; user and assistant take turns."""
    roles = ("user", "assistant")
    messages = [{"role": roles[at % 2], "content": text} for at, text in enumerate(said)]
    return json.dumps({"id": id_, "model": "finch", "messages": messages}) + "\n"


DUMP = [
    chat(
        "rail", "When was the line opened?", "In 1914.", "No, that is wrong: it was before", "In 1869.", "Thanks, great"
    ),
    chat("soup", "A soup, please", "Peel a leek.\nBoil it.", "And for four?", "Two leeks, boiled.", "Thanks a lot!"),
    "{broken\n",
    chat("tram", "Which tram goes\tto the port?", "Line 4.", "That is wrong, Line 4 goes to the zoo"),
    chat("alone", "Nobody answered me"),
]


@pytest.fixture(autouse=True)
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("DRIFT_STORE", "DRIFT_DEBUG", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("NO_COLOR", "1")


@contextmanager
def three_signals() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "BUILT_IN", HERE / "signals")
        yield


@pytest.fixture(autouse=True)
def ctrl_c() -> Iterator[None]:
    """As at a terminal: a shell starts background jobs, and so perhaps these tests, with SIGINT ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(autouse=True)
def small_catalogue() -> Iterator[None]:
    with three_signals():
        yield


@pytest.fixture(scope="session")
def run() -> Run:
    """`drift-data` in this process: run("ls", "--json")."""

    def run(*words: str | Path, **more: str | bytes) -> Result:
        # Fixtures of a session run before any test has its own patch.
        with three_signals():
            return CliRunner().invoke(app, [str(word) for word in words], **more)  # type: ignore[arg-type]

    return run


@pytest.fixture(scope="session")
def dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dump") / "logs"
    folder.mkdir()
    (folder / "chats.jsonl").write_text("".join(DUMP), encoding="utf-8")
    (folder / "README.txt").write_text("not a dump", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def store(run: Run, dump: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dump, mined once and tagged v1. Tests only read it."""
    store = tmp_path_factory.mktemp("mined") / "drift-store"
    done = run("mine", dump, "--store", store, "--tag", "v1")
    assert done.exit_code == 0, done.output
    return store


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, Result], None]:
    """Compare a result with golden/NAME.txt; `pytest --update-golden` writes the file."""

    def compare(name: str, result: Result) -> None:
        text = f"exit {result.exit_code}\n--- stdout\n{result.stdout}--- stderr\n{result.stderr}"
        text = _settled(text)
        file = GOLDEN / f"{name}.txt"
        if request.config.getoption("--update-golden"):
            file.write_text(text, encoding="utf-8")
        assert text == file.read_text(encoding="utf-8"), f"see {file.name}; if it is right: pytest --update-golden"

    return compare


def _settled(text: str) -> str:
    """Without what differs from run to run or follows other parts of drift: folders, ids, seconds, sizes."""
    text = re.sub(r"/\S*?(?=/drift-store|/logs)", "TMP", text)
    text = re.sub(r"\b[0-9a-f]{16}\b", "0" * 16, text)
    text = re.sub(r"\d+\.\d s\b", "0.0 s", text)
    return re.sub(r" *\b\d+\.\d kB", " 0.0 kB", text)
