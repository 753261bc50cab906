"""The card (README.md) of a dataset repository, merged into the one that is there.

Of the metadata what is on the Hub stays, but for what drift knows better: the config of this version, the size, and the
licence where the project file has one. Of the text only what stands between drift's own marks is written anew.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl
import yaml

from drift_data.errors import DriftError
from drift_data.extras import need
from drift_data.faults import YAML_FIX, yaml_fault
from drift_data.publish.languages import languages
from drift_data.store import Version
from drift_data.store.card import facts, indented, plain, size_category, table, tags
from drift_data.store.lineage import Lineage

_SAMPLES = 2
_LONGEST = 400
_SIGNALS = 15

CITATION = """## Citation

The method is DRIFT:

    @inproceedings{drift2026,
      title     = {DRIFT: Learning from Abundant User Dissatisfaction in Real-World Preference Learning},
      booktitle = {International Conference on Learning Representations},
      year      = {2026},
      note      = {arXiv:2510.02341}
    }
"""
_LIMITATIONS = """## Limitations

- Whether a user was satisfied is inferred from what they said next. Some of it is wrong, and most users say nothing.
- Who complains, and in which language, is not who uses the model: the rows follow those people and their topics.
- A `chosen` reply that a model sampled is not known to be right. It was only sampled after, or without, the feedback.
- Personal data and secrets are found by their form (e-mail, phone, card, key). Names and postal addresses have none.
- The text was written by users and by models. It may offend, be wrong, or speak to whoever reads it as an instruction.
"""


@dataclass(frozen=True)
class Config:
    """One version as a config of the repository.

    Attributes:
        name: what `load_dataset(repo, name)` takes.
        version: the version.
        lineage: what it was made from.
        licences: of its sources, or of the project file.
        said: the project file says the licence.
    """

    name: str
    version: Version
    lineage: Lineage
    licences: list[str]
    said: bool = False
    rows_of_others: Mapping[str, int] = field(default_factory=dict)


def merged(repo: str, config: Config, there: str | None) -> str:
    """The card with this config in it; merged again it stays the same.

    Args:
        repo: owner/name.
        there: the card on the Hub; None where there is none.

    Raises:
        DriftError: the metadata on the Hub is not YAML.
    """
    metadata, text = split_card(repo, there)
    metadata = _metadata(repo, config, metadata)
    if not text.strip():
        text = f"# {plain(repo.partition('/')[2])}\n\nPreference data mined from chat logs, one config for each step.\n"
    text = put(text, f"config {config.name}", _section(repo, config), before="about")
    text = put(text, "about", f"{_LIMITATIONS}\n{CITATION}")
    return join_card(metadata, text)


def split_card(repo: str, card: str | None) -> tuple[dict[str, Any], str]:
    """(metadata, text) of a card on the Hub.

    Raises:
        DriftError: the metadata is not YAML.
    """
    if not card:
        return {}, ""
    hub = need("huggingface_hub", "hub")
    try:
        found = hub.RepoCard(card.replace("\r\n", "\n"), ignore_metadata_errors=True)
        metadata = dict(found.data.to_dict())
    except yaml.YAMLError as error:
        why = yaml_fault(error, above=1)
    except ValueError as error:
        why = str(error)
    else:
        return metadata, str(found.text)
    raise DriftError(f"The metadata of README.md in {repo} is not YAML.", why=why, fix=f"Mend it there. {YAML_FIX}")


def join_card(metadata: dict[str, Any], text: str) -> str:
    """A card."""
    front = yaml.safe_dump(metadata, sort_keys=False, allow_unicode=True, width=1000)
    return f"---\n{front}---\n\n{text.strip()}\n"


def put(text: str, mark: str, section: str, before: str | None = None) -> str:
    """The text with the section between drift's marks: where it was, else before another one, else at the end."""
    begin, end = (f"<!-- {slash}drift: {mark} -->" for slash in ("", "/"))
    # What is between the marks cannot hold one: a manifest from elsewhere may say anything.
    inside = re.sub(r"^(?=<!-- /?drift:)", "    ", section.strip(), flags=re.MULTILINE)
    block = f"{begin}\n{inside}\n{end}\n"
    pattern = re.compile(rf"^{re.escape(begin)}\n.*?^{re.escape(end)}(\n|\Z)", re.MULTILINE | re.DOTALL)
    if pattern.search(text):
        return pattern.sub(lambda _: block, text, count=1)
    other = f"<!-- drift: {before} -->\n"
    at = text.find("\n" + other) + 1 if before else 0
    return f"{text[:at]}{block}\n{text[at:]}" if at else f"{text.rstrip()}\n\n{block}"


def marked(text: str, mark: str) -> bool:
    """Whether the text has a section between these marks of drift."""
    return re.search(rf"^<!-- drift: {re.escape(mark)} -->\r?$", text, re.MULTILINE) is not None


def united(there: Any, ours: list[str]) -> list[str]:
    """What a card has under a key, a list or one value, and ours behind it; each once."""
    before = there if isinstance(there, list) else [] if there is None else [there]
    return list(dict.fromkeys([*before, *ours]))


