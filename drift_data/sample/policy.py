"""A model as it is sampled: where its files are, what identifies it, and how it spells a conversation in tokens."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from drift_data.errors import DriftError
from drift_data.extras import need
from drift_data.sample.engine import Message
from drift_data.sample.settings import Engines
from drift_data.store.fingerprint import file_digest, fingerprint

#: Files that decide what a model says.
_WEIGHTS = ("*.safetensors", "*.bin", "*.json", "*.model", "*.txt", "*.jinja")
#: Files of a Hub repository that Transformers does not read.
_UNWANTED = ["*.pth", "original/*", "*.gguf"]


@dataclass(frozen=True)
class Policy:
    """
    Attributes:
        name: as the user wrote it.
        folder: its files.
        identity: "revision:<commit>" of a Hub model, "weights:<digest>" of a folder.
        trust_remote_code: whether code that the repository brings may run.
        spelling: what its chat template is told besides the messages, such as {"enable_thinking": False}.
    """

    name: str
    folder: Path
    identity: str
    trust_remote_code: bool = False
    spelling: Mapping[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """Its name without a path of the machine."""
        if not self.identity.startswith("weights:"):
            return self.name
        folder = self.folder.resolve()
        return folder.parent.name if folder.name == "model" else folder.name  # runs/iter1/model is iter1's

    @cached_property
    def tokenizer(self) -> Any:
        """Its tokenizer.

        Raises:
            DriftError: transformers is missing.
        """
        transformers = need("transformers", "sample")
        return transformers.AutoTokenizer.from_pretrained(self.folder, trust_remote_code=self.trust_remote_code)

    @cached_property
    def template(self) -> str:
        """Digest of the chat template.

        Raises:
            DriftError: the model has none.
        """
        if not self.tokenizer.chat_template:
            raise DriftError(
                f"The model {self.name} has no chat template.",
                why="A policy is sampled through its own template; a base model has none.",
                fix="Name an instruction-tuned model.",
            )
        return hashlib.sha256(str(self.tokenizer.chat_template).encode()).hexdigest()[:16]

    @cached_property
    def control_tokens(self) -> list[str]:
        """What the tokenizer reads as control tokens wherever it stands in a text, such as `<|im_end|>`; sorted."""
        added = {token.content for token in self.tokenizer.added_tokens_decoder.values() if token.special}
        return sorted(token for token in added | set(self.tokenizer.all_special_tokens) if token.strip())

    def prompt_ids(self, conversations: Sequence[Sequence[Message]]) -> list[list[int]]:
        """Tokens of each conversation up to and with the opening of the next reply."""
        if not conversations:
            return []
        _ = self.template  # raises where there is none
        ids: list[list[int]] = self.tokenizer.apply_chat_template(
            [list(messages) for messages in conversations],
            add_generation_prompt=True,
            tokenize=True,
            tokenizer_kwargs={"verbose": False},  # no warning about a length: drift looks after it
            return_dict=False,
            **self.spelling,
        )
        return ids

    def reply_tokens(
        self,
        conversations: Sequence[Sequence[Message]],
        replies: Sequence[str],
        before: Sequence[int] | None = None,
    ) -> list[int]:
        """How many tokens each reply adds to its conversation, its end of turn included, as a trainer counts them.

        Args:
            before: lengths of the conversations' `prompt_ids`, where they are known.
        """
        if not conversations:
            return []
        if before is None:
            before = [len(ids) for ids in self.prompt_ids(conversations)]
        whole: list[list[int]] = self.tokenizer.apply_chat_template(
            [
                [*messages, {"role": "assistant", "content": reply}]
                for messages, reply in zip(conversations, replies, strict=True)
            ],
            tokenize=True,
            tokenizer_kwargs={"verbose": False},  # no warning about a length: drift looks after it
            return_dict=False,
            **self.spelling,
        )
        return [len(ids) - length for ids, length in zip(whole, before, strict=True)]

    @cached_property
    def context(self) -> int:
        """The longest sequence it can read, in tokens."""
        transformers = need("transformers", "sample")
        config = transformers.AutoConfig.from_pretrained(self.folder, trust_remote_code=self.trust_remote_code)
        length = getattr(config, "max_position_embeddings", None)
        return int(length) if length else 2**31


def find_policy(
    name: str, revision: str | None = None, trust_remote_code: bool = False, *, weights: bool = True
) -> Policy:
    """The model in a folder, or of the Hub (downloaded, unless it is there).

    Args:
        weights: False: only its tokenizer is needed, so that of a Hub model no weights are downloaded.

    Raises:
        DriftError: no such folder, or not to be had from the Hub.
    """
    folder = model_folder(name)
    if folder is not None:
        return Policy(name, folder, f"weights:{_digest(folder)}", trust_remote_code)
    hub = need("huggingface_hub", "sample")
    try:
        unwanted = _UNWANTED if weights else [*_UNWANTED, "*.safetensors", "*.bin"]
        path = Path(hub.snapshot_download(name, revision=revision, ignore_patterns=unwanted))
    except Exception as error:
        raise DriftError(
            f"The model {name} cannot be had from the Hub.",
            why=str(error).split("\n")[0],
            fix="Check the name, `hf auth login` if it is gated, or name a folder.",
        ) from error
    return Policy(name, path, f"revision:{path.name}", trust_remote_code)


def asked_model(name: str, revision: str | None, engines: Engines, weights: bool) -> Policy:
    """A model that these engines ask, spelled as they say; a server has its weights itself.

    Args:
        weights: False: it will not be asked.

    Raises:
        DriftError: as `find_policy`.
    """
    found = find_policy(name, revision, engines.trust_remote_code, weights=weights and engines.name != "server")
    return replace(found, spelling=engines.chat_template)


def model_folder(name: str) -> Path | None:
    """The folder that holds a model; None where the name is one of the Hub.

    Raises:
        DriftError: there is no such folder, or no model in it.
    """
    folder = Path(name)
    if folder.is_dir():
        if (folder / "config.json").is_file():
            return folder
        inner = folder / "model"  # of a run
        fix = f"Name {inner}." if (inner / "config.json").is_file() else "Name the folder that has it."
        raise DriftError(f"{name} is not a model: it has no config.json.", fix=fix)
    if name.startswith((".", "/", "~")) or name.count("/") != 1:
        raise DriftError(f"There is no model folder {name}.", fix="Name a folder with config.json, or owner/name.")
    return None


def _digest(folder: Path) -> str:
    files = sorted({path for pattern in _WEIGHTS for path in folder.glob(pattern)})
    return fingerprint([[path.name, file_digest(path)[0]] for path in files])
