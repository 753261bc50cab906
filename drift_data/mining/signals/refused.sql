/*
name: refused
polarity: dsat
rubric: unrealistic expectation
languages: [any]
strength: 0.2
finds: The reply reacted to is a refusal; by itself this says little about the user.
positive:
  - {reply: "I'm sorry, but I can't help with that.", user: "ok how do I bake bread"}
  - {reply: "很抱歉，我无法提供这些信息。", user: "好吧"}
negative:
  - {reply: "I'm sorry about the mistake. It is 13.", user: "ok"}
*/
CASE WHEN kind = 'message' AND refuses(reply_opening) THEN left(reply, 120) END
