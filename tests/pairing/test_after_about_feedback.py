from __future__ import annotations

from typing import Any

import pytest
from after_rows import asked, pairs, reason
from hypothesis import given, settings
from hypothesis import strategies as st

from drift_data.pairing.after.about_feedback import build
from drift_data.pairing.feedback_talk import strip_feedback_talk
from drift_data.pairing.settings import Filters, Pair

GUIDED = build(Pair(), None)

STRIPPED = {
    "Sorry about that, here is the corrected version:\n\nIt opened in 1869.": "It opened in 1869.",
    "You're right, the line opened in 1869.": "The line opened in 1869.",
    "**You're absolutely right!** Thank you for pointing that out. 🙏\n\n---\n\n## Plan\n- dig": "## Plan\n- dig",
    "I apologize for the confusion, but the line opened in 1869. It is long.": "The line opened in 1869. It is long.",
    "I apologize for the error in my previous response, which was wrong. It opened in 1869.": "It opened in 1869.",
    "Thank you for pointing that out. Here is the revised version:\n---\nDear Bob,\nCome.": "Dear Bob,\nCome.",
    "With your feedback in mind, here is a more detailed explanation: gravity pulls.": "Gravity pulls.",
    "Here's the updated code for `std::sort`:\n\n    sort(a)\n": "    sort(a)\n",
    "Good catch! iPhone sales fell.": "iPhone sales fell.",
    "Apologies for the oversight and thank you for your patience. The answer is 3.5.": "The answer is 3.5.",
    "**Revised answer:**\n\nParis.": "Paris.",
    "The answer is 5.\n\nI hope this revised answer is better!": "The answer is 5.",
    "It opened in 1869.\n\n---\nLet me know if this is closer to what you wanted.": "It opened in 1869.",
    "您说得对，抱歉给您带来困惑。以下是修改后的版本：\n\n它于1869年开通。": "它于1869年开通。",
    "Вы правы, линия открылась в 1869 году.": "Линия открылась в 1869 году.",
    "Vous avez raison, désolé pour l'erreur. Voici la version corrigée :\n\nLa ligne": "La ligne",
    "Tienes razón, me disculpo por el error. Aquí tienes la versión corregida: la línea": "La línea",
    "Você tem razão. A linha abriu em 1869.": "A linha abriu em 1869.",
    "Es tut mir leid, dass ich dich missverstanden habe. Hier ist die überarbeitete Fassung:\nHallo": "Hallo",
    "Hai ragione, mi scuso per l'errore. Ecco la versione corretta:\nLa linea": "La linea",
    "Haklısınız, yanlış anlaşılma için özür dilerim. İşte düzeltilmiş metin: iyi akşamlar": "İyi akşamlar",
    "أنت محق، أعتذر عن الخطأ. إليك النسخة المصححة:\nافتتح عام 1869": "افتتح عام 1869",
}
HOPELESS = [
    "You're right that the line opened in 1869.",
    "You're right, and have a nice day",
    "Sorry!",
    "I apologize. I misunderstood.",
    "Unlike my previous answer, this one is short.",
    "Thank you for your feedback!",
]
UNTOUCHED = [
    "It opened in 1869.",
    "I'm sorry to hear that. Drink tea and rest.",
    "I'm sorry for your loss.",
    "I'm sorry, I don't know who built it.",
    "Sorry, I can't help with that.",
    "OOPs concepts in Java are these.",
    "I see the error in your code: a comma is missing.",
    "That's correct, 7 is a prime.",
    "Dear customer,\n\nThank you for your patience.",
    "Here is a list of the better restaurants.",
    "You can apologise by letter.",
    "The right answer is 4. I hope this helps!",
    "Let me know if you have any other questions.",
]


@pytest.mark.parametrize("text", STRIPPED)
def test_stripped(text: str) -> None:
    assert GUIDED is not None
    found = GUIDED(pairs({"chosen": text}))
    assert found.select("chosen", "reason", "stripped").rows() == [(STRIPPED[text], None, True)]


