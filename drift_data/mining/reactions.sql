-- Every reaction, one row each, from `conversations` as spots.sql leaves them and Polars has read what was said.
-- These are the columns that a signal can use.
WITH reactions AS (
    SELECT * EXCLUDE (spots, said, heard, may_say, worded, echoed),
        unnest(spots, max_depth := 2), unnest(said) AS said, unnest(heard) AS heard,
        unnest(may_say) AS may_say, unnest(worded) AS worded, unnest(echoed) AS echoed
    FROM read_conversations
), texts AS (
    SELECT * EXCLUDE (model, language, "time", discarded, left_rating, left_comment),
        (place - 1)::INTEGER AS turn,
        CASE WHEN kind IN ('message', 'edit') AND messages[place].role = 'user' THEN messages[place].content ELSE '' END
            AS "user",
        CASE WHEN branch IS NULL THEN messages[reply_at].content ELSE branch[-1].content END AS reply,
        coalesce(CASE
            WHEN kind = 'message' THEN messages[request_at].content
            WHEN kind = 'edit' THEN branch[1].content
            WHEN branch IS NOT NULL THEN list_filter(messages[:place - 1], lambda m: m.role = 'user')[-1].content
            WHEN messages[reply_at - 1].role = 'user' THEN messages[reply_at - 1].content
            ELSE list_filter(messages[:reply_at - 1], lambda m: m.role = 'user')[-1].content
        END, '') AS request,
        CASE kind
            WHEN 'rating' THEN NULL
            WHEN 'message' THEN messages[answer_at].content
            WHEN 'regenerate' THEN messages[place].content
            ELSE CASE WHEN messages[place + 1].role = 'assistant' THEN messages[place + 1].content END
        END AS next_reply,
        CASE kind
            WHEN 'message' THEN messages[next_user_at].content
            WHEN 'edit' THEN CASE WHEN messages[place + 2].role = 'user' THEN messages[place + 2].content END
        END AS next_user,
        CASE WHEN branch IS NULL THEN messages[reply_at].rating ELSE left_rating END AS rating,
        CASE WHEN branch IS NULL THEN messages[reply_at].comment ELSE left_comment END AS comment,
        CASE WHEN kind = 'message' THEN date_diff('second', messages[reply_at].time, messages[place].time) END AS seconds,
        len(list_filter(discarded, lambda d: d.kind = 'regenerate' AND d.turn = reply_at - 1))::INTEGER AS discarded,
        coalesce(messages[reply_at].model, model) AS model,
        coalesce(messages[place].language, language) AS language,
        coalesce(messages[place].time, "time") AS "time"
    FROM reactions
), compared AS (
    SELECT *, word_count("user") AS words, opening(reply, 160) AS reply_opening, opening(next_reply, 160) AS next_opening,
        len(list_filter(messages[:place - 1], lambda m: m.role = 'user'))::INTEGER AS user_index,
        CASE WHEN comparable("user", request) THEN tokens(lower("user")) END AS user_tokens,
        CASE WHEN comparable("user", request) THEN tokens(lower(request)) END AS request_tokens
    FROM texts
)
SELECT * EXCLUDE (user_tokens, request_tokens),
    -- Share of words in common; NULL where the two cannot be one another's rephrasing.
    overlap(user_tokens, request_tokens) AS similarity
FROM compared
