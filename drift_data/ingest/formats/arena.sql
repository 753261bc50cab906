/*
title: Chatbot Arena (two answers and a vote)
detect:
  - conversation_a[].role conversation_b[].role model_a model_b
*/
-- Each side is a conversation. The vote is a rating of its last reply: the winner's 1, the loser's -1.
SELECT line, unnest([
    {id: id || ':a', model: model_a, time: time, language: language, "user": judge,
     messages: list_transform(conversation_a, lambda m, i: message(m.role, m.content,
         rating := CASE WHEN i = len(conversation_a) THEN CASE winner
             WHEN 'model_a' THEN 1 WHEN 'model_b' THEN -1 WHEN 'tie (bothbad)' THEN -1 WHEN 'both_bad' THEN -1 END END))},
    {id: id || ':b', model: model_b, time: time, language: language, "user": judge,
     messages: list_transform(conversation_b, lambda m, i: message(m.role, m.content,
         rating := CASE WHEN i = len(conversation_b) THEN CASE winner
             WHEN 'model_b' THEN 1 WHEN 'model_a' THEN -1 WHEN 'tie (bothbad)' THEN -1 WHEN 'both_bad' THEN -1 END END))}
], max_depth := 2)
FROM (SELECT * REPLACE (coalesce(question_id, id) AS id), coalesce(tstamp, "timestamp") AS time
      FROM (SELECT line, unnest(json_transform(record, '{
    "question_id": "VARCHAR", "id": "VARCHAR", "model_a": "VARCHAR", "model_b": "VARCHAR", "winner": "VARCHAR",
    "judge": "VARCHAR", "language": "VARCHAR", "tstamp": "VARCHAR", "timestamp": "VARCHAR",
    "conversation_a": [{"role": "VARCHAR", "content": "JSON"}], "conversation_b": [{"role": "VARCHAR", "content": "JSON"}]
}')) FROM records))
