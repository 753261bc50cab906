from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drift_data.errors import DriftError
from drift_data.store import refs

_names = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,20}", fullmatch=True)


@given(_names, _names)
def test_good_references_are_taken_apart(dataset: str, point: str) -> None:
    assert refs.parse(dataset) == refs.Reference(dataset, None)
    assert refs.parse(f"{dataset}@{point}") == refs.Reference(dataset, point)


@given(st.text() | st.from_regex(r"[a-z./@\\~\n\0-]{0,12}", fullmatch=True))
def test_no_reference_leads_out_of_its_folder(text: str) -> None:
    try:
        reference = refs.parse(text)
    except DriftError:
        return
    for part in filter(None, (reference.dataset, reference.point, text)):
        assert Path("/a/refs", part).resolve().parent == Path("/a/refs")
        assert part == part.strip() and not part.startswith(".")


@pytest.mark.parametrize(
    "text", ["", "@v1", "feedback@", "a@b@c", "..", "../x", "a/b", "Feedback", "a\n", "-x", "a" * 101]
)
def test_bad_references(text: str) -> None:
    with pytest.raises(DriftError):
        refs.parse(text)


@pytest.mark.parametrize("tag", ["", "..", "a/b", "abcdef", "0123456789abcdef", "V1", "v1\n"])
def test_bad_tags(tag: str) -> None:
    with pytest.raises(DriftError):
        refs.check_tag(tag)


@pytest.mark.parametrize("tag", ["v1", "abcde", "2026-11", "0123456789abcdef0"])
def test_good_tags(tag: str) -> None:
    assert refs.check_tag(tag) == tag


@pytest.mark.parametrize("name", ["", ".", "../a", "a/b", "a@b", "Ä"])
def test_bad_datasets(name: str) -> None:
    with pytest.raises(DriftError):
        refs.check_dataset(name)
