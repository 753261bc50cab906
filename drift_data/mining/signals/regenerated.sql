/*
name: regenerated
polarity: dsat
rubric: revision
languages: [any]
strength: 0.6
finds: The user had the reply regenerated.
positive:
  - {kind: regenerate, reply: "It is 12.", user: ""}
negative:
  - {kind: message, reply: "It is 12.", user: "regenerate"}
*/
CASE WHEN kind = 'regenerate' THEN 'regenerated the reply' END
