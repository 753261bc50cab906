/*
says: nothing is sampled; rejected is a disliked reply, chosen the later one in the same conversation that satisfied
reads: seed
chosen: row
rejected: row
samples: none
*/
SELECT pair_id AS row_id, conversation_id, turn, prompt,
    chosen[1].content AS chosen, rejected[1].content AS rejected, rejected[1].content AS disliked, feedback,
    least(dsat_score, sat_score) AS score, dsat_score, list_transform(signals, lambda s: s.name) AS signals,
    model, language, "time", user_id, toxic, redacted, source, line
FROM seed
