"""A model as it is sampled."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hub_client import hub_here

from drift_data.errors import DriftError
from drift_data.sample.policy import Policy, find_policy

ASKED = [[{"role": "user", "content": "When?"}]]


def test_the_chat_template_is_told_what_the_settings_say(policy: Policy) -> None:
    fresh = replace(policy)
    fresh.tokenizer.chat_template += "{{ 'let me see ' if think }}"
    thinking = replace(fresh, spelling={"think": True})
    thinking.tokenizer.chat_template = fresh.tokenizer.chat_template
    (plain,), (more,) = fresh.prompt_ids(ASKED), thinking.prompt_ids(ASKED)  # type: ignore[arg-type]
    assert more[: len(plain)] == plain and len(more) > len(plain)


def test_a_tokenizer_costs_no_weights(tmp_path: Path, tiny_policy: Path) -> None:
    with hub_here(tmp_path) as hub:
        hub.create("models/owner/small")
        hub.push("models/owner/small", {file.name: file.read_bytes() for file in tiny_policy.iterdir()})
        light = find_policy("owner/small", weights=False)
        assert light.prompt_ids(ASKED) and not list(light.folder.glob("*.safetensors"))  # type: ignore[arg-type]
        whole = find_policy("owner/small")
        assert whole.identity == light.identity and list(whole.folder.glob("*.safetensors"))
        with pytest.raises(DriftError, match="cannot be had from the Hub"):
            find_policy("owner/none")
