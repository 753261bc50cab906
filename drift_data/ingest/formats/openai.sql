/*
title: OpenAI chat JSONL ({messages})
detect:
  - messages[].role
*/
SELECT line, coalesce(id, conversation_id) AS id, model, coalesce("timestamp", created_at, created) AS time, language,
    coalesce("user", user_id) AS "user",
    list_transform(messages, lambda m: message(m.role, m.content, tool_calls := m.tool_calls)) AS messages
FROM (SELECT line, unnest(json_transform(record, '{
    "id": "VARCHAR", "conversation_id": "VARCHAR", "model": "VARCHAR", "timestamp": "VARCHAR", "created_at": "VARCHAR",
    "created": "VARCHAR", "language": "VARCHAR", "user": "VARCHAR", "user_id": "VARCHAR",
    "messages": [{"role": "VARCHAR", "content": "JSON", "tool_calls": "JSON"}]
}')) FROM records)
