/*
name: bewildered_mark
polarity: dsat
rubric: no engagement
languages: [any]
strength: 0.45
finds: The whole turn is marks such as "???" or "...", with no question before it.
positive:
  - {reply: "It is 12.", user: "???"}
  - {reply: "是12", user: "？？"}
negative:
  - {reply: "It is 12.", user: "ok?"}
  - {reply: "It is 12.", user: "👍"}
*/
CASE WHEN length(user) < 12 AND regexp_matches(trim(user), '^[?？!！.。…؟ ]*[?？؟][?？!！.。…؟ ]*$') THEN trim(user) END
