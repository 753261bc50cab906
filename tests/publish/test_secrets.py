"""What messages must not show, and datasets whose files are unlike."""

from __future__ import annotations

import pyarrow as pa
import pytest

from drift_data.errors import DriftError
from drift_data.publish.client import Client
from drift_data.publish.external import _alike
from drift_data.publish.secrets import first_line

TOKEN = "hf_" + "a1b2c3d4" * 4


@pytest.mark.parametrize("before", ["", "x" * 290])
def test_no_token_and_no_signed_address(monkeypatch: pytest.MonkeyPatch, before: str) -> None:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    error = OSError(f"{before}{TOKEN} https://host/file?X-Amz-Date=1&X-Amz-Signature=beef is it?")
    for said in (first_line(error), Client("a/b", "dataset")._said(error)):
        assert "hf_" not in said and "Signature" not in said and len(said) <= 300
        assert before or said == "[token] https://host/file?[query] is it?"


@pytest.mark.parametrize(
    "rows",
    [{"chosen": ["a"]}, {"chosen": ["a"], "rejected": [["b"]]}, {"chosen": ["a"], "rejected": ["b"], "n": ["x"]}],
)
def test_unlike_rows_are_an_error_for_people(rows: dict[str, list[object]]) -> None:
    schema = pa.schema([("chosen", pa.string()), ("rejected", pa.string()), ("n", pa.int64())])
    if "n" not in rows:
        schema = schema.remove(2)
    with pytest.raises(DriftError, match="'test' of hf://a/b has rows of other columns or types") as error:
        _alike("The split 'test' of hf://a/b", pa.table(rows), schema)
    assert "OWNER/NAME/CONFIG" in error.value.fix
