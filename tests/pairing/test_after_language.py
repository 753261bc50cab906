from __future__ import annotations

import pytest
from after_rows import asked, pairs, reason

from drift_data.pairing.after.language import build, language
from drift_data.pairing.settings import Pair

SCREEN = build(Pair(), None)
OTHER = "other language than the request"

EN = "The bridge was opened to traffic in 1869, after four years of work by the railway company."
SAID = {
    "en": EN,
    "zh": "这座桥经过四年的施工，于一八六九年正式开通，由铁路公司负责建造。",
    "ru": "Мост был открыт для движения в 1869 году после четырёх лет работы железнодорожной компании.",
    "fr": "Le pont a été ouvert à la circulation en 1869, après quatre ans de travaux de la compagnie.",
    "es": "El puente se abrió al tráfico en 1869, tras cuatro años de obras de la compañía del ferrocarril.",
    "de": "Die Brücke wurde 1869 nach vier Jahren Bauzeit von der Eisenbahngesellschaft für den Verkehr geöffnet.",
    "tr": "Köprü, demiryolu şirketinin dört yıllık çalışmasından sonra 1869 yılında trafiğe açıldı.",
    "ar": "افتتح الجسر أمام حركة المرور عام 1869 بعد أربع سنوات من العمل من قبل شركة السكك الحديدية.",
    "ko": "이 다리는 철도 회사가 사 년 동안 공사한 끝에 1869년에 개통되었습니다.",
}


@pytest.mark.parametrize("code", SAID)
def test_told_apart(code: str) -> None:
    assert language(SAID[code]) == code
    assert reason(SCREEN, prompt=asked(SAID[code]), chosen=SAID[code]) is None
    other = "en" if code != "en" else "de"
    assert reason(SCREEN, prompt=asked(SAID[code]), chosen=SAID[other]) == OTHER
    assert SCREEN is not None
    assert SCREEN(pairs({"prompt": asked(SAID[code]), "chosen": SAID[other]}))["detail"].item() == f"{code} {other}"


@pytest.mark.parametrize(
    "request_",
    [
        "Translate this sentence, please, so that my aunt can read it when she comes to the village.",
        "Please write it in German, since my aunt does not understand anything else at all.",
        "Bitte schreibe mir einen Brief an meine Tante auf Englisch, denn sie versteht nichts anderes.",
        "请把下面这段话翻译一下，让我的阿姨也能看懂，谢谢你的帮助，非常感谢。",
        "Напишите письмо моей тёте по-английски, потому что она ничего другого не понимает.",
        "Écris une lettre à ma tante en anglais, car elle ne comprend vraiment rien d'autre.",
    ],
)
def test_a_request_that_names_a_language(request_: str) -> None:
    assert reason(SCREEN, prompt=asked(request_), chosen=SAID["es"]) is None


def test_a_language_named_earlier_or_by_the_system() -> None:
    french = SAID["fr"]
    assert reason(SCREEN, prompt=asked(EN, "Always answer in French.", "Bien sûr."), chosen=french) is None
    system = [{"role": "system", "content": "You answer in French."}, *asked(EN)]
    assert reason(SCREEN, prompt=system, chosen=french) is None
    assert reason(SCREEN, prompt=asked(EN, "Hello there.", "I speak French."), chosen=french) == OTHER


@pytest.mark.parametrize(
    "text", ["", "ok", "1869", "Coca-Cola!", "```\nfor each of these things print it out\n```", "ha " * 5]
)
def test_too_little_to_tell(text: str) -> None:
    assert language(text) is None
    assert reason(SCREEN, chosen=text) is None
    assert reason(SCREEN, prompt=asked(text), chosen=SAID["de"]) is None


def test_code_and_quotations_do_not_count() -> None:
    code = "```python\n# " + EN + "\n```"
    assert language(SAID["de"] + "\n\n" + code) == "de"
    assert reason(SCREEN, prompt=asked(SAID["de"]), chosen=code) is None
    assert language(EN + ' What does he mean by "' + SAID["de"] + '"?') == "en"


def test_a_request_with_a_long_foreign_part_is_mixed() -> None:
    mixed = EN + "\n\n" + " ".join([SAID["de"]] * 8)
    assert language(mixed) is None
    assert reason(SCREEN, prompt=asked(mixed), chosen=SAID["de"]) is None
