/*
name: objection
polarity: dsat
rubric: negative feedback
languages: [en, zh, ru, fr, es, pt, de, it, tr, ar]
strength: 0.55
finds: The turn opens with "no" or "but" although the reply asked nothing.
phrases:
  en:
    - ^(no|nope|nah)[,.! ]+(i|it|that|this|you|the|not|he|she|they|we|there|don't|just|in|its|my|only|use|make|but)
    - ^(no|nope|well|yes|yeah|right|sure|true|hmm+|um|fair enough)?[,.! ]*but [^ ]+
    - ^(hmm+|wait|hold on|hang on|come on|c'mon|excuse me)[,.!? …]+[^ ]*
    - ^(not (really|quite|exactly|what|that|like|so|bad but|a|the|an))
    - ^(actually|that's not|that isn't|this isn't|this is not|it's not|it isn't|these are not|those are not) [^ ]+
    - ^these aren't [^ ]+
  zh:
    - ^(不是?[，,。 ]|不对|不對|但是?|可是|不过|可|等等|等一下|其实)
  ru:
    - ^(нет|неа|но|да,? но|хм+|погоди(те)?|подожди(те)?|стой(те)?|вообще-то)[,.! ]+[^ ]+
  fr:
    - ^(non|mais|oui,? mais|hmm+|attends|attendez|en fait|euh|pas (vraiment|exactement))[,.! ]+[^ ]+
  es:
    - ^(no,|pero|s[ií],? pero|hmm+|espera|en realidad|mmm)[,.! ]+[^ ]+
  pt:
    - ^(não,|mas|sim,? mas|hmm+|espera|espere|na verdade)[,.! ]+[^ ]+
  de:
    - ^(nein|aber|ja,? aber|hmm+|moment|warte|eigentlich|nicht ganz)[,.! ]+[^ ]+
  it:
    - ^(no|ma|sì,? ma|hmm+|aspetta|in realtà|veramente)[,.! ]+[^ ]+
  tr:
    - ^(hay[ıi]r|ama|fakat|evet ama|hmm+|dur|bekle|asl[ıi]nda|yok)[,.! ]+[^ ]+
  ar:
    - ^(لا[،,]|لكن|ولكن|نعم،? (و?لكن)|انتظر|في الواقع|بل)[,.!، ]+[^ ]+
positive:
  - {reply: "It is 12.", user: "But there is no chorus in this song"}
  - {reply: "是12", user: "但是这里写着13"}
  - {reply: "Это 12", user: "Нет, там написано 13"}
  - {reply: "إنه 12", user: "لكن مكتوب هنا 13"}
  - {reply: "Bu 12", user: "Hayır, burada 13 yazıyor"}
negative:
  - {reply: "Do you use Windows?", user: "No, I use a Mac"}
  - {reply: "It is 12.", user: "Thanks"}
*/
CASE WHEN words <= 60 AND NOT ends_asking(reply) 
    AND NOT (ends_with(said, '?') AND regexp_matches(said, 'but (what|how|can|why|is|are|do|does|which'
            || '|where|it|should|would|could)[^a-z]')) THEN phrase END
