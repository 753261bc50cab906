/*
title: LMSYS-Chat-1M
detect:
  - conversation_id model conversation[].role conversation[].content
*/
SELECT line, conversation_id AS id, model, language, redacted,
    list_bool_or(list_transform(openai_moderation, lambda m: m.flagged)) AS toxic,
    list_transform(conversation, lambda m: message(m.role, m.content)) AS messages
FROM (SELECT line, unnest(json_transform(record, '{
    "conversation_id": "VARCHAR", "model": "VARCHAR", "language": "VARCHAR", "redacted": "BOOLEAN",
    "openai_moderation": [{"flagged": "BOOLEAN"}],
    "conversation": [{"role": "VARCHAR", "content": "JSON"}]
}')) FROM records)
