"""Every file of the catalogue on its own examples, and the catalogue as a whole on short turns in ten languages."""

from __future__ import annotations

import json

import polars as pl
import pytest

from drift_data.mining.catalogue import BUILT_IN, Signal, load_catalogue
from drift_data.mining.check import check_signal
from drift_data.mining.mine import mine

SIGNALS = load_catalogue()
TEN = {"en", "zh", "ru", "fr", "es", "pt", "de", "it", "tr", "ar"}

# Turns that say nothing about the reply before them.
NEUTRAL = [
    "接下来怎么安装这个库？",
    "继续",
    "好的，那第二步呢？",
    "请帮我把这段话翻译成英文：我今天很开心，因为天气不错",
    "如果我想用Python实现呢？",
    "不同的操作系统有什么区别",
    "这个函数的返回值是什么",
    "写一个关于春天的故事",
    "我的代码里为什么会出现内存泄漏",
    "有没有其他免费的工具",
    "下一章",
    "列举五个不错的餐厅",
    "А как это сделать на Python?",
    "Продолжай",
    "Какие ещё есть города рядом?",
    "Напиши письмо начальнику об отпуске",
    "Теперь добавь раздел про безопасность",
    "Сколько это стоит?",
    "Расскажи про второй пункт",
    "Меня зовут Анна, мне 30 лет",
    "Что делать, если программа не работает?",
    "Переведи на английский: я не согласен с вами",
    "Et pour la deuxième partie ?",
    "Continue",
    "Comment installer ce paquet sur Linux ?",
    "Écris un poème sur la mer",
    "Peux-tu ajouter un exemple avec une boucle ?",
    "Quel est le meilleur restaurant de Lyon ?",
    "Je veux partir en vacances en juillet avec ma famille",
    "Quelle est la différence entre les deux ?",
    "Traduis ce texte en anglais",
    "¿Y cómo se instala en Windows?",
    "Continúa",
    "Ahora escribe el segundo capítulo",
    "¿Cuál es la capital de Perú?",
    "Dame cinco ejemplos de verbos irregulares",
    "Tengo 30 años y vivo en Madrid",
    "¿Qué significa esta palabra?",
    "Explica la teoría de la relatividad",
    "Qué pasa si no pago los impuestos",
    "E como faço isso no Linux?",
    "Continue",
    "Agora escreva o segundo capítulo",
    "Quais são os melhores livros sobre história?",
    "Tenho 30 anos e moro em Lisboa",
    "Qual é a diferença entre os dois?",
    "E se eu não tiver dinheiro?",
    "Und wie geht das unter Windows?",
    "Weiter",
    "Schreib jetzt das zweite Kapitel",
    "Was ist die Hauptstadt von Peru?",
    "Nenne mir fünf gute Bücher",
    "Ich bin 30 Jahre alt und wohne in Berlin",
    "Was passiert, wenn ich keine Steuern zahle?",
    "Der Krieg war lang, erzähl mir mehr davon",
    "E come si fa su Windows?",
    "Continua",
    "Scrivi il secondo capitolo",
    "Qual è la capitale del Perù?",
    "Ho 30 anni e vivo a Roma",
    "Che differenza c'è tra i due?",
    "Quanto dura il viaggio?",
    "Peki bunu Windows'ta nasıl yaparım?",
    "Devam et",
    "Şimdi ikinci bölümü yaz",
    "Peru'nun başkenti neresi?",
    "30 yaşındayım ve İzmir'de yaşıyorum",
    "İkisi arasındaki fark nedir?",
    "Bana beş iyi kitap öner",
    "Çok param yok, ne yapmalıyım?",
    "وكيف أفعل ذلك على ويندوز؟",
    "استمر",
    "اكتب الفصل الثاني",
    "ما هي عاصمة بيرو؟",
    "عمري ثلاثون سنة وأعيش في القاهرة",
    "ما الفرق بينهما؟",
    "أعطني خمسة أمثلة",
    "لا أملك المال، ماذا أفعل؟",
    "Can you also add a section about costs?",
    "What about the second option?",
    "next",
    "yes please",
    "Now do it in Java",
    "My dog is called Rex and he is 3",
    "How do I deploy this to AWS?",
    "What are the best practices for error handling?",
    "I want to go to Rome with my wife in May",
    "ok",
    "Explain the third step",
    "What's wrong with my sentence: He go home",
]

