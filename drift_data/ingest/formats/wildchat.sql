/*
title: WildChat (first release, 1M, 4.8M)
detect:
  - conversation_hash conversation[].role conversation[].content
  - conversation_id conversation[].role conversation[].content toxic timestamp
*/
SELECT line, coalesce(conversation_hash, conversation_id) AS id, model, "timestamp" AS time, language,
    coalesce(hashed_ip, conversation[1].hashed_ip) AS "user", toxic, redacted,
    list_transform(conversation, lambda m: message(m.role, m.content, time := coalesce(m.timestamp, m.created),
        language := m.language, toxic := m.toxic, redacted := m.redacted)) AS messages
FROM (SELECT line, unnest(json_transform(record, '{
    "conversation_hash": "VARCHAR", "conversation_id": "VARCHAR", "model": "VARCHAR", "timestamp": "VARCHAR",
    "language": "VARCHAR", "toxic": "BOOLEAN", "redacted": "BOOLEAN", "hashed_ip": "VARCHAR",
    "conversation": [{"role": "VARCHAR", "content": "JSON", "timestamp": "VARCHAR", "created": "VARCHAR",
        "language": "VARCHAR", "toxic": "BOOLEAN", "redacted": "BOOLEAN", "hashed_ip": "VARCHAR"}]
}')) FROM records)
