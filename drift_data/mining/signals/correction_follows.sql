/*
name: correction_follows
polarity: dsat
rubric: revision
languages: [any]
strength: 0.3
finds: The assistant's next reply opens by offering a corrected, revised, shorter or fuller version.
positive:
  - {reply: "Draft.", user: "it should say Monday", next_reply: "Sure, here's a corrected version: ..."}
negative:
  - {reply: "Draft.", user: "and a poem", next_reply: "Sure, here's a poem: ..."}
*/
CASE
    WHEN words <= 60 AND regexp_matches(left(next_opening, 120),
        '^.{0,50}(corrected|revised|rewritten|reworked|simplified|shortened|shorter|condensed|more (concise'
                || '|detailed|engaging|natural|professional|specific|exciting|casual|formal|conversational'
                || '|human)|fixed|improved|simpler|(another|alternative|different) (version|attempt|option)'
                || '|fixes the)')
    THEN left(next_reply, 120)
END
