/*
name: rephrased_request
polarity: dsat
rubric: revision
languages: [any]
strength: 0.55
finds: The user sends the earlier request again with something added or taken out.
positive:
  - {reply: "Rome is a nice city with a good many museums, and three days are enough for the most of them if you walk fast and book ahead.", request: "give me a three day plan for Rome with museums and food", user: "give me a three day plan for Rome with museums and food and the times of each visit"}
negative:
  - {reply: "Rome is a nice city with a good many museums, and three days are enough for the most of them if you walk fast and book ahead.", request: "give me a three day plan for Rome with museums and food", user: "give me a three day plan for Paris with museums and food"}
  - {reply: "Rome is nice.", request: "give me a three day plan for Rome with museums", user: "thanks, and what should we eat there"}
*/
CASE
    WHEN similarity >= 0.55 AND similarity < 0.9 AND words >= 12 AND length(reply) > 100
    THEN CASE WHEN one_contains_other("user", request) THEN 'the request with changes: ' || left("user", 120) END
END
