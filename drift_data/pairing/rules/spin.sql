/*
says: chosen is a reply that a user liked; rejected is a plain sample of the policy (SPIN, arXiv 2401.01335)
reads: feedback
chosen: row
rejected: sample
samples: plain
*/
SELECT reaction_id AS row_id, conversation_id, turn, prompt,
    response AS chosen, NULL AS rejected, NULL AS disliked, NULL AS feedback,
    sat_score AS score, dsat_score, list_transform(signals, lambda s: s.name) AS signals,
    model, language, "time", user_id, toxic, redacted, source, line
FROM feedback
WHERE label = 'sat'
