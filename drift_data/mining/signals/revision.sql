/*
name: revision
polarity: dsat
rubric: revision
languages: [en, zh, ru, fr, es, pt, de, it, tr, ar]
strength: 0.55
finds: The user asks for the reply to be written again, or to be more or less of something.
phrases:
  en:
    - (rewrite|re-write|redo|revise|rephrase|reword|rework) (it|this|that|them|these|those|the( [^ ]+)?( [^ ]+)?|your)
    - (rewrite|re-write|redo|revise|rephrase|reword|rework) (all|again|with|to|and|so|in|using|more|as)
    - ^(please |pls |can you |could you |now |ok(ay)? |then |and )*(rewrite|re-write|redo|rephrase|reword|rework)
    - (make|edit|get|want) (it|this|that|them|these|the [^ ]+) (to )?(sound |look |be |read |feel |seem )?(a (little|bit|lot) |much |even |slightly |way )?(more|less|not|better|clearer|stronger|funnier|nicer|softer|like)
    - (something|anything) (a (little|bit|lot) )?(more|less|better)
    - (should|needs? to|must|has to) (be|sound|look|feel) (a (little|bit|lot) )?(more|less|better|different)
    - ^(please |but |and |no,? |can you |could you )*(don't|do not|stop|avoid) (us(e|ing)|includ(e|ing)|mention(ing)?)
    - ^(please |but |and |no,? |can you |could you )*(don't|do not|stop|avoid) (put(ting)?|writ(e|ing)|add(ing)?)
    - ^(please |but |and |no,? |can you |could you )*(don't|do not|stop|avoid) (doing|say(ing)?)
  zh:
    - 重写|重寫|重新写|重新寫|改写|改寫|润色|再(写|改)(一)?(次|遍|下)|写得更|更(加)?(生动|口语|自然|专业)(一点|一些)?|不要(用|写|出现|包含|加|再)
  ru:
    - (перепиши|переделай|переформулируй|перефразируй|доработай)(те)?
    - (сделай(те)? )(это |его |её |текст )?(более|менее|получше|лучше|по-другому|иначе)|не (используй|пиши)(те)?
  fr:
    - réécris|réécrivez|réécrire|reformule[zr]?|refais|refaites|refaire
    - (rends|rendez|fais|faites)(-le|-la|-les| le| la| les| ça)? (plus|moins|mieux)|n'utilise pas
  es:
    - reescrib[^ ]+|reformul[^ ]+|rehaz[^ ]*|rehacer
    - (hazlo|hazla|házlo|que sea|que suene) (un poco )?(más|menos|mejor)|no uses|no incluyas
  pt:
    - reescrev[^ ]+|reformul[^ ]+|refaça|refazer
    - (deixe|torne|faça|deixa)(-o|-a| isso| o texto| ele)? (um pouco )?(mais|menos|melhor)|não use
  de:
    - schreib[^ ]* (es|das|den|die|ihn|sie)?( text)? ?(bitte )?(um|neu|nochmal|noch einmal|anders)|umschreiben
    - umformulieren|überarbeit[^ ]+|formulier[^ ]* (es|das|den|die|ihn|sie)?( text| satz)? ?(bitte )?(um|neu|anders)
    - mach[^ ]* (es|das|den|die|ihn|sie)?( text)? ?(bitte )?(etwas |ein bisschen |viel )?(mehr|weniger|besser|[^ ]+er)
    - verwende (kein|nicht)[^ ]*
  it:
    - riscriv[^ ]+|riformul[^ ]+|rifai|rifallo|rifare
    - (rendilo|rendila|fallo|falla|rendere) (un po' )?(più|meno|meglio)|non usare
  tr:
    - (yeniden|tekrar|ba[şs]tan) yaz[^ ]*|revize et[^ ]*|ba[şs]ka [şs]ekilde yaz[^ ]*
    - daha (iyi|do[ğg]al|resmi|samimi|ak[ıi]c[ıi]|basit|g[üu]zel) (yap|yaz|hale)[^ ]*|kullanma
  ar:
    - '[أا]عد (كتابة|صياغة)[^ ]*|[أا]عد كتابت[^ ]+|صياغة أخرى'
    - '[اأ]جعل[^ ]* (أكثر|أقل|أفضل|اكثر)|لا تستخدم'
positive:
  - {reply: "Draft follows.", user: "Rewrite this so that it sounds less robotic"}
  - {reply: "Draft follows.", user: "Make it more exciting"}
  - {reply: "初稿", user: "重新写一遍，更口语一点"}
  - {reply: "Черновик", user: "Перепиши, пожалуйста"}
  - {reply: "مسودة", user: "أعد كتابة النص بشكل أفضل"}
  - {reply: "Taslak", user: "Bunu yeniden yaz"}
negative:
  - {reply: "Draft follows.", user: "Continue"}
  - {reply: "Draft follows.", user: "Now write a tweet about it."}
  - {reply: "Hello!", user: "Rewrite the following essay: Life is a long road and we walk it together, each of us at our own pace, and it goes on and on until one day it ends and then there is nothing left but silence, as the poets say."}
*/
-- A long turn, or one after "send me the text", brings its own text and is no revision.
CASE
    WHEN words > 40 OR regexp_matches(said, '(following|below)[^:]*:') THEN NULL
    WHEN regexp_matches(said, '^(how|what|who|when|where|is|are|do|does|did|i|if)[^a-z]') THEN NULL
    WHEN length(reply) < 40 AND ends_asking(reply) THEN NULL
    WHEN early(said, phrase, 60) THEN phrase
END
