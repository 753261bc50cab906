/*
name: thumbs_down
polarity: dsat
rubric: negative feedback
languages: [any]
strength: 0.9
finds: The user rated the reply below the middle.
positive:
  - {kind: rating, reply: "It is 12.", rating: -1.0}
negative:
  - {kind: rating, reply: "It is 12.", rating: 1.0}
  - {reply: "It is 12.", user: "thumbs down is an emoji"}
*/
CASE WHEN rating < 0 THEN 'rated ' || printf('%.2g', rating) || coalesce(': ' || left(comment, 120), '') END
