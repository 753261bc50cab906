/*
name: rater_complains
polarity: dsat
rubric: negative feedback
languages: [en, zh, ru, fr, es, pt, de, it, tr, ar]
strength: 0.7
finds: The comment written with a rating complains, whatever the rating says.
positive:
  - {kind: rating, reply: "It is 12.", comment: "The answer is wrong and too long"}
  - {kind: rating, reply: "是12", comment: "答案错误"}
  - {kind: rating, reply: "Это 12", comment: "Неправильный ответ"}
negative:
  - {kind: rating, reply: "It is 12.", comment: "Nice and clear"}
  - {kind: rating, reply: "It is 12.", comment: "Not wrong at all", rating: 1.0}
*/
CASE
    WHEN comment IS NOT NULL AND coalesce(rating, 0) <= 0 AND regexp_matches(lower(left(comment, 500)),
        '(wrong|incorrect|inaccurate|mistake|error|useless|unhelpful|not (helpful|correct|right|true'
                || '|relevant|what)|too (long|short|vague|generic|verbose)|bad|poor|terrible|hallucinat'
                || '|made up|ignored|missing|incomplete|repetitive|irrelevant|refus|didn''t|doesn''t'
                || '|does not|did not|nonsense'
        || '|错|不对|没用|太(长|短|差)|неправильн|неверн|ошибк|бесполезн|плох|faux|erreur|inutile|mauvais|incorrecto'
                || '|malo|equivocad|errado|incorreto|ruim|falsch|fehler|schlecht|nutzlos|sbagliat|errore'
                || '|yanl[ıi]ş|hatal[ıi]|kötü|خطأ|خاطئ|سيء|غير (صحيح|مفيد))')
    THEN left(comment, 120)
END
