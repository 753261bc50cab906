-- The `feedback` table: every reaction with the signals that fired, its scores and its label.
WITH featured AS ({featured}
), scored AS (
    SELECT *, CASE WHEN {any} THEN {signals} ELSE [] END AS signals, {dsat_score} AS dsat_score, {sat_score} AS sat_score
    FROM featured
), labelled AS (
    SELECT *, CASE
        WHEN dsat_score >= {dsat} AND sat_score >= {sat} THEN 'mixed'
        WHEN dsat_score >= {dsat} THEN 'dsat'
        WHEN sat_score >= {sat} THEN 'sat'
        ELSE 'neutral'
    END AS label
    FROM scored
)
SELECT
    left(md5(concat_ws(chr(31), conversation_id, turn, kind, md5(messages[1].content), md5(request), md5(reply), md5("user"))), 20)
        AS reaction_id,
    conversation_id, turn, kind,
    CASE WHEN label != 'neutral' THEN list_concat(
        list_transform(messages[:CASE WHEN branch IS NULL THEN reply_at - 1 ELSE place - 1 END],
                       lambda m: {{role: m.role, content: m.content}}),
        branch[:-2]) END AS prompt,
    CASE WHEN label != 'neutral' THEN reply END AS response,
    "user" AS feedback, label, dsat_score, sat_score, signals, model, language, "time", user_id, toxic, redacted, source, line
FROM labelled
