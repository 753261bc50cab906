/*
name: pasted_error
polarity: dsat
rubric: factual error
languages: [any]
strength: 0.65
finds: After code in the reply the user pastes an error message or a stack trace.
positive:
  - {reply: "```py\nx[3]\n```", user: "IndexError: list index out of range"}
  - {reply: "Run `make`.\n```sh\nmake\n```", user: "Traceback (most recent call last):\n  File a.py, line 1"}
negative:
  - {reply: "Hello, how can I help?", user: "IndexError: list index out of range"}
  - {reply: "```py\nx[3]\n```", user: "Now raise a ValueError when x is negative"}
*/
CASE
    WHEN length(user) < 20000 AND has_trace(user) AND has_code(reply)
        AND NOT regexp_matches(left(said, 60), '^(write|add|now|how|what is|create|also|raise|make)[^\p{L}]')
    THEN 'error message after code: ' || left("user", 120)
END
