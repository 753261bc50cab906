/*
name: repeated_request
polarity: dsat
rubric: revision
languages: [any]
strength: 0.7
finds: The user sends nearly the same request again.
positive:
  - {reply: "Rome is nice.", request: "give me a three day plan for Rome with museums", user: "give me a three day plan for Rome with museums"}
negative:
  - {reply: "Rome is nice.", request: "give me a three day plan for Rome with museums", user: "and what about Paris"}
  - {reply: "Go on.", request: "continue", user: "continue"}
  - {reply: "Ten of them.", request: "please review the class Order above again and see if it implements the decorator pattern of the book and if so explain where", user: "please review the class Order above again and see if it implements the template pattern of the book and if so explain where"}
*/
-- Short turns such as "next" repeat without blame. One word replaced makes a series of requests, not a repetition.
CASE
    WHEN similarity >= 0.9 AND words >= 4 AND NOT ends_asking(reply) THEN
        CASE WHEN similarity = 1 OR words >= 60 OR one_contains_other("user", request) THEN 'the same request again: ' || left("user", 120) END
    WHEN length("user") > 600 AND length("user") < 20000 AND abs(length("user") - length(request)) * 20 <= length("user")
        AND left("user", 300) = left(request, 300) AND right("user", 100) = right(request, 100)
    THEN 'the same request again: ' || left("user", 120)
END
