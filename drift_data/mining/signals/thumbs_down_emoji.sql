/*
name: thumbs_down_emoji
polarity: dsat
rubric: negative feedback
languages: [any]
strength: 0.75
finds: A short turn carries a sign of anger or rejection such as 👎 or 😡.
positive:
  - {reply: "It is 12.", user: "👎"}
  - {reply: "It is 12.", user: "no 😡"}
negative:
  - {reply: "It is 12.", user: "👍"}
  - {reply: "It is 12.", user: "Which emoji fits an angry cat in a children's book about the farm and its animals and their various daily quarrels 😡 or 🙀"}
*/
CASE WHEN length(user) < 100 THEN nullif(regexp_extract(user, '[👎😡😠🤬🙄😒🤦😤🤮💩]'), '') END
