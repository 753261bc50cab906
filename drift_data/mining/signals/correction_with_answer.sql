/*
name: correction_with_answer
polarity: dsat
rubric: factual error
languages: [en, zh, ru, fr, es, pt, de, it, tr, ar]
strength: 0.75
finds: The user corrects the reply and gives what is right instead.
phrases:
  en:
    - ^(no|nope|wrong|incorrect|actually|but|hmm)[,.! ]+(no,? )?(actually,? )?(it|that|this|he|she|they|there|the)('s| is| was| are| were| has| had| should)
    - (it|that|this|he|she|they) (should|must|was supposed|were supposed|is supposed|are supposed) (actually |really |have |to )*(be|been|say|read|return|use|equal|contain)
    - ^(it's|its|it is|he's|she's|that's|that was|i said|i meant) [^.?!]+ not (a |an |the |in |by |from )?[^ ]+
    - (the )?(correct|right|actual|real) (answer|one|value|number|name|solution|word) (is|was|should be|would be)
    - (the )?(correct|right|actual|real) (spelling|version|date|formula) (is|was|should be|would be)
    - ^(but |hmm,? |oh,? )?i (thought (he|she|they|you|the|there|that)|was told|read that|heard that)
    - i meant|i mean|what i meant|i was (asking|talking|referring|thinking)( about)?|i'm (asking|talking) about
    - i am (asking|talking) about
  zh:
    - (应该是|應該是|应当是|正确(答案|的)?(应该)?是|正確|其实是|其實是|实际上是|而不是|我(说|指|问|要)的(是|不是)|我的意思是)
  ru:
    - должно быть|правильно(:| -| —| будет)|правильный ответ|на самом деле|а не [^ ]+|я имел[^ ]* в виду|я имею в виду
    - я (спрашивал|говорил)[^ ]* (про|о|об)
  fr:
    - la bonne réponse|la réponse (correcte|exacte)|ça devrait être|cela devrait|devrait être|en fait,? c'est
    - et non( pas)?|je (voulais dire|veux dire|parlais d[^ ]+|parle d[^ ]+)
  es:
    - la respuesta correcta|debería ser|debe ser|en realidad (es|son|era)|lo correcto (es|sería)
    - y no (el|la|un|una) [^ ]+|me refer[ií]a?( a)?|quise decir|quiero decir
  pt:
    - a resposta (correta|certa)|deveria ser|o (correto|certo) (é|seria)|na verdade,? (é|são|era|foi)|e não [^ ]+
    - eu quis dizer|quero dizer|me refiro|estou falando d[^ ]+
  de:
    - richtig (ist|wäre)|die richtige antwort
    - (es|das) (müsste|sollte) (eigentlich |doch )?([^ ]+ )?([^ ]+ )?(sein|heißen|lauten)|und nicht [^ ]+
    - ich (meine|meinte)|eigentlich (ist|sind|heißt|war)
  it:
    - la risposta (corretta|giusta)|dovrebbe essere|in realtà (è|sono|era)|e non [^ ]+|(volevo|intendevo) dire
    - intendevo|mi riferi(sco|vo)
  tr:
    - (do[ğg]rusu|do[ğg]ru cevap|as[ıi]l cevap|asl[ıi]nda|olmal[ıi](yd[ıi])?|demek istedi[ğg]im|kastetti[ğg]im)
  ar:
    - الصحيح (هو|أن|هي)|الإجابة الصحيحة|الجواب الصحيح|يجب أن (يكون|تكون)|في الحقيقة|في الواقع|وليس [^ ]+|أقصد|اقصد
    - كنت أقصد|قصدي|أعني
positive:
  - {reply: "Mars is the largest planet.", user: "No, it's Jupiter, not Mars."}
  - {reply: "It was built in 1800.", user: "The correct answer is 1789."}
  - {reply: "首都是悉尼", user: "应该是堪培拉，而不是悉尼"}
  - {reply: "Столица Сидней", user: "Нет, на самом деле Канберра"}
  - {reply: "العاصمة سيدني", user: "الصحيح هو كانبرا وليس سيدني"}
  - {reply: "Başkent Sidney", user: "Hayır, doğrusu Kanberra"}
negative:
  - {reply: "Do you use Windows?", user: "No, it is a Mac."}
  - {reply: "Here you go.", user: "What should the title be?"}
  - {reply: "Here you go.", user: "Write a plan for our team. It should be in English and it should have goals."}
*/
CASE WHEN words <= 60 AND NOT begins_task(said) AND NOT ends_asking(reply) AND NOT ends_with(said, '?') AND early(said, phrase, 60) THEN phrase END
