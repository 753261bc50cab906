-- What the format files may call.

-- One message of a conversation. `content` is JSON: a string, or a list of parts.
CREATE MACRO message(role, content, model := NULL, time := NULL, language := NULL, toxic := NULL, redacted := NULL,
                     rating := NULL, comment := NULL, tool_calls := NULL) AS {
    role: role, content: content::JSON, model: model::VARCHAR, time: time::VARCHAR, language: language::VARCHAR,
    toxic: toxic::BOOLEAN, redacted: redacted::BOOLEAN, rating: rating::DOUBLE, comment: comment::VARCHAR,
    tool_calls: tool_calls::JSON
};

-- A time in any of the spellings of dumps: ISO 8601, or seconds, milliseconds, microseconds or nanoseconds since 1970.
-- A cast to TIMESTAMP drops the zone of a text, so a time in another zone than UTC goes by TIMESTAMPTZ, which knows no
-- space before an offset. What it does not know (a zone, PM) makes the time one that is not understood, not one in UTC.
-- Infinity and years that Python has not are no times.
CREATE MACRO to_time(value) AS list_filter([coalesce(
    CASE WHEN ends_with(value, 'Z') OR ends_with(value, '+00:00') OR NOT regexp_matches(value, ':[0-9.]+ *[A-Za-z+-]')
        THEN try_cast(value AS TIMESTAMP)
        ELSE make_timestamp(epoch_us(try_cast(regexp_replace(value, ' +([+-])', '\1') AS TIMESTAMPTZ))) END,
    make_timestamp(CAST(CASE
        WHEN abs(try_cast(value AS DOUBLE)) < 1e11 THEN try_cast(value AS DOUBLE) * 1e6
        WHEN abs(try_cast(value AS DOUBLE)) < 1e14 THEN try_cast(value AS DOUBLE) * 1e3
        WHEN abs(try_cast(value AS DOUBLE)) < 1e17 THEN try_cast(value AS DOUBLE)
        WHEN abs(try_cast(value AS DOUBLE)) < 1e20 THEN try_cast(value AS DOUBLE) / 1e3
    END AS BIGINT))
)], lambda t: t BETWEEN TIMESTAMP '0001-01-02' AND TIMESTAMP '9999-12-30')[1];

-- What stands for a call of a tool.
CREATE MACRO call_text(call) AS '[tool call: ' || coalesce(call ->> '$.tool_call.function.name', call ->> '$.tool_call.name',
    call ->> '$.function.name', call ->> '$.name', '?') || ']';

CREATE MACRO calls_text(calls) AS CASE WHEN starts_with(calls::VARCHAR, '[')
    THEN array_to_string(list_transform(json_transform(calls, '["JSON"]'), lambda c: call_text(c)), chr(10)) END;

CREATE MACRO part_type(part) AS lower(coalesce(nullif(part ->> '$.type', ''), part ->> '$.content_type', ''));

-- A part of a message that is not text stands as its kind in brackets: [image], [audio], [file]. Thoughts are left out.
-- The same as text_of in message.py.
CREATE MACRO part_text(part) AS CASE
    WHEN starts_with(part::VARCHAR, '"') THEN part ->> '$'
    WHEN part ->> '$.type' = 'text' AND json_type(part, '$.text') = 'VARCHAR' THEN part ->> '$.text'
    WHEN json_type(part) IS DISTINCT FROM 'OBJECT' OR regexp_matches(part_type(part), 'think|reason') THEN NULL
    WHEN regexp_full_match(part_type(part), 'tool_?(call|use)s?|function_call') THEN call_text(part)
    WHEN json_type(part, '$.text') = 'VARCHAR' THEN part ->> '$.text'
    WHEN json_type(part, '$.text.value') = 'VARCHAR' THEN part ->> '$.text.value'
    ELSE coalesce(part ->> '$.response', part ->> '$.result', part ->> '$.content', part ->> '$.refusal',
        '[' || coalesce(nullif(regexp_extract(part_type(part) || ' ' || coalesce(part ->> '$.modality', ''),
            'image|audio|video|file|tool'), ''), 'part') || ']')
END;

CREATE MACRO parts_text(parts) AS
    array_to_string(list_transform(json_transform(parts, '["JSON"]'), lambda p: part_text(p)), chr(10));

-- The text of a message's content; NULL when it is neither a string nor a list of parts, and no tool is called.
CREATE MACRO content_text(content, tool_calls) AS CASE
    WHEN starts_with(content::VARCHAR, '"') AND (content::VARCHAR != '""' OR tool_calls IS NULL) THEN content ->> '$'
    -- By itself, since nullif reads its argument twice.
    WHEN starts_with(content::VARCHAR, '[') AND tool_calls IS NULL THEN coalesce(parts_text(content), '')
    WHEN starts_with(content::VARCHAR, '[') THEN coalesce(nullif(parts_text(content), ''), calls_text(tool_calls), '')
    WHEN coalesce(content::VARCHAR, 'null') = 'null' THEN calls_text(tool_calls)
    WHEN content::VARCHAR = '""' THEN coalesce(calls_text(tool_calls), '')
END;

-- One letter per role; ? for what is no role.
CREATE MACRO role_letter(role) AS CASE lower(role)
    WHEN 'user' THEN 'u' WHEN 'assistant' THEN 'a' WHEN 'human' THEN 'u' WHEN 'gpt' THEN 'a' WHEN 'system' THEN 's'
    WHEN 'tool' THEN 't' WHEN 'developer' THEN 's' WHEN 'function' THEN 't' WHEN 'ai' THEN 'a' WHEN 'bot' THEN 'a'
    WHEN 'model' THEN 'a' WHEN 'chatgpt' THEN 'a' WHEN 'bing' THEN 'a' WHEN 'bard' THEN 'a' WHEN 'customer' THEN 'u'
    WHEN 'agent' THEN 'a' WHEN 'prompter' THEN 'u' ELSE '?' END;

CREATE MACRO role_name(letter) AS CASE letter
    WHEN 'u' THEN 'user' WHEN 'a' THEN 'assistant' WHEN 's' THEN 'system' WHEN 't' THEN 'tool' END;
