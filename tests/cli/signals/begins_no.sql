/*
name: begins_no
polarity: dsat
rubric: negative feedback
languages: [en]
strength: 0.4
finds: The turn begins with no.
phrases:
  en: [^no]
positive:
  - {reply: "It is 12.", user: "No"}
negative:
  - {reply: "It is 12.", user: "Go on"}
*/
phrase
