"""What the project file says about engines and sampling."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from drift_data.section import Section

EngineName = Literal["vllm", "server", "transformers"]


class Sampling(Section):
    """How one reply is sampled. The paper stops at 512 tokens, which cuts many replies in mid-sentence."""

    temperature: float = Field(0.7, ge=0, le=2, description="0 takes the likeliest token.")
    top_p: float = Field(0.9, gt=0, le=1, description="Only the likeliest tokens that together have this probability.")
    max_tokens: int = Field(1024, ge=1, description="Longest reply, in tokens of the policy.")
    seed: int = Field(0, ge=0, description="Every request's own seed is derived from this, its row and the iteration.")


class Vllm(Section):
    """In-process vLLM."""

    dtype: Literal["auto", "bfloat16", "float16", "float32"] = Field("auto", description="Type of weights.")
    tensor_parallel: int = Field(1, ge=1, description="GPUs that share one copy of the model.")
    data_parallel: int | None = Field(
        None, ge=1, description="Copies of the model; by default as many as the GPUs of the machine hold."
    )
    gpu_memory: float = Field(0.9, gt=0, le=1, description="Share of each GPU's memory that vLLM takes.")
    cpu_cache_gib: int = Field(4, ge=1, description="GiB for the key-value cache where there is no GPU.")
    max_num_seqs: int = Field(256, ge=1, description="Requests that run at once.")
    eager: bool = Field(False, description="No compilation or CUDA graphs: starts sooner, runs slower.")


class Server(Section):
    """OpenAI-compatible endpoints, such as `vllm serve`."""

    urls: list[str] = Field(
        default_factory=lambda: ["http://127.0.0.1:8000/v1"], min_length=1, description="Base URLs, ending in /v1."
    )
    model: str | None = Field(None, description="Name of the model there; by default the only one it lists.")
    api_key_env: str = Field("DRIFT_API_KEY", description="Environment variable that holds the key, if it needs one.")
    concurrency: int = Field(64, ge=1, description="Requests under way at once, over all URLs.")
    timeout: float = Field(
        600, gt=0, description="Seconds for a reply, further tries included; one that takes longer is asked once more."
    )
    retries: int = Field(8, ge=0, description="Further tries after 429, 5xx or a lost connection.")


class TransformersEngine(Section):
    """Plain Transformers generate."""

    batch_size: int = Field(8, ge=1, description="Requests per batch, of similar length.")
    dtype: Literal["auto", "bfloat16", "float16", "float32"] = Field("auto", description="Type of weights.")


class Engines(Section):
    """What samples, and how each engine is set."""

    name: EngineName = Field("vllm", description="Which one.")
    trust_remote_code: bool = Field(False, description="Run code that the model repository brings. Off unless asked.")
    context: int = Field(
        8192, ge=64, description="Longest request plus reply, in tokens; never more than the model allows."
    )
    chat_template: dict[str, Any] = Field(
        default_factory=dict,
        description="What the chat template of every model asked is told besides, such as {enable_thinking: false}.",
    )
    vllm: Vllm = Field(default_factory=Vllm, description="In-process vLLM.")
    server: Server = Field(default_factory=Server, description="OpenAI-compatible endpoints.")
    transformers: TransformersEngine = Field(
        default_factory=TransformersEngine, description="Plain Transformers generate."
    )
