-- What was said around the reactions `chosen`, rows of `feedback` by their number, from 1.
WITH numbered AS (
    SELECT row_number() OVER () AS "row", conversation_id, turn, source, line, language FROM feedback
), of_them AS (
    SELECT numbered.* FROM numbered SEMI JOIN chosen USING ("row")
), found AS (
    SELECT "row", turn, messages, source, line, of_them.language,
        list_max(list_filter(range(1, turn + 1), lambda i: messages[i].role != 'system')) AS reply_at
    FROM of_them JOIN conversations USING (source, line, conversation_id)
)
SELECT "row", source, line, language,
    list_filter(messages[:reply_at - 1], lambda m: m.role = 'user')[-1].content AS request,
    messages[reply_at].content AS reply,
    messages[turn + 1].content AS reaction,
    list_filter(messages[turn + 2:], lambda m: m.role != 'system')[1].content AS next_reply
FROM found
