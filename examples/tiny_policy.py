#!/usr/bin/env python3
"""Build a tiny model with random weights: real to every engine, and it says nothing that makes sense.

    python examples/tiny_policy.py FOLDER [--seed N]

A Qwen2 of 0.2M parameters in float32, 2 layers, heads of 32 (vLLM refuses smaller ones), 4,096 tokens of context; a
byte-level tokenizer of 320 tokens, so that chance ends a reply about once in 320 tokens; a ChatML chat template.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

END, START, PAD = "<|im_end|>", "<|im_start|>", "<|endoftext|>"
#: Size of the vocabulary: the bytes, three special tokens, and common pieces of the text below.
TOKENS = 320
TEXT = (
    "the quick answer to your question is that there are several ways to do this and each of them has its own cost "
    "first you should read the text then write down what it says and what it does not say here is a short list "
    "in the end it is better to ask for more than to guess because nobody can know what another person wants"
)
TEMPLATE = (
    "{% for message in messages %}"
    "{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}"
    "{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)


def build(
    folder: Path, seed: int = 0, hidden: int = 96, layers: int = 2, texts: Sequence[str] = (TEXT,), tokens: int = TOKENS
) -> Path:
    """Write model, tokenizer and template into the folder, which is made if need be; the same seed gives the same.

    Args:
        hidden: width of the model, a multiple of 32.
        texts: where the tokenizer finds common pieces.
        tokens: size of the vocabulary, at most.
    """
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import GenerationConfig, PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

    pieces = Tokenizer(models.BPE())
    pieces.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    pieces.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=tokens,
        special_tokens=[PAD, START, END],
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    pieces.train_from_iterator(texts, trainer)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=pieces,
        eos_token=END,
        pad_token=PAD,
        extra_special_tokens=[START],
        model_max_length=4096,
        clean_up_tokenization_spaces=False,
    )
    tokenizer.chat_template = TEMPLATE

    ids = {"eos_token_id": tokenizer.eos_token_id, "pad_token_id": tokenizer.pad_token_id}
    config = Qwen2Config(
        vocab_size=len(tokenizer),
        hidden_size=hidden,
        intermediate_size=3 * hidden,
        num_hidden_layers=layers,
        num_attention_heads=hidden // 32,
        num_key_value_heads=1,
        max_position_embeddings=4096,
        tie_word_embeddings=False,
        dtype="float32",
        bos_token_id=None,
        **ids,
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = Qwen2ForCausalLM(config)
    model.generation_config = GenerationConfig(**ids)
    folder.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Build a tiny model with random weights.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    print(build(options.folder, options.seed))
