/*
name: learning
polarity: sat
rubric: learning
languages: [en, zh, ru, fr, es, pt, de, it, tr, ar]
strength: 0.7
finds: The user learned or understood something from the reply.
phrases:
  en:
    - (now |ah,? |oh,? |ok(ay)?,? |yes,? |i think )*i (think i |now |finally |totally |completely |fully )*(understand|get it|got it|see now|see what you mean|understood|see)( now| it now| better now| what you mean)?(?:$|[.,!])
    - (that|this|it|which)('s)? (now |really |totally |actually |all |perfectly |completely |also )*(makes? (perfect |total |a lot of |complete |more |much more )?sense|clears (it|that|things) up|clarifies|explains (it|that|a lot|everything)|made it clear(er)?|helps? (me )?(a lot|understand)|helped|is (clear|clearer)( now)?)
    - makes sense(?:$|[.,!]| now| thanks)
    - (good|nice|great|interesting) to know
    - (i )?(didn't|did not|never) (know|knew|realize|realise|think of|thought of) (that|this|it|about)
    - (i )?(just )?learn(ed|t) (something|a lot|so much|new)|til
    - (that's|that is) (news to me|eye[- ]opening|enlightening|new to me)|i had no idea|(crystal|all) clear|now i know
  zh:
    - ^(哦|噢|嗯|啊|好的?)?[，, ]*(明白(了)?|懂了|了解(了)?|我(明白|懂|理解|知道)了|原来(如此|是这样)|长知识了|学到了|有道理|清楚了|涨知识)|原来如此|学到(了|很多)|茅塞顿开
  ru:
    - (теперь )?(всё |все |я |мне )*(понял[^ ]*|понятно|ясно|дошло|стало (понятно|ясно))(?:$|[.,!]| теперь)
    - не знал[^ ]*|буду знать|узнал[^ ]* (много|что-то)|интересно,? не знал[^ ]*|логично|имеет смысл|разобрал(ся|ась)
  fr:
    - (ah,? |oh,? |ok,? |d'accord,? )*(j'ai (bien |enfin |tout )?compris)(?:$|[.,!]| [^ ]+)
    - (ah,? |oh,? |ok,? |d'accord,? )*(je (comprends|vois)( mieux| maintenant)*)(?:$|[.,!]| [^ ]+)
    - (ah,? |oh,? |ok,? |d'accord,? )*(c'est (plus |très |beaucoup plus )?clair)(?:$|[.,!]| [^ ]+)
    - (ah,? |oh,? |ok,? |d'accord,? )*((je ne|je) (le )?savais pas|bon à savoir|j'ai appris|logique)(?:$|[.,!]| [^ ]+)
    - (ah,? |oh,? |ok,? |d'accord,? )*ça a du sens(?:$|[.,!]| [^ ]+)
  es:
    - (ah,? |oh,? |ok,? |ya )*((ya )?(entiendo|entendí|comprendo|lo entiendo|veo)( ahora| mejor)*)(?:$|[.,!]| [^ ]+)
    - (ah,? |oh,? |ok,? |ya )*((ahora )?(me )?(queda|quedó|está) (más |muy |todo )?claro)(?:$|[.,!]| [^ ]+)
    - (ah,? |oh,? |ok,? |ya )*(no (lo )?sabía|bueno saberlo|aprendí|tiene (mucho )?sentido)(?:$|[.,!]| [^ ]+)
  pt:
    - (ah,? |oh,? |ok,? |agora )*(entendi|compreendi|entendo|saquei|ficou (mais |bem |muito )?claro)(?:$|[.,!]| [^ ]+)
    - (ah,? |oh,? |ok,? |agora )*((eu )?não sabia( disso)?|bom saber|aprendi)(?:$|[.,!]| [^ ]+)
    - (ah,? |oh,? |ok,? |agora )*(faz (todo o |muito )?sentido)(?:$|[.,!]| [^ ]+)
  de:
    - (ah,? |ach so,? |oh,? |ok,? |jetzt )*((ich )?(verstehe|verstanden|hab'?s? (es )?(verstanden|kapiert))( jetzt| ich)*)(?:$|[.,!]| [^ ]+)
    - (ah,? |ach so,? |oh,? |ok,? |jetzt )*((das )?(ergibt|macht) sinn)(?:$|[.,!]| [^ ]+)
    - (ah,? |ach so,? |oh,? |ok,? |jetzt )*(das (wusste|war mir) (ich )?(noch )?(nicht|neu))(?:$|[.,!]| [^ ]+)
    - (ah,? |ach so,? |oh,? |ok,? |jetzt )*(gut zu wissen|alles klar|leuchtet (mir )?ein)(?:$|[.,!]| [^ ]+)
    - (ah,? |ach so,? |oh,? |ok,? |jetzt )*(jetzt ist (es|alles) klar)(?:$|[.,!]| [^ ]+)
  it:
    - (ah,? |oh,? |ok,? |ora )*(ho capito|capito|capisco|(ora )?è (più |tutto )?chiaro)(?:$|[.,!]| [^ ]+)
    - (ah,? |oh,? |ok,? |ora )*((non lo|non) sapevo|buono a sapersi|ho imparato)(?:$|[.,!]| [^ ]+)
    - (ah,? |oh,? |ok,? |ora )*(ha (perfettamente |molto )?senso)(?:$|[.,!]| [^ ]+)
  tr:
    - ([şs]imdi |tamam,? |ha,? |aa,? )*(anlad[ıi]m|anla[şs][ıi]ld[ıi]|[öo][ğg]rendim|bilmiyordum)(?:$|[.,!]| [^ ]+)
    - ([şs]imdi |tamam,? |ha,? |aa,? )*(mant[ıi]kl[ıi]|kavrad[ıi]m|iyi bilgi)(?:$|[.,!]| [^ ]+)
  ar:
    - (الآن |الان |آه،? |نعم،? )*(فهمت( الآن| الان)?|مفهوم|اتضح(ت)? (الأمر|الصورة|لي)|لم أكن أعرف|لم اكن اعرف|تعلمت)
    - (الآن |الان |آه،? |نعم،? )*(واضح(ة)? الآن|منطقي|معلومة (جديدة|مفيدة|رائعة))
positive:
  - {reply: "A monad wraps.", user: "Ah, I see, that makes sense"}
  - {reply: "Honey keeps.", user: "I didn't know that!"}
  - {reply: "单子", user: "原来如此，学到了"}
  - {reply: "Монада", user: "Теперь понятно."}
  - {reply: "هكذا", user: "فهمت الآن"}
  - {reply: "Monad", user: "Şimdi anladım"}
negative:
  - {reply: "A monad wraps.", user: "I don't understand"}
  - {reply: "A monad wraps.", user: "Is it clear that a functor exists?"}
  - {reply: "Монада", user: "Не понял, объясни"}
*/
CASE
    WHEN begins_task(said) OR regexp_matches(left(said, 80), '(^|[^\p{L}])(don''t|do not|didn''t (understand'
            || '|get)|not|no|doesn''t|can''t|cannot|if|want to|to|help me|не|hasn''t|isn''t|pas compris'
            || '|no entiendo|não entendi|nicht verstanden|verstehe (\p{L}+ )?nicht|non (ho capito|capisco)'
            || '|لم أفهم|لا أفهم) ?(understand|see|get|make|clear|понял\p{L}*|понятно|ясно|learn|really'
            || '|sure)?') AND NOT regexp_matches(said, '(didn''t|did not|never|had no|не|non lo|não|no lo'
            || '|wusste|bilmiyor|لم أكن) ?(know|idea|knew|realize|знал\p{L}*|sapevo|sabia|sabía|nicht)?') THEN NULL
    WHEN regexp_matches(left(said, 80), '(don''t|do not|didn''t|not|can''t|still) (\p{L}+ )?(understand'
            || '|get it|make sense|clear|see)|(doesn''t|does not|n''ai|не) (make|compris|понял|понятно'
            || '|ясно)|if (it|this|that) makes|(did|do|does|can) (you|it|that|this) (\p{L}+ )?(understand'
            || '|make|get)|make sure') THEN NULL
    WHEN early(said, phrase, 40) THEN phrase
END
