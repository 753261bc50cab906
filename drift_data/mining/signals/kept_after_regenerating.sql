/*
name: kept_after_regenerating
polarity: sat
rubric: getting there
languages: [any]
strength: 0.2
finds: The user had regenerated replies here and went on from this one.
positive:
  - {reply: "It is 13.", user: "and half of it", discarded: 2}
negative:
  - {reply: "It is 12.", user: "and half of it"}
*/
CASE WHEN kind = 'message' AND discarded > 0 THEN 'went on after ' || discarded || ' discarded' END