def _metadata(repo: str, config: Config, there: dict[str, Any]) -> dict[str, Any]:
    about = config.version.manifest
    made = dict(there)
    made.setdefault("pretty_name", repo.partition("/")[2])
    licence = config.licences[0] if len(config.licences) == 1 else config.licences
    if config.said:
        made["license"] = licence
    else:
        made.setdefault("license", licence)
    spoken = united(there.get("language"), languages(config.version))
    if spoken:
        made["language"] = spoken
    made["task_categories"] = united(there.get("task_categories"), ["text-generation"])
    made["size_categories"] = [size_category(about.rows + sum(config.rows_of_others.values()))]
    made["tags"] = united(there.get("tags"), tags(about))
    made["configs"] = _configs(config, there.get("configs"))
    if "dataset_info" in made:  # features and rows of this config as they were
        infos = made["dataset_info"] if isinstance(made["dataset_info"], list) else [made["dataset_info"]]
        made["dataset_info"] = [
            one for one in infos if isinstance(one, dict) and one.get("config_name", "default") != config.name
        ]
        if not made["dataset_info"]:
            del made["dataset_info"]
    return made


def _configs(config: Config, there: Any) -> list[dict[str, Any]]:
    rows = config.version.manifest.splits
    files = [
        {"split": split, "path": f"{config.name}/data/{split}-*.parquet"}
        for split in _splits(config.version)
        if rows[split]  # `datasets` refuses to read a split without rows
    ]
    configs = [dict(one) for one in there or [] if isinstance(one, dict)]
    for one in configs:
        if one.get("config_name") == config.name:
            one["data_files"] = files
            return configs
    return [*configs, {"config_name": config.name, "data_files": files}]


def _section(repo: str, config: Config) -> str:
    version = config.version
    load = f'load_dataset("{repo}", "{config.name}")\nload_dataset("{repo}", "{config.name}", revision="{version.id}")'
    parts = [f"## {plain(config.name)}\n", indented(f"from datasets import load_dataset\n\n{load}")]
    parts += [_in_a_sentence(version), facts(version.manifest, "###"), _signals(version)]
    parts += ["### Lineage\n", _lines(config.lineage), f"### The first {_SAMPLES} rows\n", *_rows(version)]
    return _printable("\n".join(part for part in parts if part))


def _in_a_sentence(version: Version) -> str:
    """Policy, rule and sampling of pairs."""
    about = version.manifest.parameters
    if version.manifest.step != "pair":
        return ""
    pair, policy = about["pair"], about["policy"]
    model = f"{_code(policy['model'])} ({plain(policy['identity'])})"
    if not about["samples"]:
        return f"Pairs by the rule {_code(pair['rule'])}; nothing was sampled, tokens are those of {model}.\n"
    engine = _code(about.get("engine", {}).get("name", "an engine"))
    sampling = plain(", ".join(f"{name} {value}" for name, value in pair["sampling"].items() if value is not None))
    seen = "having seen what the user said" if pair["guidance"] == "feedback" else "from the conversation alone"
    rule = _code(pair["rule"])
    return f"Pairs by the rule {rule}: the policy {model} was sampled by {engine} ({sampling}), {seen}.\n"


def _code(text: str) -> str:
    return f"`{' '.join(text.split()).replace('`', '_')}`"


def _signals(version: Version) -> str:
    columns = {column.name: column.type for column in version.manifest.columns}
    if "signals" not in columns:
        return ""
    signal = pl.col("signals").explode()
    if "struct" in columns["signals"]:
        signal = signal.struct.field("name")
    counts = (
        _scan(version).select(signal.alias("signal")).drop_nulls().group_by("signal").len().sort("len", "signal")
    ).collect()
    rows = sorted(counts.iter_rows(), key=lambda row: (-row[1], row[0]))
    if not rows:
        return ""
    shown = table(["signal", "rows"], [(f"{name}", f"{count:,}") for name, count in rows[:_SIGNALS]])
    return f"### Signals\n\n{shown}"


def _lines(lineage: Lineage, depth: int = 0) -> str:
    """A list with the version, and below it those it was made from."""
    version, indent = lineage.version, "  " * depth
    if not lineage.known:
        return f"{indent}- `{version}`\n"
    about = version.manifest
    size = sum(item.bytes for item in about.inputs)
    inputs = f", {len(about.inputs):,} input(s), {size:,} bytes" if about.inputs else ""
    line = f"{indent}- `{version}` by {plain(about.step)}, {about.rows:,} rows{inputs}\n"
    return line + "".join(_lines(parent, depth + 1) for _, parent in sorted(lineage.parents.items()))


def _rows(version: Version) -> list[str]:
    rows = _scan(version).head(_SAMPLES).collect().to_dicts()
    return [
        indented(json.dumps(_short(row), ensure_ascii=False, indent=2, default=str, allow_nan=True)) for row in rows
    ]


def _short(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) <= _LONGEST else value[: _LONGEST - 1] + "…"
    if isinstance(value, dict):
        return {key: _short(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        # Of a long conversation the end matters.
        long = len(value) > 4 and isinstance(value[0], dict)
        return ["…", *map(_short, value[-3:])] if long else list(map(_short, value))
    return value


def _printable(text: str) -> str:
    """Without what turns text round, hides or moves the cursor where somebody prints the card."""
    return "".join(c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode() for c in text)


def _scan(version: Version) -> pl.LazyFrame:
    """The rows of all splits, train first."""
    files = [str(path) for split in _splits(version) for path in version.files(split)]
    return pl.scan_parquet(files, glob=False)


def _splits(version: Version) -> list[str]:
    return sorted(version.manifest.splits, key=lambda split: (split != "train", split))
