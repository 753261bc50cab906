/*
says: several plain samples and a guided one; a ranker picks the best as chosen and the worst as rejected
reads: feedback
chosen: sample
rejected: sample
samples: plain and guided
*/
SELECT reaction_id AS row_id, conversation_id, turn, prompt,
    NULL AS chosen, NULL AS rejected, response AS disliked, feedback,
    dsat_score AS score, dsat_score, list_transform(signals, lambda s: s.name) AS signals,
    model, language, "time", user_id, toxic, redacted, source, line
FROM feedback
WHERE label = 'dsat'
