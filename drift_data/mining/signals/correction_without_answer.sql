/*
name: correction_without_answer
polarity: dsat
rubric: factual error
languages: [en, zh, ru, fr, es, pt, de, it, tr, ar]
strength: 0.8
finds: A short turn rejects the reply and says no more than that.
phrases:
  en:
    - ^(no|nope|nah|wrong|incorrect|not (right|correct|true|it|this|that|quite|really)|false|that's not it)[.!]*$
    - ^(not what i (want[^ ]*|meant|asked))[.!]*$
    - ^((no|nope|nah)[,.! ]+(no|wrong|that's (wrong|not (it|right|correct|true))|not (that|this|it)|it (isn't|doesn't|didn't|wasn't|is not|does not)))[.!]*$
    - ^(bad|no good|still no|still not|still wrong|fail|failed|not good)[.!]*$
  zh:
    - ^(不|不是|不对|不對|错|错了|錯|錯了|不行|不是这个|不是這個|不是的|还是不对|还是不行|不可以|错误)[。！!，,. ]*$
  ru:
    - ^(нет|неа|не то|не так|неверно|неправильно|опять не то|снова не то|нет,? не (то|так)|всё равно нет|ошибка)[.!]*$
  fr:
    - ^(non|faux|pas ça|pas du tout|incorrect|c'est faux|non,? (c'est faux|pas (ça|du tout))|toujours pas)[.!]*$
  es:
    - ^(no|incorrecto|mal|falso|eso no|así no|no es (eso|así|correcto)|tampoco|no,? (eso no|así no|no es eso))[.!]*$
  pt:
    - ^(não|errado|incorreto|falso|não é isso|isso não|não,? (não é isso|está errado)|ainda não|tá errado)[.!]*$
  de:
    - ^(nein|falsch|nicht richtig|stimmt nicht|das nicht|so nicht|nein,? (falsch|das nicht|so nicht))[.!]*$
    - ^(immer noch (nicht|falsch))[.!]*$
  it:
    - ^(no|sbagliato|errato|falso|non è (così|questo)|no,? (non è (così|questo)|sbagliato)|ancora no)[.!]*$
  tr:
    - ^(hay[ıi]r|yanl[ıi][şs]|olmad[ıi]|de[ğg]il|bu de[ğg]il|[öo]yle de[ğg]il)[.!]*$
    - ^(hay[ıi]r,? (olmad[ıi]|yanl[ıi][şs]|[öo]yle de[ğg]il|bu de[ğg]il)|yine olmad[ıi])[.!]*$
  ar:
    - ^(لا|خطأ|خطا|غلط|ليس هذا|ليس كذلك|غير صحيح|لا[،, ]+(خطأ|غلط|ليس (هذا|كذلك)))[.!]*$
positive:
  - {reply: "It is 12.", user: "Nope, wrong"}
  - {reply: "It is 12.", user: "No."}
  - {reply: "是12", user: "不对！"}
  - {reply: "Это 12", user: "Не то"}
  - {reply: "إنه 12", user: "خطأ"}
  - {reply: "Bu 12", user: "Olmadı"}
negative:
  - {reply: "Do you want more?", user: "No."}
  - {reply: "¿Quieres más?", user: "No"}
  - {reply: "It is 12.", user: "No problem at all"}
*/
CASE WHEN words <= 6 AND NOT ends_asking(reply) THEN phrase END
