-- Every candidate of the rule, each with the reason that leaves it out (or NULL).
WITH begun AS (
    -- A log may open with a greeting of the assistant, or in mid-conversation; a prompt begins with the user.
    SELECT * REPLACE (list_filter(prompt, lambda m, i: m.role = 'system'
        OR i >= list_position(list_transform(prompt, lambda n: n.role), 'user')) AS prompt)
    FROM candidates
)
SELECT *, CASE
    WHEN len(prompt) = 0 OR prompt[-1].role != 'user' THEN 'no request before the reply'
    WHEN trim(coalesce(rejected, chosen, disliked, '')) = '' THEN 'empty reply'
    WHEN score < $min_score OR score > $max_score THEN 'score'
    WHEN len($signals::VARCHAR[]) > 0 AND NOT list_has_any(signals, $signals::VARCHAR[]) THEN 'signals'
    WHEN list_has_any(signals, $without_signals::VARCHAR[]) THEN 'signals'
    WHEN len($models::VARCHAR[]) > 0 AND NOT list_contains($models::VARCHAR[], coalesce(model, '')) THEN 'model'
    WHEN len($languages::VARCHAR[]) > 0 AND NOT list_contains($languages::VARCHAR[], coalesce(language, '')) THEN 'language'
    WHEN $since::TIMESTAMPTZ IS NOT NULL AND coalesce("time" < $since, true) THEN 'time'
    WHEN $until::TIMESTAMPTZ IS NOT NULL AND coalesce("time" >= $until, true) THEN 'time'
END AS reason
FROM begun
