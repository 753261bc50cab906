-- Where in each conversation the reactions are, and what the user said there in their own words. A reaction is a user
-- turn right after an assistant reply, or a click that judges one: a regenerated reply, an edited message, a rating
-- that no user turn follows. Places count from 1; `branch` holds the abandoned messages, the last of them the reply. Only
-- user turns have the places of the request before the reply, of the answer to them and of the user turn after it.
WITH located AS (
    SELECT *, list_concat(
        list_filter(list_transform(
            list_filter(range(2, len(messages) + 1), lambda i: i > shared AND messages[i].role = 'user'
                AND messages[i - 1].role IN ('assistant', 'system')),
            lambda i: {kind: 'message', place: i,
                       reply_at: CASE messages[i - 1].role WHEN 'assistant' THEN i - 1
                           ELSE list_max(list_filter(range(1, i), lambda k: messages[k].role != 'system')) END,
                       request_at: CASE messages[i - 2].role WHEN 'user' THEN i - 2
                           ELSE list_max(list_filter(range(1, i - 1), lambda k: messages[k].role = 'user')) END,
                       answer_at: CASE messages[i + 1].role WHEN 'assistant' THEN i + 1 END,
                       next_user_at: CASE messages[i + 2].role WHEN 'user' THEN i + 2 END,
                       branch: NULL::STRUCT("role" VARCHAR, "content" VARCHAR)[],
                       left_rating: NULL::DOUBLE, left_comment: NULL::VARCHAR}),
            lambda s: messages[s.reply_at].role = 'assistant'),
        list_transform(
            list_filter(range(1, len(messages) + 1), lambda i: i > shared AND messages[i].role = 'assistant'
                AND messages[i].rating IS NOT NULL AND coalesce(messages[i + 1].role, '') != 'user'),
            lambda i: {kind: 'rating', place: i, reply_at: i, request_at: NULL, answer_at: NULL,
                       next_user_at: NULL, branch: NULL, left_rating: NULL, left_comment: NULL}),
        list_transform(
            list_filter(discarded, lambda d, n: d.turn >= shared AND NOT list_contains(discarded[:n - 1], d)),
            lambda d: {kind: d.kind, place: (d.turn + 1)::BIGINT, reply_at: NULL, request_at: NULL, answer_at: NULL,
                       next_user_at: NULL, branch: d.messages,
                       left_rating: d.rating, left_comment: d.comment})
    ) AS spots
    FROM conversations
)
SELECT *, said_in(list_transform(spots, lambda s: CASE
    WHEN s.kind IN ('message', 'edit') AND messages[s.place].role = 'user' THEN messages[s.place].content ELSE '' END)) AS said,
    -- How the assistant's next reply opens.
    list_transform(spots, lambda s: CASE
        WHEN s.answer_at IS NULL THEN '' ELSE lower(left(messages[s.answer_at].content, 60)) END) AS heard
FROM located
WHERE len(spots) > 0
