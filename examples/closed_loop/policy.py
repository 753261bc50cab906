#!/usr/bin/env python3
"""The policy that is deployed first: how it was made, and where it is unpacked.

    python examples/closed_loop/policy.py FOLDER [--steps N]

A Qwen2 of 1.0M parameters with a tokenizer of its own, trained from scratch on conversations of this world. Half
of the first answers in them are wrong, as `world.answer` has them; few of those after a complaint are. It takes a
quarter of an hour on 2 cores; the result is kept in `policy/`, in bfloat16.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from tiny_policy import END, PAD, START

from closed_loop import world
from closed_loop.users import go_on, phrases, say

#: The weights that are kept.
KEPT = Path(__file__).with_name("policy")
#: Said after the feedback where the policy is sampled with guidance; `drift.yaml` says the same.
INSTRUCTION = "Answer my request again, and better."
#: Shares of right answers, of those that follow a complaint, and of conversations with a complaint or another request.
RIGHT, RIGHT_AGAIN, COMPLAINED, WENT_ON = 0.55, 0.85, 0.4, 0.15
HIDDEN, LAYERS, TOKENS = 128, 4, 800
STEPS, BATCH, RATE = 4500, 64, 2e-3
#: For so much of the training all answers are right and nobody says more: copying words is learned sooner so.
EASY = 0.35
#: A space, and not a line break, before each text: so a word is the same token wherever it stands.
TEMPLATE = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + ': ' + message['content'] + '<|im_end|>\\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant:' }}{% endif %}"
)

Talk = list[dict[str, str]]
#: Token ids, and which of them are learned.
Row = tuple[list[int], list[bool]]


def unpack(folder: Path) -> Path:
    """The kept policy in float32, which is what a CPU computes fastest. A folder that is there is left as it is."""
    if not folder.is_dir():
        from transformers import AutoModelForCausalLM, AutoTokenizer

        aside = folder.with_name(f"{folder.name}.new")
        shutil.rmtree(aside, ignore_errors=True)
        AutoModelForCausalLM.from_pretrained(KEPT, dtype="float32").save_pretrained(aside)
        AutoTokenizer.from_pretrained(KEPT).save_pretrained(aside)
        aside.rename(folder)
    return folder


def talk(rng: random.Random, easy: bool = False) -> Talk:
    """A conversation as the policy learns it: one request, or a complaint or another request after the answer."""
    task = world.task(rng)
    asked = task.asked(rng)
    draw = 1.0 if easy else rng.random()
    complains = draw < COMPLAINED
    right = easy or (not complains and rng.random() < RIGHT)
    said = [_said("user", asked), _said("assistant", world.answer(task, right, rng))]
    if complains:
        complaint = say("dsat", task, asked, said[-1]["content"], rng).text
        if rng.random() < 0.5:
            complaint = f"{complaint}\n\n{INSTRUCTION}"
        said += [_said("user", complaint), _said("assistant", world.answer(task, rng.random() < RIGHT_AGAIN, rng))]
    elif draw < COMPLAINED + WENT_ON:
        task = world.task(rng)
        said += [_said("user", go_on(task.asked(rng), rng).text)]
        said += [_said("assistant", world.answer(task, rng.random() < RIGHT, rng))]
    return said


def _said(role: str, content: str) -> dict[str, str]:
    return {"role": role, "content": content}


def pretrain(folder: Path, steps: int = STEPS, seed: int = 0) -> None:
    """Write the policy: float32 to `folder`, which must not be there."""
    import torch
    from torch.nn.functional import cross_entropy
    from torch.nn.utils.rnn import pad_sequence

    rng = random.Random(seed)
    texts = [f" {message['content']}" for _ in range(3000) for message in talk(rng)]
    texts += [line for bank in phrases().values() for lines in bank.values() for line in lines]
    # Every word whole, and the roles.
    texts += ["user:", "assistant:"] * 3000
    texts += [f" {word}" for word in world.WORDS for _ in range(300)]
    tokenizer, model = build(texts, seed)
    tokenizer.save_pretrained(folder)
    print(f"{sum(p.numel() for p in model.parameters()):,} parameters, {len(tokenizer)} tokens", flush=True)
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, betas=(0.9, 0.98), weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps, pct_start=0.05)
    begin = time.perf_counter()
    for step, rows in enumerate(_batches(tokenizer, rng, steps), 1):
        ids = pad_sequence([torch.tensor(row) for row, _ in rows], batch_first=True)
        learned = pad_sequence([torch.tensor(mask) for _, mask in rows], batch_first=True)
        seen = model.model(ids).last_hidden_state[:, :-1]
        loss = cross_entropy(model.lm_head(seen[learned[:, 1:]]), ids[:, 1:][learned[:, 1:]])
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        if step % 100 == 0:
            print(f"{step} loss {loss.item():.3f} {time.perf_counter() - begin:.0f} s", flush=True)
        if step % 250 == 0:
            model.save_pretrained(folder)
    model.save_pretrained(folder)


def build(texts: list[str], seed: int) -> tuple[Any, Any]:
    """Tokenizer and model, its weights random."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import GenerationConfig, PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

    pieces = Tokenizer(models.BPE())
    pieces.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    pieces.decoder = decoders.ByteLevel()
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    trainer = trainers.BpeTrainer(
        vocab_size=TOKENS, special_tokens=[PAD, START, END], initial_alphabet=alphabet, show_progress=False
    )
    pieces.train_from_iterator(texts, trainer)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=pieces,
        eos_token=END,
        pad_token=PAD,
        extra_special_tokens=[START],
        model_max_length=512,
        clean_up_tokenization_spaces=False,
    )
    tokenizer.chat_template = TEMPLATE
    ids = {"eos_token_id": tokenizer.eos_token_id, "pad_token_id": tokenizer.pad_token_id}
    config = Qwen2Config(
        vocab_size=len(tokenizer),
        hidden_size=HIDDEN,
        intermediate_size=3 * HIDDEN,
        num_hidden_layers=LAYERS,
        num_attention_heads=HIDDEN // 32,
        num_key_value_heads=HIDDEN // 32,
        max_position_embeddings=512,
        initializer_range=0.06,
        tie_word_embeddings=True,
        dtype="float32",
        bos_token_id=None,
        **ids,
    )
    torch.manual_seed(seed)
    model = Qwen2ForCausalLM(config)
    model.generation_config = GenerationConfig(**ids)
    return tokenizer, model


