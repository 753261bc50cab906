/*
name: edited_request
polarity: dsat
rubric: revision
languages: [any]
strength: 0.55
finds: The user went back and edited the request that led to the reply.
positive:
  - {kind: edit, reply: "It is 12.", request: "what is 3 * 5", user: "what is 3 * 5 exactly"}
negative:
  - {kind: message, reply: "It is 12.", user: "what is 3 * 5 exactly"}
*/
CASE WHEN kind = 'edit' THEN 'edited the request: ' || left("user", 120) END
