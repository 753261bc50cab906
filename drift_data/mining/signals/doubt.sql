/*
name: doubt
polarity: dsat
rubric: factual error
languages: [en, zh, ru, fr, es, pt, de, it, tr, ar]
strength: 0.6
finds: The user doubts the reply.
phrases:
  en:
    - are you (really |absolutely |quite |100% |completely |totally )?(sure|certain|positive|serious|kidding|joking|lying)( about| that| this| it| of)?
    - (i'm|i am) (not (so |really |quite |entirely )?(sure|convinced|certain) (that's|that is|this is|it's|about (that|this|the)|if (that's|this is|that is)|your|you))
    - (i'm|i am) (skeptical|sceptical)
    - (i )?(don't|do not|dont) (think|believe)( that)? (so|that's|that is|this is|it's|it is|you|this|that|it)
    - i doubt (it|that|this|you)
    - (that|this|it) (doesn't|does not|didn't|don't) (seem|sound|look|feel) (right|correct|accurate|like|good)
    - (that|this|it) (doesn't|does not|didn't|don't) (seem|sound|look|feel) (plausible|true|possible|logical|very)
    - (that|this|it) (doesn't|does not|didn't|don't) (seem|sound|look|feel) (realistic|natural)
    - (that|this|it) (seems|sounds|looks) (wrong|off|odd|weird|strange|incorrect|suspicious|inaccurate|fishy|unlikely)
    - (that|this|it) (seems|sounds|looks) (a bit (off|odd|weird))
    - is (that|this|it) (really |actually |even |all )+(true|right|correct|accurate|so|necessary|a thing)
    - ^(but |wait,? |hmm,? |so |and |no,? |i mean,? )?(isn't|wasn't|aren't|weren't|doesn't|didn't|shouldn't|hasn't|wouldn't) (it|that|this|there|the|he|she|they|you)
    - (really|seriously|for real|huh|wtf|what the (hell|fuck|heck))\?+
    - how (can|could) (that|this|it) be|how is (that|this) (possible|right|correct|true)|what makes you (think|say)
    - you just said|you said( that)?|contradict[^ ]*|earlier you said|didn't you (just )?say
    - (is|was) (that|this|it|your [^ ]+) (right|correct|accurate)\?
    - did you (really|actually|even|just|make|check|read|forget|consider|miss)
  zh:
    - (你(确定|確定|肯定)|真的(吗|嗎|假的)|是(真的)?吗[？?]|确定吗|確定嗎|不会吧|怎么可能|我(觉得|认为)不(对|是)|不(太)?对吧|是不是(错|搞错|弄错)|怀疑|有问题吧|你(刚才|之前)(不是)?说)
  ru:
    - (ты|вы) (уверен[^ ]*|серьёзно|серьезно|точно)|точно ли|разве|правда\?|серьёзно\?|не может быть|сомневаюсь
    - я не уверен[^ ]*,? что|а ты (точно|уверен)|я (так )?не думаю|ты же (сказал|говорил)[^ ]*
  fr:
    - (tu es|vous êtes|t'es|es-tu|êtes-vous) (vraiment |bien )?(sûre?|certaine?|sérieu(x|se))|vraiment\?
    - je (ne )?(suis pas (sûre?|convaincue?)|crois pas|pense pas)|j'en doute
    - ça (me semble|paraît|semble) (faux|bizarre|étrange|incorrect)|tu (as|avais|viens de) (dit|dire)
  es:
    - ¿?(estás|está|estas) (realmente |completamente )?segur[oa]|¿?(en serio|de verdad|seguro)\?
    - no estoy segur[oa] de que|no creo|lo dudo|me parece (raro|incorrecto|mal|que no)|dijiste que
    - ¿?no (es|era|sería|debería)[^?]*\?
  pt:
    - (você |vc )?(tem certeza|está cert[oa] disso)|(sério|de verdade|mesmo)\?|não tenho certeza (se|de que)
    - acho que não|não acho|não acredito|duvido|parece (errado|estranho)|você disse que
    - não (é|era|seria|deveria)[^?]*\?
  de:
    - (bist du|sind sie|bist du dir|sind sie sich) (da |dir |sich |wirklich |ganz )*sicher|wirklich\?|echt\?
    - im ernst\?|ich (glaube|denke) (das )?nicht|ich bezweifle|bezweifle ich|das kann (doch |so )?nicht (sein|stimmen)
    - bin (mir )?nicht sicher,? ob|du hast (doch )?(gerade|vorhin) gesagt|kommt mir (komisch|falsch|seltsam) vor
  it:
    - (sei|è) (davvero |proprio )?(sicur[oa]|cert[oa]|seri[oa])|(davvero|sul serio|sicuro)\?
    - non (credo|penso|sono (sicur[oa]|convint[oa]))( che)?|ne dubito|mi sembra (sbagliato|strano|errato)
    - (avevi|hai) (appena )?detto( che)?
  tr:
    - emin misin[^ ]*|ger[çc]ekten mi|cidden mi|ciddi misin|sanm[ıi]yorum|zannetmiyorum|[şs][üu]pheliyim
    - hi[çc] sanm[ıi]yorum|nas[ıi]l olabilir|bu do[ğg]ru mu|do[ğg]ru mu bu|az [öo]nce [^?]* dedin
  ar:
    - هل [أا]نت (متأكد[^ ]*|متاكد[^ ]*|واثق)|متأكد[^ ]*؟|حق[اًا]+؟|بجد؟|لا أعتقد( ذلك| أن)?|لا اعتقد|أشك|كيف يمكن ذلك
    - كيف هذا|لست متأكد[^ ]*|يبدو (خطأ|غريب[اًا]*|غير صحيح)|هل هذا صحيح|قلت (لي )?(قبل|سابق)[^ ]*
positive:
  - {reply: "It is 12.", user: "Are you sure about that?"}
  - {reply: "It is 12.", user: "I don't think that's right"}
  - {reply: "12", user: "你确定吗？"}
  - {reply: "12", user: "Ты уверен?"}
  - {reply: "12", user: "هل أنت متأكد من ذلك؟"}
  - {reply: "12", user: "Emin misin?"}
  - {reply: "12", user: "Bist du dir sicher?"}
negative:
  - {reply: "It is 12.", user: "How do I make sure that the file is saved?"}
  - {reply: "It is 12.", user: "Continue"}
*/
CASE WHEN words <= 45 AND NOT begins_task(said) AND early(said, phrase, 80) THEN phrase END
