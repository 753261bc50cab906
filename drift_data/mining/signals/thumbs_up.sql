/*
name: thumbs_up
polarity: sat
rubric: praise
languages: [any]
strength: 0.9
finds: The user rated the reply above the middle.
positive:
  - {kind: rating, reply: "It is 12.", rating: 1.0}
negative:
  - {kind: rating, reply: "It is 12.", rating: -1.0}
  - {reply: "It is 12.", user: "ok"}
*/
CASE WHEN rating > 0 THEN 'rated ' || printf('%.2g', rating) || coalesce(': ' || left(comment, 120), '') END
