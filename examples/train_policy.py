#!/usr/bin/env python3
"""Train a tiny policy on the replies in a store: what it writes looks like them, and seldom makes sense.

    python examples/train_policy.py STORE FOLDER [--seed N]

For the demo, where a real policy would be a download of gigabytes: a model of 1.4M parameters as `tiny_policy.py` makes
them, with a tokenizer of its own, trained from scratch in less than a minute. It learns the replies in `conversations`
but for those that users disliked, says `feedback`. A folder that is there is left as it is.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tiny_policy import build

from drift_data.pairing.settings import INSTRUCTION
from drift_data.store import Store, load

if TYPE_CHECKING:
    import torch

    #: Token ids, and which of them are learned.
    Row = tuple[list[int], list[bool]]

TOKENS, HIDDEN, LAYERS = 4096, 128, 2
EPOCHS, BATCH, RATE = 14, 8, 4e-3


def train(store: Store, folder: Path, seed: int = 0) -> None:
    """Write a trained model to `folder`: whole, or not at all."""
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # else threads spin while another program has their core
    import torch
    from torch.nn.functional import cross_entropy
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()
    feedback = load(store.find("feedback")).collect()
    disliked = set(feedback.filter(feedback["label"] == "dsat")["response"])
    talks = [
        [{"role": message["role"], "content": message["content"]} for message in messages]
        for messages in load(store.find("conversations")).collect()["messages"]
    ]
    texts = [message["content"] for talk in talks for message in talk]
    aside = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(aside, ignore_errors=True)
    build(aside, seed, HIDDEN, LAYERS, [*texts, INSTRUCTION], TOKENS)
    tokenizer = AutoTokenizer.from_pretrained(aside)
    model = AutoModelForCausalLM.from_pretrained(aside)

    chance = random.Random(seed)
    rows = [[encode(tokenizer, version, disliked) for version in (talk, asked_again(talk))] for talk in talks]
    steps = EPOCHS * -(-len(rows) // BATCH)
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, betas=(0.9, 0.99), weight_decay=0.1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps, pct_start=0.1)
    for _ in range(EPOCHS):
        for batch in batches([chance.choice(versions) for versions in rows], chance):
            ids, learned = padded(batch)
            seen = model.model(ids).last_hidden_state[:, :-1]
            # The head is most of the work, so it only sees what is learned.
            cross_entropy(model.lm_head(seen[learned[:, 1:]]), ids[:, 1:][learned[:, 1:]]).backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
    model.save_pretrained(aside)
    aside.rename(folder)


def asked_again(talk: list[dict[str, str]]) -> list[dict[str, str]]:
    """The talk as a policy sees it that is given feedback: with the instruction after the last thing the user said."""
    asks = [at for at, message in enumerate(talk) if message["role"] == "user"]
    if len(asks) < 2:
        return talk
    last = talk[asks[-1]]
    again = {"role": "user", "content": f"{last['content']}\n\n{INSTRUCTION}"}
    return [*talk[: asks[-1]], again, *talk[asks[-1] + 1 :]]


def encode(tokenizer: Any, talk: list[dict[str, str]], disliked: set[str]) -> Row:
    """Tokens of a talk; learned are the replies that nobody disliked, the end of turn included."""
    ids: list[int] = tokenizer.apply_chat_template(talk, return_dict=False)
    learned = [False] * len(ids)
    for at, message in enumerate(talk):
        if message["role"] == "assistant" and message["content"] not in disliked:
            begin = len(tokenizer.apply_chat_template(talk[:at], add_generation_prompt=True, return_dict=False))
            end = len(tokenizer.apply_chat_template(talk[: at + 1], return_dict=False)) - 1  # but for the line break
            learned[begin:end] = [True] * (end - begin)
    return ids, learned


def batches(rows: list[Row], chance: random.Random) -> list[list[Row]]:
    """All rows in batches of similar length, in any order."""
    chance.shuffle(rows)
    rows.sort(key=lambda row: len(row[0]))
    made = [rows[at : at + BATCH] for at in range(0, len(rows), BATCH)]
    chance.shuffle(made)
    return made


def padded(batch: list[Row]) -> tuple[torch.Tensor, torch.Tensor]:
    """Ids, and which are learned; each of shape (rows, longest row). No token sees the padding on the right."""
    import torch
    from torch.nn.utils.rnn import pad_sequence

    ids = [torch.tensor(ids) for ids, _ in batch]
    learned = [torch.tensor(learned) for _, learned in batch]
    return pad_sequence(ids, batch_first=True), pad_sequence(learned, batch_first=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Train a tiny policy on the replies in a store.")
    parser.add_argument("store", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if options.folder.is_dir():
        print(f"{options.folder} is there already")
    else:
        train(Store(options.store), options.folder, options.seed)
        print(options.folder)
