"""How large the update is that a round begins with: what Proposition 1 of the DRIFT paper speaks of.

At the start of a round the policy is its own reference, so s = 0 and the expected gradient of DPO is -beta/2 E[d], with
d = grad log pi(chosen) - grad log pi(rejected). Where chosen and rejected have the same law, E[d] is 0. The norm of the
mean over n pairs is not, by chance alone; so |E[d]| is estimated without that bias, from the mean gradients g_1 to g_m
of m parts of the pairs: |E[d]|^2 = mean over i != j of g_i . g_j.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from drift_data.sample.policy import find_policy
from drift_data.store import Store, load

PARTS = 8
_BATCH = 64


def first_update(model: Path, store: Path, pairs: str) -> dict[str, float]:
    """Of a model and the pairs that it is about to be trained on.

    Returns:
        `squared`: estimate of |E[d]|^2, below 0 where chance has it so; `plain`: |mean of d|^2 over all pairs, chance
        included.
    """
    import torch
    from transformers import AutoModelForCausalLM

    policy = find_policy(str(model))
    network = AutoModelForCausalLM.from_pretrained(model, dtype=torch.float32)
    rows = load(Store(store).find(f"pairs-{pairs}")).select("prompt", "chosen", "rejected").collect().to_dicts()
    random.Random(0).shuffle(rows)
    means = torch.stack([_gradient(network, policy, rows[part::PARTS]) for part in range(PARTS)])
    total = means.sum(dim=0)
    crossed = float((total @ total - (means * means).sum()) / (PARTS * (PARTS - 1)))
    return {"squared": crossed, "plain": float(total @ total) / PARTS**2}


def _gradient(network: Any, policy: Any, rows: Sequence[dict[str, Any]]) -> Any:
    """Mean of d, all weights in a row."""
    import torch

    network.zero_grad()
    for first in range(0, len(rows), _BATCH):
        own = rows[first : first + _BATCH]
        worth = sum(
            sign * _logps(network, policy, [row["prompt"] for row in own], [row[side] for row in own])
            for side, sign in (("chosen", 1), ("rejected", -1))
        )
        (worth / len(rows)).backward()
    return torch.cat([weight.grad.flatten() for weight in network.parameters()])


def _logps(network: Any, policy: Any, prompts: Sequence[Any], replies: Sequence[Any]) -> Any:
    """Sum over the rows of log pi(reply|prompt)."""
    import torch
    from torch.nn.utils.rnn import pad_sequence

    starts = policy.prompt_ids(prompts)
    talks = [[*prompt, *reply] for prompt, reply in zip(prompts, replies, strict=True)]
    whole = policy.tokenizer.apply_chat_template(talks, tokenize=True, return_dict=False)
    ids = pad_sequence([torch.tensor(own) for own in whole], batch_first=True)
    place = torch.arange(ids.shape[1])
    begin, end = (torch.tensor([len(own) for own in them])[:, None] for them in (starts, whole))
    said = (place >= begin) & (place < end)
    logps = network(ids).logits[:, :-1].log_softmax(dim=-1).gather(-1, ids[:, 1:, None])[..., 0]
    return (logps * said[:, 1:]).sum()
