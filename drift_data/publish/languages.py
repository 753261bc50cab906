"""The languages of a dataset as ISO 639 codes, for its card."""

from __future__ import annotations

from collections import Counter

import polars as pl

from drift_data.errors import DriftError
from drift_data.store import Version

#: Languages as dumps spell them.
_CODES = {
    "arabic": "ar", "bengali": "bn", "bulgarian": "bg", "catalan": "ca", "chinese": "zh", "croatian": "hr",
    "czech": "cs", "danish": "da", "dutch": "nl", "english": "en", "estonian": "et", "finnish": "fi", "french": "fr",
    "german": "de", "greek": "el", "hebrew": "he", "hindi": "hi", "hungarian": "hu", "indonesian": "id",
    "italian": "it", "japanese": "ja", "korean": "ko", "latin": "la", "latvian": "lv", "lithuanian": "lt",
    "malay": "ms", "norwegian": "no", "persian": "fa", "polish": "pl", "portuguese": "pt", "romanian": "ro",
    "russian": "ru", "serbian": "sr", "slovak": "sk", "slovenian": "sl", "spanish": "es", "swahili": "sw",
    "swedish": "sv", "tagalog": "tl", "tamil": "ta", "thai": "th", "turkish": "tr", "ukrainian": "uk", "urdu": "ur",
    "vietnamese": "vi",
}  # fmt: skip
#: A language is named where so many rows have it.
_LEAST = 0.01
#: Rows that are looked at where the dump names no language.
_LOOKED_AT = 500


def languages(version: Version) -> list[str]:
    """Most frequent first: what the dump says, else what the requests look like where py3langid is installed."""
    columns = {column.name for column in version.manifest.columns}
    files = [str(path) for split in version.manifest.splits for path in version.files(split)]
    rows = pl.scan_parquet(files, glob=False)
    found: Counter[str] = Counter()
    if "language" in columns:
        for name, count in rows.group_by("language").len().collect().iter_rows():
            if code := _code(name):
                found[code] += count
    if not found and "prompt" in columns and version.manifest.step == "pair":
        found = _looked_at(rows)
    least = _LEAST * found.total()
    return [code for code, count in sorted(found.items(), key=lambda item: (-item[1], item[0])) if count >= least]


def _code(name: str | None) -> str | None:
    plain = (name or "").strip().lower()
    code = plain.partition("-")[0].partition("_")[0]
    if plain in _CODES:
        return _CODES[plain]
    return code if code in _CODES.values() else None


def _looked_at(rows: pl.LazyFrame) -> Counter[str]:
    from drift_data.pairing.after.language import language

    texts = rows.head(_LOOKED_AT).select(pl.col("prompt").list.last().struct.field("content")).collect().to_series()
    try:
        return Counter(code for text in texts.drop_nulls() if (code := language(text)))
    except DriftError:  # py3langid is not installed
        return Counter()
