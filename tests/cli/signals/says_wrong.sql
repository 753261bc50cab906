/*
name: says_wrong
polarity: dsat
rubric: factual error
languages: [en]
strength: 0.8
finds: The user says that it is wrong.
phrases:
  en: [that is wrong]
positive:
  - {reply: "It is 12.", user: "No, that is wrong"}
negative:
  - {reply: "It is 12.", user: "Thanks"}
*/
phrase
