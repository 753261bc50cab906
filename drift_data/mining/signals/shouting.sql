/*
name: shouting
polarity: dsat
rubric: negative feedback
languages: [any]
strength: 0.4
finds: The user writes in capitals or with several exclamation marks after writing calmly before.
positive:
  - {reply: "It is 12.", request: "what is the sum", user: "THAT IS NOT THE SUM"}
  - {reply: "It is 12.", request: "what is the sum", user: "the sum of the other two!!!"}
negative:
  - {reply: "It is 12.", request: "WHAT IS THE SUM", user: "AND THE OTHER SUM"}
  - {reply: "It is 12.", request: "what is the sum", user: "Thanks!!!"}
*/
CASE
    WHEN length(user) BETWEEN 8 AND 300
        AND (regexp_matches(user, '!{3,}|！{2,}|\?!|!\?')
            OR (user = upper(user) AND regexp_matches(user, '\p{Lu}{3,}\P{L}+\p{Lu}{2,}\P{L}+\p{Lu}{2,}')
                AND regexp_matches(left(request, 300), '\p{Ll}{3,}')))
        AND NOT regexp_matches(said, '(thank|great|awesome|perfect|amazing|love|wow|nice|good|haha|excellent'
                || '|谢|спасибо|merci|gracias|obrigad|danke|grazie|te[şs]ekk|شكر)')
    THEN left("user", 120)
END
