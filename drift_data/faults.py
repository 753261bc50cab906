"""What is wrong with a configuration, for people: every fault at once, with the key path and what is allowed."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any, get_args

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

#: What is mostly wrong with YAML that cannot be read.
YAML_FIX = (
    "Indent with spaces, not tabs; put single quotes round a value that holds ': ' or ' #', or begins with one of "
    "[ ] { } * & ! | > @ ` % \" '; close every quote and bracket."
)


def explain(error: ValidationError, model: type[BaseModel]) -> str:
    """One line per fault."""
    return "\n".join(explain_one(fault, model) for fault in error.errors())


def explain_one(fault: ErrorDetails, model: type[BaseModel]) -> str:
    """`path: what is wrong; what is allowed; the nearest match`."""
    path = key_path(fault["loc"])
    kind = fault["type"]
    if kind == "extra_forbidden":
        parent = _model_at(model, fault["loc"][:-1])
        allowed = list(parent.model_fields) if parent else []
        return f"{path}: unknown key{_nearest(str(fault['loc'][-1]), allowed)}; allowed: {', '.join(allowed)}"
    if kind == "missing":
        return f"{path}: missing"
    if kind == "literal_error":
        allowed = [word.strip(" '") for word in fault["ctx"]["expected"].replace(" or ", ", ").split(", ")]
        given = str(fault["input"])
        return f"{path}: {_short(given)} is not allowed{_nearest(given, allowed)}; allowed: {', '.join(allowed)}"
    return f"{path}: {fault['msg'][0].lower()}{fault['msg'][1:]}, not {_short(fault['input'])}"


def yaml_fault(error: yaml.YAMLError, above: int = 0) -> str:
    """`line 3, column 5: what is wrong`.

    Args:
        above: lines of the file before the YAML.
    """
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        mark, begun = error.problem_mark, error.context_mark
        context = f" {error.context} of line {above + begun.line + 1}" if begun and begun.line != mark.line else ""
        return f"line {above + mark.line + 1}, column {mark.column + 1}:{context} {error.problem}"
    return str(error).split("\n")[0]


def key_path(loc: tuple[int | str, ...]) -> str:
    """`mappings[0].files` for ('mappings', 0, 'files')."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc)
    return text.removeprefix(".") or "(top level)"


def _nearest(word: str, allowed: list[str]) -> str:
    close = get_close_matches(word, allowed, 1, 0.6)
    return f" (did you mean {close[0]}?)" if close else ""


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _model_at(model: type[BaseModel], loc: tuple[int | str, ...]) -> type[BaseModel] | None:
    """The model that the key path leads to."""
    current: Any = model
    for part in loc:
        if isinstance(part, int):
            continue
        if not (isinstance(current, type) and issubclass(current, BaseModel)) or part not in current.model_fields:
            return None
        current = _inner_model(current.model_fields[part].annotation)
    return current if isinstance(current, type) and issubclass(current, BaseModel) else None


def _inner_model(annotation: Any) -> Any:
    if isinstance(annotation, type):
        return annotation
    for argument in get_args(annotation):
        found = _inner_model(argument)
        if isinstance(found, type) and issubclass(found, BaseModel):
            return found
    return None
