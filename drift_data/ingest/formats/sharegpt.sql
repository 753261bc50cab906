/*
title: ShareGPT
detect:
  - conversations[].from conversations[].value
*/
SELECT line, coalesce(id, conversation_id) AS id, coalesce(model, source_model) AS model, language,
    list_transform(conversations, lambda m: message(m."from", m.value)) AS messages
FROM (SELECT line, unnest(json_transform(record, '{
    "id": "VARCHAR", "conversation_id": "VARCHAR", "model": "VARCHAR", "source_model": "VARCHAR", "language": "VARCHAR",
    "conversations": [{"from": "VARCHAR", "value": "JSON"}]
}')) FROM records)
