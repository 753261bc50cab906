/*
name: welcome_follows
polarity: sat
rubric: gratitude
languages: [any]
strength: 0.75
finds: The assistant's next reply answers thanks or praise ("You're welcome", "I'm glad it helped").
positive:
  - {reply: "It is 12.", user: "ta", next_reply: "You're welcome! Anything else?"}
  - {reply: "是12", user: "棒", next_reply: "不客气！"}
  - {reply: "Это 12", user: "спс", next_reply: "Пожалуйста! Обращайтесь."}
  - {reply: "Bu 12", user: "sağ ol", next_reply: "Rica ederim!"}
negative:
  - {reply: "It is 12.", user: "hello", next_reply: "Hello! How can I help?"}
  - {reply: "It is 12.", user: "next", next_reply: "I'm sorry, it is 13."}
*/
CASE WHEN words <= 30 AND NOT regexp_matches(said, '^(no|nope)[^a-z]*$') AND welcomes(next_opening) THEN left(next_reply, 120) END
