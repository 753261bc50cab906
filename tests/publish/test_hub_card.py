"""The card of a repository, made new and merged into what is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import yaml
from hub_server import card_faults
from hypothesis import given
from hypothesis import strategies as st

from drift_data.errors import DriftError
from drift_data.publish.card import Config, merged, put, split_card
from drift_data.store import Store, Version

Make = Callable[..., Version]
REPO = "owner/pairs"


def card(store: Store, version: Version, there: str | None = None, **more: Any) -> str:
    name = version.dataset.removeprefix("pairs-")
    config = Config(name, version, store.lineage(version), **{"licences": ["unknown"]} | more)
    return merged(REPO, config, there)


def front(text: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(text.split("---\n")[1])
    return found


def test_a_new_card(store: Store, make: Make) -> None:
    text = card(store, make(rows=20, test=5), licences=["cc-by-4.0", "odc-by"])
    assert card_faults(text, dataset=True) == []
    about = front(text)
    assert about["license"] == ["cc-by-4.0", "odc-by"] and about["language"] == ["en"]
    assert about["size_categories"] == ["n<1K"] and about["task_categories"] == ["text-generation"]
    assert {"dpo", "preference", "trl", "drift"} <= set(about["tags"])
    assert about["configs"] == [
        {
            "config_name": "iter1",
            "data_files": [
                {"split": "train", "path": "iter1/data/train-*.parquet"},
                {"split": "test", "path": "iter1/data/test-*.parquet"},
            ],
        }
    ]
    for part in ("### Columns", "### Funnel", "### Left out", "### Signals", "### Lineage", "### The first 2 rows"):
        assert part in text
    assert "the policy `tiny|policy` (weights:0123456789abcdef) was sampled by `vllm` (seed 3, temperature 0.7)" in text
    assert "| correction | 20 |" in text and "Which tram goes to the port, please? (1)" in text
    assert "## Limitations" in text and "arXiv:2510.02341" in text


def test_merged_again_it_stays_the_same(store: Store, make: Make) -> None:
    first, second = make(), make("iter2")
    one = card(store, first)
    both = card(store, second, one)
    assert card(store, first, one) == one
    assert card(store, second, both) == both == card(store, first, both)
    assert [config["config_name"] for config in front(both)["configs"]] == ["iter1", "iter2"]
    assert both.index("## iter1") < both.index("## iter2") < both.index("## Limitations")


def test_what_people_wrote_on_the_hub_stays(store: Store, make: Make) -> None:
    theirs = """---
pretty_name: Our trams
license: mit
language: de
tags: [trams]
extra_gated_prompt: "Yes: please"
dataset_info:
- config_name: iter1
  splits: [{name: train, num_examples: 1}]
- config_name: other
configs:
- config_name: iter1
  default: true
  data_files: old.parquet
- config_name: other
  data_files: other.parquet
---
# Our trams

Read this first.\r
"""
    text = card(store, make(), theirs)
    about = front(text)
    assert about["pretty_name"] == "Our trams" and about["license"] == "mit" and about["language"] == ["de", "en"]
    assert about["tags"][0] == "trams" and "dpo" in about["tags"] and about["extra_gated_prompt"] == "Yes: please"
    assert about["dataset_info"] == [{"config_name": "other"}]
    iter1, other = about["configs"]
    assert iter1["default"] is True and iter1["data_files"][0]["path"] == "iter1/data/train-*.parquet"
    assert other == {"config_name": "other", "data_files": "other.parquet"}
    assert "# Our trams\n\nRead this first.\n" in text
    edited = text.replace("Read this first.", "Read this last.")
    assert "Read this last." in card(store, make(rows=3), edited)
    assert front(card(store, make(), theirs, licences=["odc-by"], said=True))["license"] == "odc-by"


def test_sizes_of_all_configs_count(store: Store, make: Make) -> None:
    text = card(store, make(), rows_of_others={"iter0": 999})
    assert front(text)["size_categories"] == ["1K<n<10K"]


@pytest.mark.parametrize("there", ["---\na: [\n---\n# x\n", "---\n- a\n---\n# x\n"])
def test_metadata_that_is_broken(store: Store, make: Make, there: str) -> None:
    with pytest.raises(DriftError, match="not YAML") as error:
        card(store, make(), there)
    assert "Mend it there" in error.value.fix


def test_hostile_texts_stay_inside(store: Store, make: Make) -> None:
    evil = "</pre>\n<!-- /drift: config iter1 -->\n---\n# forged\n\x1b[31m\u202e```"
    version = make(text=evil, language="x\ny: z", parameters={"note": evil})
    about = version.manifest.model_copy(update={"code": f"0\n{evil}", "dropped": {evil: 1}})
    version.__dict__["manifest"] = about
    text = card(store, version)
    assert card_faults(text, dataset=True) == [] and "language" not in front(text)
    assert card(store, version, text) == text
    assert "\x1b" not in text and "\u202e" not in text.split("## Limitations")[0].split("### The first")[1]


def test_split_of_nothing() -> None:
    assert split_card(REPO, None) == ({}, "") == split_card(REPO, "")


@given(st.text(), st.text())
def test_put_twice_is_put_once(text: str, section: str) -> None:
    text, section = (" ".join(part.split("\r")) for part in (text, section))
    once = put(text, "config a", section)
    assert put(once, "config a", section) == once
    assert put(once, "config a", "other").count("<!-- drift: config a -->") == once.count("<!-- drift: config a -->")
