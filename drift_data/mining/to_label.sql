-- Reactions that a person may be asked to label, from `feedback`: those in words that are not in `labelled` yet, of
-- equal ones the first. Of each band of scores so many are drawn that there is a choice; the draw is the same each time.
-- Parameters: $seed, $most.
WITH numbered AS (
    SELECT row_number() OVER () AS "row", * FROM feedback
), here AS (
    SELECT *, greatest(dsat_score, sat_score) AS score, md5(reaction_id || $seed) AS draw
    FROM numbered
    WHERE kind = 'message' AND trim(feedback) != ''
    QUALIFY row_number() OVER (PARTITION BY conversation_id, turn ORDER BY "row") = 1
), wanted AS (
    SELECT *, CASE WHEN score BETWEEN 0.3 AND 0.7 THEN 'middle' WHEN score BETWEEN 0.1 AND 0.9 THEN 'near' ELSE 'sure' END AS band
    FROM here ANTI JOIN labelled USING (conversation_id, turn)
)
SELECT "row", reaction_id, conversation_id, turn, feedback, coalesce(language, '') AS language,
    coalesce(signals[1].name, '') AS signal, band, draw
FROM wanted
QUALIFY row_number() OVER (PARTITION BY band ORDER BY draw, "row") <= $most
ORDER BY draw, "row"
