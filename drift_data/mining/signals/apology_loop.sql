/*
name: apology_loop
polarity: dsat
rubric: negative feedback
languages: [any]
strength: 0.2
finds: The reply was itself an apology and the user still comes back on the matter in a short turn.
positive:
  - {reply: "I apologize for the confusion. Here it is.", user: "it is the same as before"}
negative:
  - {reply: "I apologize for the confusion. Here it is.", user: "Thanks, that's perfect"}
  - {reply: "Here it is.", user: "it is the same as before"}
*/
CASE
    WHEN words <= 40 AND apologises(reply_opening)
        AND NOT regexp_matches(said, '(thank|thx|great|perfect|works|awesome|nice|good|cool|excellent'
                || '|谢|好的|спасибо|merci|gracias|obrigad|danke|grazie|te[şs]ekk|شكر)|^(ok(ay)?|continue'
                || '|next|yes|proceed|go on)[^\p{L}]*$')
    THEN 'after an apology: ' || left("user", 120)
END
