/*
name: wants_a_person
polarity: dsat
rubric: negative feedback
languages: [en, de, es]
strength: 0.9
finds: The customer asks for a person in place of the bot.
phrases:
  en:
    - '(talk|speak|connect me|put me through|get me|is there|reach) .{0,30}(human|real person|actual person|representative|someone from)'
  de: ['(mit einem|einen) (echten )?(menschen|mitarbeiter) (sprechen|reden)']
  es: ['hablar con (una persona|un humano|un agente)']
positive:
  - {reply: "Reset your password.", user: "Can I talk to a real person please?"}
  - {reply: "Restart it.", user: "get me a human"}
  - {reply: "Bitte neu starten.", user: "Ich will mit einem Menschen sprechen"}
negative:
  - {reply: "Hello!", user: "Write a story in which a robot wants to speak to a human. It should end well, and I would like it to have three chapters of about two hundred words each."}
  - {reply: "It is 12.", user: "How many people live there?"}
*/
-- A request is short; a longer text that has the words in it is usually material.
CASE WHEN words <= 20 THEN phrase END
