from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drift_data.store import file_digest, fingerprint, source_digest

_scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
_json = st.recursive(_scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=10)


@given(st.dictionaries(st.text(), _json))
def test_order_of_keys_does_not_count(value: dict[str, object]) -> None:
    assert fingerprint(value) == fingerprint(dict(reversed(value.items())))


@given(_json, _json)
def test_different_values_differ(one: object, other: object) -> None:
    assert one == other or fingerprint(one) != fingerprint(other)


def test_known_value() -> None:
    # printf '{"a":"\\u00fc","b":[1,null]}' | sha256sum
    assert fingerprint({"b": [1, None], "a": "ü"}) == "9d57496cc00f5bc8"


@pytest.mark.parametrize("value", [{1: "a"}, [{None: 1}], {"a": {True: 1}}, {"a": object()}])
def test_what_json_cannot_hold_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        fingerprint(value)


def test_not_a_number_is_refused() -> None:
    with pytest.raises(ValueError):
        fingerprint(float("nan"))


def test_source_digest_follows_the_sources_only(tmp_path: Path) -> None:
    for place in ("a", "b"):
        (tmp_path / place / "pack" / "sql").mkdir(parents=True)
        (tmp_path / place / "pack" / "x.py").write_text("x = 1\n")
        (tmp_path / place / "pack" / "sql" / "y.sql").write_text("SELECT 1\n")
    one, other = tmp_path / "a" / "pack", tmp_path / "b" / "pack"
    assert source_digest(one) == source_digest(other)
    (other / "x.pyc").write_bytes(b"1")
    assert source_digest(one) == source_digest(other)
    (other / "sql" / "y.sql").write_text("SELECT 2\n")
    assert source_digest(one) != source_digest(other)
    (other / "sql" / "y.sql").write_text("SELECT 1\n")
    (other / "x.py").rename(other / "z.py")
    assert source_digest(one) != source_digest(other)


def test_source_digest_by_name() -> None:
    import drift_data.schema
    import drift_data.store

    assert source_digest("drift_data.store") == source_digest(Path(drift_data.store.__file__).parent)
    assert source_digest("drift_data.schema") == source_digest(Path(drift_data.schema.__file__))
    with pytest.raises(ModuleNotFoundError):
        source_digest("drift_data.nothing_like_it")


def test_file_digest(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"abc")
    assert file_digest(tmp_path / "x") == ("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", 3)