DSAT = [
    "这个答案是错的",
    "你没听懂我的意思",
    "能不能再简短一些，太啰嗦了",
    "代码运行报错了",
    "为什么你总是道歉",
    "不是这样的，应该用左连接",
    "还是不行",
    "Это не то, что я просил",
    "Код не запускается, ошибка в строке 5",
    "Ты опять ошибся",
    "Слишком коротко, давай подробнее",
    "Ты уверена? По-моему, это неверно",
    "Перепиши это нормально",
    "Non, c'est pas ce que je t'ai demandé",
    "Ça ne marche pas, j'ai encore une erreur",
    "T'es sûr ?",
    "C'est trop long, fais plus court",
    "Tu t'es trompé",
    "Tu as oublié la deuxième question",
    "No es lo que te pedí",
    "Sigue sin funcionar",
    "Eso no es verdad",
    "¿Estás seguro de eso?",
    "Te equivocaste en el segundo paso",
    "Demasiado largo",
    "Não foi isso que eu pedi",
    "Não funcionou, deu erro",
    "Você errou de novo",
    "Tem certeza?",
    "Está muito longo, resuma mais",
    "Das ist falsch",
    "Das habe ich nicht gefragt",
    "Funktioniert nicht, ich bekomme immer noch den gleichen Fehler",
    "Bist du sicher?",
    "Viel zu lang",
    "Du hast den zweiten Teil vergessen",
    "Non è quello che ti ho chiesto",
    "Non funziona ancora",
    "Sei sicuro?",
    "Hai sbagliato",
    "Troppo lungo",
    "Bu yanlış",
    "Bunu sormadım",
    "Hâlâ çalışmıyor",
    "Emin misiniz?",
    "Çok uzun, kısalt",
    "Yanlış anladın",
    "هذا ليس ما طلبته",
    "الكود لا يعمل",
    "إجابتك خاطئة",
    "هل أنت متأكد؟",
    "طويل جدا، اختصر",
    "لم تجب على سؤالي",
    "this isn't what I asked for",
    "you missed the last column",
    "still getting the same error",
    "nope, it's 1987",
    "your answer is wrong",
    "too long",
    "thats not true",
    "I asked for 5 not 3",
    "it didnt work",
    "why do you keep apologizing",
    "please try again",
]

SAT = [
    "太棒了，谢谢！",
    "很有帮助",
    "明白了，多谢",
    "问题解决了",
    "Спасибо, очень помогло!",
    "Отлично, то что нужно",
    "Понял, спасибо",
    "Круто! Теперь сделай для второго",
    "Merci beaucoup !",
    "Parfait, c'est exactement ce que je voulais",
    "Super, ça marche",
    "Muchas gracias",
    "¡Perfecto! Ahora el segundo",
    "Genial, funcionó",
    "Muito obrigado!",
    "Perfeito, era isso",
    "Deu certo, valeu",
    "Vielen Dank!",
    "Super, das funktioniert",
    "Perfekt, genau was ich wollte",
    "Grazie mille",
    "Perfetto, funziona",
    "Ottimo lavoro",
    "Teşekkürler",
    "Harika, çalıştı",
    "Çok güzel olmuş",
    "شكرا لك",
    "ممتاز، هذا ما أريده",
    "رائع",
    "thx!!",
    "Awesome, that worked",
    "You're the best",
    "this is exactly what I needed",
    "I love this one",
]

REPLY = """Here is the answer. It has two parts, and the second one builds on the first.

```py
x = 1
print(x + 1)
```

First we set the value, then we print it with one added. You can change the value as you like, and run it again to see
what happens. The same works with other types, such as text or lists, as long as they can be added.
"""
NEXT_REPLY = REPLY.replace("the answer", "it").replace("x", "y")


@pytest.mark.parametrize("signal", SIGNALS, ids=lambda signal: signal.name)
def test_examples(signal: Signal) -> None:
    assert [result for result in check_signal(signal) if not result.passed] == []


@pytest.mark.parametrize("signal", SIGNALS, ids=lambda signal: signal.name)
def test_file(signal: Signal) -> None:
    assert signal.path == BUILT_IN / f"{signal.name}.sql"
    assert signal.languages == ["any"] or set(signal.languages) == TEN
    assert set(signal.phrases) <= TEN


@pytest.fixture(scope="module")
def labels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The label of each turn above, mined as the reaction to one and the same reply."""
    folder = tmp_path_factory.mktemp("turns")
    with (folder / "turns.jsonl").open("w", encoding="utf-8") as file:
        for text in NEUTRAL + DSAT + SAT:
            turns = [("user", "Tell me about it"), ("assistant", REPLY), ("user", text), ("assistant", NEXT_REPLY)]
            file.write(json.dumps({"messages": [{"role": role, "content": content} for role, content in turns]}) + "\n")
    feedback = mine(folder / "turns.jsonl", store=folder / "store").versions["feedback"]
    rows = pl.read_parquet(feedback.path / "**" / "*.parquet")
    return dict(rows.select("feedback", "label").iter_rows())


@pytest.mark.parametrize(("turns", "label"), [(NEUTRAL, "neutral"), (DSAT, "dsat"), (SAT, "sat")])
def test_ten_languages(labels: dict[str, str], turns: list[str], label: str) -> None:
    assert {turn: labels[turn] for turn in turns if labels[turn] != label} == {}
