"""A dump of one's own shape, declared in drift.yaml by SQL expressions over `record` (the JSON object of a line)."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from fnmatch import fnmatch
from pathlib import Path

import duckdb
from pydantic import BaseModel, ConfigDict, Field

from drift_data import duck
from drift_data.ingest.formats import Format


class Mapping(BaseModel):
    """How the files matched by `files` are read. Every value but `files` and `roles` is a DuckDB expression."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    files: str = Field(description="Glob over file names relative to the log folder, such as helpdesk*.jsonl.")
    id: str = Field("NULL", description="Conversation id, such as record ->> '$.ticket'.")
    messages: str = Field(description="A JSON list of messages, such as record -> '$.log'.")
    role: str = Field("m ->> '$.role'", description="Role of one message m.")
    content: str = Field(
        "m -> '$.content'", description="Content of one message m: text, or JSON with a string or a list of parts."
    )
    roles: dict[str, str] = Field(
        default_factory=dict, description="The dump's roles -> system, user, assistant, tool."
    )
    time: str = Field("NULL", description="When the conversation began.")
    message_time: str = Field("NULL", description="When message m was sent.")
    rating: str = Field("NULL", description="Rating of message m, from -1 to 1.")
    model: str = Field("NULL", description="The model that answered.")
    language: str = Field("NULL", description="The language.")
    user: str = Field("NULL", description="The user's id; only a hash of it is kept.")

    def reads(self, name: str) -> bool:
        """Whether the mapping is for this source."""
        return fnmatch(name, self.files) or fnmatch(name.rsplit("/", 1)[-1], self.files)


def unused_mappings(mappings: Sequence[Mapping], names: Sequence[str], passed_over: Sequence[str]) -> list[str]:
    """A sentence for each mapping that is for none of the sources called `names`."""
    said: list[str] = []
    for number, mapping in enumerate(mappings):
        if any(map(mapping.reads, names)):
            continue
        nearest = get_close_matches(mapping.files, names, 1)
        if passed := next(filter(mapping.reads, passed_over), None):
            more = f"; {passed!r} is passed over in a folder, name the file itself"
        else:
            more = f"; the nearest is {nearest[0]!r}" if nearest else ""
        said.append(f"mappings[{number}].files: no log is called {mapping.files!r}{more}")
    return said


def mapping_format(mapping: Mapping) -> Format:
    """The mapping as a format."""
    role = f"({mapping.role})::VARCHAR"
    if mapping.roles:
        cases = " ".join(
            f"WHEN {duck.literal(theirs)} THEN {duck.literal(ours)}" for theirs, ours in mapping.roles.items()
        )
        role = f"CASE {role} {cases} ELSE {role} END"
    sql = f"""
        SELECT line, ({mapping.id})::VARCHAR AS id, ({mapping.model})::VARCHAR AS model,
            ({mapping.time})::VARCHAR AS time, ({mapping.language})::VARCHAR AS language,
            ({mapping.user})::VARCHAR AS "user",
            list_transform(json_transform({mapping.messages}, '["JSON"]'), lambda m: message({role},
                to_json({mapping.content}),
                time := ({mapping.message_time})::VARCHAR, rating := ({mapping.rating})::DOUBLE)) AS messages
        FROM (SELECT line, record::JSON AS record FROM records)
    """
    return Format(f"mapping {mapping.files}", "declared in drift.yaml", (), sql)


def mapping_faults(mapping: Mapping) -> list[tuple[str, str]]:
    """(key, what DuckDB says) for each expression that is not valid SQL where it stands."""
    faults: list[tuple[str, str]] = []
    with duck.connect() as connection:
        connection.execute(Path(__file__).with_name("macros.sql").read_text(encoding="utf-8"))
        connection.execute("CREATE TEMP VIEW records AS SELECT 1::BIGINT AS line, '{}' AS record")
        for key in type(mapping).model_fields:
            if key in ("files", "roles"):
                continue
            alone = Mapping.model_validate({"files": "*", "messages": "record", key: getattr(mapping, key)})
            try:
                connection.execute(f"EXPLAIN {mapping_format(alone).sql}")
            except duckdb.Error as error:
                faults.append((key, str(error).split("\n")[0]))
    return faults