@pytest.mark.parametrize("text", HOPELESS)
def test_left_out(text: str) -> None:
    assert GUIDED is not None
    found = GUIDED(pairs({"chosen": text}))
    assert found.select("chosen", "reason", "stripped").rows() == [(text, "talks about the feedback", False)]


@pytest.mark.parametrize("text", UNTOUCHED)
def test_untouched(text: str) -> None:
    assert GUIDED is not None
    found = GUIDED(pairs({"chosen": text}))
    assert found.select("chosen", "reason", "stripped").rows() == [(text, None, False)]


SORRY = "Sorry about that! It opened in 1869."


@pytest.mark.parametrize(
    "columns",
    [
        {"chosen_kind": None},  # from the log
        {"chosen_kind": "plain"},  # nothing was said to it
        {"disliked": None},  # without guidance
        {"disliked": "I apologize for the confusion. It opened in 1911."},  # the prompt is a complaint already
        {"prompt": asked("Write an apology to a customer")},
        {"prompt": asked("Ich brauche eine Antwort auf eine Beschwerde")},
    ],
)
def test_where_such_talk_fits(columns: dict[str, Any]) -> None:
    assert GUIDED is not None
    found = GUIDED(pairs({"chosen": SORRY} | columns))
    assert found.select("chosen", "reason", "stripped").rows() == [(SORRY, None, False)]


def test_a_sampled_rejected_reply_is_stripped_too() -> None:
    screen = build(Pair(rule="iterdpo"), None)
    assert screen is not None
    row = {"chosen": "In 1869.", "rejected": SORRY, "rejected_kind": "guided"}
    assert screen(pairs(row)).select("rejected", "stripped").rows() == [("It opened in 1869.", True)]
    assert reason(screen, **row | {"rejected": HOPELESS[0]}) == "talks about the feedback"
    assert GUIDED is not None
    assert GUIDED(pairs(row | {"rejected_kind": "plain"}))["rejected"].item() == SORRY


def test_only_where_there_is_guidance() -> None:
    assert build(Pair(guidance="none"), None) is None
    assert build(Pair(rule="spin"), None) is None
    assert build(Pair(rule="seed"), None) is None
    assert build(Pair(rule="iterdpo", guidance="none"), None) is not None
    assert build(Pair(filters=Filters(about_feedback=False)), None) is None


talk = st.sampled_from(
    [text.partition("1869")[0] for text in STRIPPED] + HOPELESS + ["", "So, ", "> ", "**", "I hope "]
)


@given(st.lists(st.one_of(talk, st.text(max_size=30)), max_size=5).map("".join))
@settings(max_examples=400, deadline=None)
def test_what_is_left_was_there(text: str) -> None:
    """A stretch of the text, but for the case of its first letter; and nothing is taken off it a second time."""
    found = strip_feedback_talk(text)
    if not found.found:
        assert found == (text, False, True)
    assert found.text[1:] in text
    assert found.text[:1].lower()[:1] in text.lower()
    if found.whole:
        assert found.text.strip() or not text.strip()


@given(st.sampled_from(sorted(STRIPPED)))
def test_stripping_twice_is_stripping_once(text: str) -> None:
    once = strip_feedback_talk(text).text
    assert strip_feedback_talk(once) == (once, False, True)


BETTER = "I hope this revised answer is better!"


@pytest.mark.parametrize(
    "text", ["sorry ", "here is the ", "here is `a", "- ", " \n", "---\n", "`", "*", "抱歉", "için "]
)
def test_long_hostile_texts_end(text: str) -> None:
    """No pattern takes more than linear time, or this would take hours."""
    for hostile in (text * 20_000, "Sorry! " + text * 20_000, "It opened. " + text * 20_000 + BETTER):
        strip_feedback_talk(hostile)


def test_code_in_a_sentence_takes_no_exponential_time() -> None:
    # It took hours once.
    talk = "Here is the updated list of flags, " + ", ".join(f"`c{number}`" for number in range(60)) + "."
    assert strip_feedback_talk(f"{talk}\nUse them all.").text
