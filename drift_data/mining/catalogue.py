"""The catalogue of signals: the .sql files shipped here and those in the project's own folder."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import duckdb
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from drift_data import duck
from drift_data.errors import DriftError
from drift_data.faults import explain, key_path
from drift_data.sqlfile import read_sql_file

BUILT_IN = Path(__file__).parent / "signals"

#: Written without spaces between words, so that a phrase may stand anywhere.
UNSPACED = ("zh", "ja", "th")


#: Ranges of spaces, punctuation, symbols and emoji beyond ASCII.
_SYMBOLS = (
    "a0-a9 ab-b1 b4-b4 b6-b8 bb-bb bf-bf d7-d7 f7-f7 589-589 5be-5be 60c-60c 61b-61b 61f-61f 66a-66d 6d4-6d4 964-965 "
    "2000-206f 20a0-20cf 2190-245f 2500-2775 2794-2bff 3000-3004 3008-3020 30fb-30fb fe0e-fe6f ff00-ff0f ff1a-ff20 "
    "ff3b-ff3e ff5b-ff65 1f10d-1faff"
)
#: One character between words. \b is ASCII-only in RE2; and the complement of all letters, [^\p{L}\p{N}_], takes RE2 a
#: millisecond to compile each time it stands in a pattern, of which there are hundreds.
BETWEEN_WORDS = "".join(
    [
        r"[\x00-/:-@\[-^`{-\x7f",
        *("-".join(chr(int(end, 16)) for end in span.split("-")) for span in _SYMBOLS.split()),
        "]",
    ]
)


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


def _examples(value: Any) -> Any:
    """What YAML reads as a date is text here."""
    return [
        {key: str(given) if isinstance(given, date) else given for key, given in one.items()}
        if isinstance(one, dict)
        else one
        for one in _listed(value)
    ]


Example = dict[str, Any]


@dataclass(frozen=True)
class Phrases:
    """What a signal listens for in one language; `union` is one RE2 pattern without groups that capture."""

    language: str
    union: str

    @property
    def pattern(self) -> str:
        """The pattern for whole words; group 1 is what was said."""
        if self.language in UNSPACED:
            return f"({self.union})"
        return f"(?:^|{BETWEEN_WORDS})({self.union})(?:$|{BETWEEN_WORDS})"


class Signal(BaseModel):
    """One signal: the header of its file, and its expression.

    The expression sees the columns of a reaction (`reactions.sql`), and `phrase`, the words that `phrases` matched;
    it gives the evidence as text, or NULL where the signal does not fire.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", description="Unique; the file is called the same.")]
    polarity: Annotated[Literal["dsat", "sat"], Field(description="What it is evidence for.")]
    rubric: Annotated[str, Field(description="The rubric of the taxonomy it belongs to.")]
    languages: Annotated[list[str], Field(description="Languages it reads, or [any].")]
    strength: Annotated[
        float, Field(gt=0, le=1, description="Probability that a reaction where it fires really is dsat (or sat).")
    ]
    finds: Annotated[str, Field(description="One line: what it finds.")]
    phrases: Annotated[
        dict[str, Annotated[list[str], BeforeValidator(_listed)]],
        Field(description="RE2 patterns by language, for lower-case text; whole words are matched."),
    ] = Field(default_factory=dict)
    positive: Annotated[
        list[Example], BeforeValidator(_examples), Field(min_length=1, description="Reactions where it fires.")
    ]
    negative: Annotated[
        list[Example], BeforeValidator(_examples), Field(min_length=1, description="Reactions where it does not.")
    ]
    sql: str
    path: Path = Field(exclude=True)

    @property
    def spoken(self) -> list[Phrases]:
        """The phrases, a group per language."""
        return [Phrases(language, _union(patterns)) for language, patterns in self.phrases.items()]


def _union(patterns: Sequence[str]) -> str:
    return "|".join(_uncaptured(pattern) for pattern in patterns)


def _uncaptured(pattern: str) -> str:
    """The pattern with its groups not capturing: they would be counted, and cost time."""
    return re.sub(r"\\.|\[(?:\\.|[^\]\\])*\]|\((?!\?)", lambda m: "(?:" if m[0] == "(" else m[0], pattern)


def read_signal(path: Path) -> Signal:
    """Read one signal file.

    Raises:
        DriftError: naming every fault of its header.
    """
    file = read_sql_file(path)
    try:
        signal = Signal.model_validate({**file.header, "sql": file.sql, "path": path})
    except ValidationError as error:
        raise DriftError(f"{path}: the header is not that of a signal.", why=explain(error, Signal)) from error
    # Those shipped here are tested; compiling their thousand phrases at each start would take a third of a second.
    faults = [] if path.parent == BUILT_IN else _phrase_faults(signal)
    if faults:
        raise DriftError(
            f"{path}: phrases that are no regular expressions of RE2.",
            why="\n".join(faults),
            fix="RE2 has no look-around, (?=...) (?!...) (?<=...), no back-references, \\1, and repeats at most 1000 "
            "times; a sign that stands for itself takes a backslash: \\( \\? \\*",
        )
    return signal


def _phrase_faults(signal: Signal) -> list[str]:
    faults: list[str] = []
    with duck.connect() as connection:
        for language, patterns in signal.phrases.items():
            for number, pattern in enumerate(patterns):
                try:
                    connection.execute("SELECT regexp_matches('', $1)", [pattern])
                except duckdb.Error as error:
                    says = str(error).split("\n")[0].removeprefix("Invalid Input Error: ")
                    faults.append(f"{key_path(('phrases', language, number))} {pattern!r}: {says}")
    return faults


def load_catalogue(folder: Path | None = None, disabled: Sequence[str] = ()) -> list[Signal]:
    """The built-in signals and those in `folder`, without the disabled ones, in order of name.

    Raises:
        DriftError: a file cannot be read, two signals have one name, or a disabled one does not exist.
    """
    paths = sorted(BUILT_IN.glob("*.sql"))
    if folder is not None:
        if not folder.is_dir():
            raise DriftError(
                f"The signals folder {folder} does not exist.", fix="Correct `signals: folder:` in drift.yaml."
            )
        paths += sorted(folder.glob("*.sql"))
    signals: dict[str, Signal] = {}
    for path in paths:
        signal = read_signal(path)
        if signal.name in signals:
            raise DriftError(
                f"Two signals are called {signal.name}.",
                why=f"{signals[signal.name].path} and {path}.",
                fix="Rename one; to replace a built-in signal, disable it under `signals: disable:` and rename yours.",
            )
        signals[signal.name] = signal
    unknown = sorted(set(disabled) - set(signals))
    if unknown:
        raise DriftError(
            f"`signals: disable:` names no signal: {', '.join(unknown)}.", fix="List them with drift-data signals."
        )
    return [signals[name] for name in sorted(signals) if name not in disabled]
