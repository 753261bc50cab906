/*
name: praise_emoji
polarity: sat
rubric: praise
languages: [any]
strength: 0.7
finds: A short turn carries a sign of joy such as 👍 or ❤.
positive:
  - {reply: "It is 12.", user: "👍"}
  - {reply: "It is 12.", user: "wow 😍"}
negative:
  - {reply: "It is 12.", user: "👎"}
  - {reply: "It is 12.", user: "add a ❤ to the end of each line"}
*/
CASE WHEN length(user) <= 40 AND NOT regexp_matches(said, '(add|use|put|make|write|emoji|no[^\p{L}]|not[^\p{L}])') THEN nullif(regexp_extract(user, '[👍👏❤😍🥰💯🙏🎉😊💖🤩😘🙌💪🔥]'), '') END
