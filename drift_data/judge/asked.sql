-- The reactions that a judge is asked about, from `feedback` and the `conversations` it was mined from: those in words
-- whose greater score is in the band. `row` counts the rows of `feedback` from 0. A limit takes a fair sample, the same
-- each time: a reaction_id is a hash.
-- Parameters: $low, $high, $limit.
WITH numbered AS (
    SELECT (row_number() OVER ()) - 1 AS "row", * FROM feedback
), band AS (
    SELECT "row" FROM numbered
    WHERE kind = 'message' AND trim(feedback) != '' AND greatest(dsat_score, sat_score) BETWEEN $low AND $high
    ORDER BY reaction_id, "row"
    LIMIT $limit
), asked AS (
    SELECT "row", reaction_id, conversation_id, turn, prompt, response, feedback, source, line
    FROM numbered SEMI JOIN band USING ("row")
), found AS (
    -- Neutral rows do not hold the conversation. The reply is the last message before the turn that is none of the system's.
    SELECT "row", messages,
        list_max(list_filter(range(1, turn + 1), lambda i: messages[i].role != 'system')) AS reply_at
    FROM asked JOIN conversations USING (source, line, conversation_id)
    WHERE response IS NULL
)
SELECT "row", reaction_id,
    coalesce(prompt, list_transform(messages[:reply_at - 1], lambda m: {role: m.role, content: m.content})) AS prompt,
    coalesce(response, messages[reply_at].content) AS response,
    feedback
FROM asked LEFT JOIN found USING ("row")
ORDER BY "row"
