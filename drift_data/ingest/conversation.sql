-- From drafts (what the format files give) to conversations: roles and texts in one spelling, and for each draft that
-- cannot be a conversation the reason. `draft` is the SELECT of a format; every column but `line` may be missing in it.
WITH draft AS (
    SELECT NULL::STRUCT("source" INTEGER, number BIGINT, "text" VARCHAR, fault VARCHAR,
            others STRUCT("source" INTEGER, number BIGINT, "text" VARCHAR)[]) AS line,
        NULL::VARCHAR AS id,
        NULL::STRUCT("role" VARCHAR, "content" JSON, model VARCHAR, "time" VARCHAR, "language" VARCHAR, toxic BOOLEAN,
            redacted BOOLEAN, rating DOUBLE, "comment" VARCHAR, tool_calls JSON)[] AS messages,
        NULL::STRUCT(turn INTEGER, kind VARCHAR, messages STRUCT("role" VARCHAR, "content" VARCHAR)[], rating DOUBLE,
            "comment" VARCHAR)[] AS discarded,
        NULL::VARCHAR AS model, NULL::VARCHAR AS "language", NULL::VARCHAR AS "time", NULL::VARCHAR AS "user",
        NULL::BOOLEAN AS toxic, NULL::BOOLEAN AS redacted
    WHERE false
    UNION ALL BY NAME ({draft})
), spelled AS (
    SELECT * EXCLUDE (messages), messages IS NULL AS no_list,
        array_to_string(list_transform(messages, lambda m: CASE WHEN m.role IS NULL THEN '0' ELSE role_letter(m.role) END), '') AS roles,
        list_count(list_transform(messages, lambda m: nullif(m.time, ''))) AS times,
        list_transform(messages, lambda m: {
            role: role_name(role_letter(m.role)), content: content_text(m.content, m.tool_calls), model: m.model,
            time: CASE WHEN m.time IS NOT NULL THEN to_time(m.time) END, language: m.language, toxic: m.toxic,
            redacted: m.redacted, rating: CASE WHEN m.rating IS NOT NULL THEN greatest(-1, least(1, m.rating)) END, comment: m.comment}) AS messages
    FROM draft
), spoken AS (
    SELECT *, replace(roles, 's', '') AS turns,
        list_position(list_transform(messages, lambda m: m.content IS NULL), true) AS no_text
    FROM spelled
), judged AS (
    SELECT *, CASE
        WHEN line.fault IS NOT NULL THEN line.fault
        WHEN no_list THEN 'wrong type: no list of messages'
        WHEN roles LIKE '%0%' THEN 'wrong type: a message without a role'
        WHEN roles LIKE '%?%' THEN 'unknown role'
        WHEN no_text IS NOT NULL THEN 'wrong type: a message without text'
        WHEN turns NOT LIKE '%u%' THEN 'no user turn'
        WHEN regexp_matches(turns, '^t|uu|aa|ut') THEN 'roles out of order'
    END AS reason
    FROM spoken
)
SELECT line.source AS source, line.number AS line, reason,
    CASE reason
        WHEN 'wrong type: a message without a role' THEN 'message ' || (instr(roles, '0') - 1)
        WHEN 'unknown role' THEN 'message ' || (instr(roles, '?') - 1)
        WHEN 'wrong type: a message without text' THEN 'message ' || (no_text - 1)
        WHEN 'no user turn' THEN len(messages) || ' messages'
        WHEN 'roles out of order' THEN 'the order is ' || left(turns, 40) || ' (u user, a assistant, t tool)'
    END AS detail,
    CASE WHEN reason IS NOT NULL THEN line.text END AS "text",
    CASE WHEN reason IS NOT NULL THEN line.others END AS others,
    coalesce(id, 'h' || left(md5(array_to_string(list_transform(messages, lambda m: m.role || m.content), chr(31))), 24))
        AS conversation_id,
    -- Copies of one conversation share this: its id, or where it has none its first user message.
    hash(coalesce(id, messages[instr(roles, 'u')].content)) AS key,
    messages, coalesce(list_transform(discarded, lambda d: {turn: d.turn, kind: d.kind, messages: d.messages,
        rating: CASE WHEN d.rating IS NOT NULL THEN greatest(-1, least(1, d.rating)) END, comment: d.comment}), [])
        AS discarded, 0::INTEGER AS shared,
    coalesce(model, list_filter(messages, lambda m: m.model IS NOT NULL)[1].model) AS model,
    language, coalesce(to_time("time"), list_filter(messages, lambda m: m.time IS NOT NULL)[1].time) AS "time",
    times - list_count(list_transform(messages, lambda m: m.time))
        + coalesce("time" != '' AND to_time("time") IS NULL, false)::INTEGER AS unread_times,
    left(sha256("user"), 16) AS user_id,
    coalesce(toxic, list_bool_or(list_transform(messages, lambda m: m.toxic))) AS toxic,
    coalesce(redacted, list_bool_or(list_transform(messages, lambda m: m.redacted))) AS redacted
FROM judged
