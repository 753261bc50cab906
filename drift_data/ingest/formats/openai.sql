/*
title: OpenAI chat JSONL ({messages})
detect:
  - messages[].role
*/
SELECT line, coalesce(id, conversation_id) AS id, model, coalesce("timestamp", created_at, created) AS time, language,
    coalesce("user", user_id) AS "user",
    -- A refusal stands beside a content of null; function_call is what tool_calls were before.
    list_transform(messages, lambda m: message(m.role,
        CASE WHEN m.refusal IS NULL OR coalesce(m.content::VARCHAR, 'null') != 'null' THEN m.content ELSE m.refusal END,
        tool_calls := CASE json_type(m.function_call) WHEN 'OBJECT' THEN json_array(m.function_call)
            ELSE m.tool_calls END)) AS messages
FROM (SELECT line, unnest(json_transform(record, '{
    "id": "VARCHAR", "conversation_id": "VARCHAR", "model": "VARCHAR", "timestamp": "VARCHAR", "created_at": "VARCHAR",
    "created": "VARCHAR", "language": "VARCHAR", "user": "VARCHAR", "user_id": "VARCHAR",
    "messages": [{"role": "VARCHAR", "content": "JSON", "tool_calls": "JSON", "function_call": "JSON",
        "refusal": "JSON"}]
}')) FROM records)
