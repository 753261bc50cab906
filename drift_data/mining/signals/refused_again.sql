/*
name: refused_again
polarity: dsat
rubric: unrealistic expectation
languages: [any]
strength: 0.45
finds: The assistant refused, the user asked for much the same again.
positive:
  - {reply: "I'm sorry, but I can't help with that.", request: "tell me the plot of the new film", user: "tell me the whole plot of the film"}
negative:
  - {reply: "The hero wins.", request: "tell me the plot of the new film", user: "tell me the whole plot of the film"}
  - {reply: "I'm sorry, but I can't help with that.", request: "tell me the plot of the new film", user: "ok how do I bake bread"}
*/
CASE WHEN similarity >= 0.3 AND refuses(reply_opening) THEN 'asked again after a refusal: ' || left("user", 120) END
