/*
title: "drift's own shape: {id, messages [{role, content, model, time, rating, ...}], discarded, model, time, ...}"
detect:
  - messages discarded drift
*/
SELECT line, id, model, time, language, "user", toxic, redacted, discarded,
    list_transform(messages, lambda m: message(m.role, m.content, model := m.model, time := m.time,
        language := m.language, toxic := m.toxic, redacted := m.redacted, rating := m.rating, comment := m.comment,
        tool_calls := m.tool_calls)) AS messages
FROM (SELECT line, unnest(json_transform(record, '{
    "id": "VARCHAR", "model": "VARCHAR", "time": "VARCHAR", "language": "VARCHAR", "user": "VARCHAR",
    "toxic": "BOOLEAN", "redacted": "BOOLEAN",
    "messages": [{"role": "VARCHAR", "content": "JSON", "model": "VARCHAR", "time": "VARCHAR", "language": "VARCHAR",
        "toxic": "BOOLEAN", "redacted": "BOOLEAN", "rating": "DOUBLE", "comment": "VARCHAR", "tool_calls": "JSON"}],
    "discarded": [{"turn": "INTEGER", "kind": "VARCHAR", "messages": [{"role": "VARCHAR", "content": "VARCHAR"}],
        "rating": "DOUBLE", "comment": "VARCHAR"}]
}')) FROM records)
