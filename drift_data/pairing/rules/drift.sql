/*
says: rejected is the reply that a user disliked; chosen is a fresh sample of the policy (DRIFT, arXiv 2510.02341)
reads: feedback
chosen: sample
rejected: row
samples: guidance
*/
SELECT reaction_id AS row_id, conversation_id, turn, prompt,
    NULL AS chosen, response AS rejected, response AS disliked, feedback,
    dsat_score AS score, dsat_score, list_transform(signals, lambda s: s.name) AS signals,
    model, language, "time", user_id, toxic, redacted, source, line
FROM feedback
WHERE label = 'dsat'
