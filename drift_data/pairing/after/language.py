"""Leaves out pairs whose chosen reply is in another language than the request."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import polars as pl

from drift_data.extras import need
from drift_data.pairing.screen import Screen
from drift_data.pairing.settings import Pair
from drift_data.sample.policy import Policy

ORDER = 60

#: Least confidence (a calibrated probability) of a verdict.
_SURE = 0.8
#: Least letters of a text that is judged; one of an unspaced script counts as three.
_LETTERS = 30
#: Characters looked at, from each end of a text.
_END = 160

#: What does not tell the language of who speaks: code, addresses, tags, numbers, longer quotations.
_NOISE = re.compile(
    r"```.*?(?:```|\Z)|`[^`\n]*`|https?://\S+|[\w.+-]{1,64}@\S+|<[^<>\n]{1,200}>|[\d_]+"
    r"|[\"“”„«][^\"“”«»]{40,}(?:[\"“”»]|\Z)",
    re.DOTALL,
)
_WIDE = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

#: What the detector chooses among. It knows twice as many; the rare ones are mostly laughter and names.
_KNOWN = [
    "ar", "az", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "gl", "gu", "he",
    "hi", "hr", "hu", "hy", "id", "it", "ja", "ka", "kk", "km", "kn", "ko", "lt", "lv", "mk", "ml", "mr", "ms",
    "my", "ne", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "sw", "ta", "te", "th", "tl",
    "tr", "uk", "ur", "uz", "vi", "zh",
]  # fmt: skip
#: Languages that are easily taken for one another.
_ALIKE = [
    {"no", "da", "sv"},
    {"hr", "sr", "sl", "mk", "bg"},
    {"id", "ms"},
    {"cs", "sk"},
    {"es", "gl", "pt", "ca"},
    {"ru", "uk", "bg"},
    {"hi", "mr", "ne"},
    {"tr", "az"},
    {"ar", "fa", "ur"},
]

#: A request that speaks of a language says itself which one is wanted; so does one that asks for a translation.
_NAMES_ONE = re.compile(
    r"""
    translat|\b(?:in(?:to)?|to|from|speak|learn(?:ing)?)\s+(?:my|another|different|foreign|native)\s+(?:\w+\s)?language
    |\b(?:language|lingu|bilingual|multilingual)
    |\b(?:english|french|spanish|portugu|german|italian|turkish|arabic|russian|chinese|mandarin|cantonese|japanese|korean
        |hindi|urdu|bengali|punjabi|tamil|telugu|dutch|polish|czech|slovak|sloven|croat|serb|bosnian|ukrain|bulgar|roman
        |hungar|greek|hebrew|persian|farsi|latin|swedish|norweg|danish|finnish|icelandic|estonian|latvian|lithuan|irish
        |gaelic|welsh|catalan|basque|galician|swahili|zulu|afrikaans|thai|vietnam|indones|malay|tagalog|filipino|mongol
        |tibetan|sanskrit|esperanto|hinglish|kazakh|uzbek|georgian|armenian|azerbaij|albanian)
    |翻译|翻譯|译[成为]|[英中汉漢法德日韩韓俄]\s*[语語文]|西班牙|葡萄牙|意大利|阿拉伯|土耳其|普通话|粤语|语言|語言|翻訳|言語|번역|영어|한국어
    |перев[еоё]д|перевести|язык|английск|французск|испанск|португальск|немецк|итальянск|турецк|арабск|китайск|русск
    |украинск|японск|korейск|(?:по|на)[ -](?:англ|русск|нем|франц)
    |tradu|langue|anglais|français|francais|espagnol|portugais|allemand|italien|turc\b|arabe|chinois|russe|japonais
    |idioma|lengua|inglés|ingles|francés|español|castellano|portugués|alemán|italiano|turco|árabe|chino|ruso|japonés
    |língua|inglês|francês|espanhol|português|alemão|chinês|russo|japonês
    |übersetz|sprache|englisch|französisch|spanisch|portugiesisch|deutsch|italienisch|türkisch|arabisch|chinesisch
    |russisch|japanisch
    |lingua|inglese|francese|spagnolo|portoghese|tedesco|arabo|cinese|giapponese
    |çevir|tercüme|\bdil|ingilizce|fransızca|ispanyolca|portekizce|almanca|italyanca|türkçe|arapça|çince|rusça|japonca
    |ترجم|لغة|اللغة|[إا]نجليزي|فرنسي|[إا]سباني|برتغالي|[أا]لماني|[إا]يطالي|تركي|عربي|صيني|روسي|ياباني
    """,
    re.VERBOSE | re.IGNORECASE,
)


def build(pair: Pair, policy: Policy | None) -> Screen | None:
    return leave_out_other_languages if pair.filters.language else None


def leave_out_other_languages(rows: pl.DataFrame) -> pl.DataFrame:
    """Only where both the last request and the reply are long enough and their languages are clear.

    `detail` is "<request> <chosen>", both as ISO 639 codes.
    """
    found = [_other(prompt, chosen) for prompt, chosen in rows.select("prompt", "chosen").iter_rows()]
    detail = pl.Series("detail", found, pl.String)
    reason = pl.when(detail.is_not_null()).then(pl.lit("other language than the request"))
    return rows.with_columns(reason.alias("reason"), detail)


def _other(prompt: list[dict[str, str | None]] | None, chosen: str | None) -> str | None:
    said = [message["content"] or "" for message in prompt or [] if message["role"] in ("user", "system")]
    if not said or not chosen or any(_NAMES_ONE.search(text) for text in said):
        return None
    asked = language(said[-1])
    answered = asked and language(chosen)
    if asked is None or answered is None or _same(asked, answered):
        return None
    return f"{asked} {answered}"


def language(text: str) -> str | None:
    """ISO 639 code; None where the text is short or mixed, or nobody can tell."""
    plain = " ".join(_NOISE.sub(" ", text).split())
    codes = set()
    for end in {plain[:_END], plain[-_END:]}:
        letters = sum(map(str.isalpha, end)) + 2 * len(_WIDE.findall(end))
        code, sure = _detector().classify(end) if letters >= _LETTERS else ("", 0.0)
        codes.add(str(code) if sure >= _SURE else "")
    return codes.pop() or None if len(codes) == 1 else None


def _same(one: str, other: str) -> bool:
    return one == other or any({one, other} <= group for group in _ALIKE)


@cache
def _detector() -> Any:
    """py3langid: its model comes with it, so nothing is downloaded."""
    langid = need("py3langid", "sample").langid
    detector = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
    detector.set_languages(_KNOWN)
    return detector
