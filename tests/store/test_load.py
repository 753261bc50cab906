"""Our own loader, and readers that know nothing of drift."""

from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from store_worker import SCHEMA, rows, step

from drift_data.errors import DriftError
from drift_data.store import Store, Version, load

EXPECTED = rows(range(100)).to_pylist()


@pytest.fixture
def version(tmp_path: Path) -> Version:
    # The name of the folder would be a pattern, were it not taken as it is.
    return Store(tmp_path / "a [b]*").make(step()).version


@pytest.fixture
def offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import datasets

    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)


def test_polars(version: Version) -> None:
    frame = load(version)
    assert isinstance(frame, pl.LazyFrame)
    assert frame.collect().to_dicts() == EXPECTED
    assert load(version, as_="polars").select("row_id").collect().height == 100


def test_duckdb(version: Version) -> None:
    relation = load(version, as_="duckdb")
    assert relation.columns == SCHEMA.names
    assert relation.to_arrow_table().to_pylist() == EXPECTED


@pytest.mark.usefixtures("offline")
def test_datasets(version: Version) -> None:
    dataset = load(version, as_="datasets")
    assert dataset.to_list() == EXPECTED


def test_no_such_split(version: Version) -> None:
    with pytest.raises(DriftError, match="Its splits: train"):
        load(version, split="test")


def test_datasets_not_installed(version: Version, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *arguments: Any, **options: Any) -> Any:
        if name == "datasets":
            raise ImportError("No module named 'datasets'")
        return real(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(DriftError, match="pip install"):
        load(version, as_="datasets")


@pytest.mark.usefixtures("offline")
def test_no_rows(store: Store) -> None:
    version = store.make(step(range(0))).version
    assert load(version).collect().to_dicts() == []
    assert load(version, as_="duckdb").fetchall() == []
    assert load(version, as_="datasets").to_list() == []
    assert load(version, as_="datasets").column_names == SCHEMA.names


@pytest.mark.usefixtures("offline")
def test_plain_readers(store: Store) -> None:
    import datasets

    folder = store.make(step()).version.path
    loaded = datasets.load_dataset(str(folder))
    assert list(loaded) == ["train"]
    assert loaded["train"].to_list() == EXPECTED
    streamed = datasets.load_dataset(str(folder), split="train", streaming=True)
    assert list(streamed) == EXPECTED
    plain = duckdb.connect().read_parquet(f"{folder}/data/*.parquet")
    assert plain.to_arrow_table().to_pylist() == EXPECTED
    assert pl.read_parquet(folder / "data" / "*.parquet").to_dicts() == EXPECTED


@pytest.mark.usefixtures("offline")
def test_card_is_what_the_hub_accepts(version: Version) -> None:
    from huggingface_hub import DatasetCard

    data = DatasetCard.load(version.path / "README.md").data
    assert data.task_categories == ["text-generation"]
    assert data.size_categories == ["n<1K"]