def _batches(tokenizer: Any, rng: random.Random, steps: int) -> Iterator[list[Row]]:
    """A batch for each step, of talks of like length: less padding."""
    at_once = 16
    for step in range(0, steps, at_once):
        easy = step < EASY * steps
        rows = [_encode(tokenizer, talk(rng, easy)) for _ in range(min(at_once, steps - step) * BATCH)]
        rows.sort(key=lambda row: len(row[0]))
        batches = [rows[at : at + BATCH] for at in range(0, len(rows), BATCH)]
        rng.shuffle(batches)
        yield from batches


def keep(folder: Path) -> None:
    """Make a policy the kept one."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    shutil.rmtree(KEPT, ignore_errors=True)
    AutoModelForCausalLM.from_pretrained(folder, dtype=torch.bfloat16).save_pretrained(KEPT)
    AutoTokenizer.from_pretrained(folder).save_pretrained(KEPT)


def _encode(tokenizer: Any, said: Talk) -> Row:
    """Tokens, and which of them are learned: the last answer, with the end of turn."""
    ids: list[int] = []
    for message in said[:-1]:
        ids += tokenizer.encode(f"{START}{message['role']}: {message['content']}{END}\n")
    ids += tokenizer.encode(f"{START}assistant:")
    answer = tokenizer.encode(f" {said[-1]['content']}{END}")
    return ids + answer, [False] * len(ids) + [True] * len(answer)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Train the first policy from scratch.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--keep", action="store_true", help="Make it the kept one.")
    options = parser.parse_args()
    pretrain(options.folder, options.steps)
    if options.keep:
        keep(options.folder)
