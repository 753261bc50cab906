/*
name: thanks
polarity: sat
rubric: gratitude
languages: [en]
strength: 0.9
finds: The user says thanks.
phrases:
  en: [thanks]
positive:
  - {reply: "It is 12.", user: "Thanks!"}
negative:
  - {reply: "It is 12.", user: "No"}
*/
phrase
