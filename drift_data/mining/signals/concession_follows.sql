/*
name: concession_follows
polarity: dsat
rubric: factual error
languages: [any]
strength: 0.55
finds: The assistant's next reply opens by conceding the point ("You're right").
positive:
  - {reply: "It is 12.", user: "line 3 says 13", next_reply: "You're right, it is 13."}
  - {reply: "Это 12", user: "там 13", next_reply: "Вы правы, это 13."}
  - {reply: "是12", user: "那里是13", next_reply: "您说得对，是13。"}
negative:
  - {reply: "It is 12.", user: "So it is even, is it?", next_reply: "You're right, it is even."}
  - {reply: "It is 12.", user: "13?", next_reply: "No."}
*/
CASE WHEN words <= 200 AND NOT regexp_matches(said, '[?？؟][^\p{L}]*$') AND concedes(next_opening) THEN left(next_reply, 120) END
