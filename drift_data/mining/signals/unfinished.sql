/*
name: unfinished
polarity: dsat
rubric: insufficient detail
languages: [en, zh, ru, fr, es, pt, de, it, tr, ar]
strength: 0.45
finds: The user says that the reply breaks off or gives fewer items than asked; a bare "continue" is none of this.
phrases:
  en:
    - (you|it|your (answer|response|reply|code|message|output)|that|this|the (code|answer|response|list|table|output|last [^ ]+))('s| is| was| has| got| were| have)? ?(just |only |been |being |suddenly |again |still )*(stopped|cut[- ]off|cut short|truncated|incomplete|unfinished|ended abruptly|got stuck|froze|not (complete|finished|done))
    - (only|just) (\d+|one|two|three|four|five|six|seven)( of)?( [^ ]+)?( here| there| listed| shown| given)?[.!]*$
    - (only|just) (eight|nine|half)( of)?( [^ ]+)?( here| there| listed| shown| given)?[.!]*$
    - (there('s| is| are)|i (see|count|need|asked for|want)|that's) (only|just) (\d+|one|two|three|four|five|half)
    - (that is|those are|it's) (only|just) (\d+|one|two|three|four|five|half)
    - (not|isn't|wasn't|aren't|haven't|didn't|don't) (all|complete|finish(ed)?( it| the [^ ]+)?|done)
    - (missing|left out|lacks|without) (the |a |an |some |one |two |\d+ )?(rest|part|parts|end|ending|conclusion)
    - (missing|left out|lacks|without) (the |a |an |some |one |two |\d+ )?(section|sections|items|lines|half|last)
    - (missing|left out|lacks|without) (the |a |an |some |one |two |\d+ )?(point|points|step|steps|columns?|rows?)
    - (all|write|give|list|show|want|need) (of |me )*(them |the |all )*(all|entire|whole|rest|remaining|other)
    - (all|write|give|list|show|want|need) (of |me )*(them |the |all )*\d+ of them
  zh:
    - (没(有)?(写|说|说|回答|输出|生成|显示|列|做)(完|全|完整)|沒寫完|不完整|断了|中断了|少了|缺(少|了)|漏了|只(有|给|写|列)了?(一|二|两|三|四|五|\d)|还有(呢|其他|剩下))
  ru:
    - не (дописал|закончил|полностью|полный|весь|все|всё|хватает)[^ ]*|оборвал[^ ]*|обрывается|прервал[^ ]*
    - только (один|два|три|половин[^ ]+|\d+)|где (остальн[^ ]+|продолжение)|допиши(те)?
  fr:
    - incomplète?|(tu|vous) (n'as|n'avez) pas (fini|terminé)|(s'est|est|a été) (coupée?|arrêtée?|interrompue?)
    - il (en )?manque|(seulement|que) \d+|où est (le|la) (reste|suite)
  es:
    - incomplet[oa]|no (has )?(terminaste|terminado|acabaste)|se (cortó|detuvo|quedó)|falta(n)?
    - (solo|sólo) (hay|son|diste|pusiste|me diste|\d+)|¿?(dónde|y) (está )?el resto
  pt:
    - incomplet[oa]|não (terminou|acabou|completou)|(parou|cortou|foi cortado|ficou pela metade)|falt(a|am|ou|aram)
    - (só|apenas) (tem|são|deu|\d+)|(cadê|onde está) o resto
  de:
    - unvollständig|nicht (fertig|vollständig|komplett|alle)|abgebrochen|abgeschnitten|(es|da) (fehlt|fehlen)
    - nur (\d+|eine?|zwei|drei|die hälfte)|wo ist der rest
  it:
    - incomplet[oa]|non (hai )?(finito|terminato|completato)|si è (interrott[oa]|fermat[oa]|bloccat[oa])
    - (è stat[oa] )?(troncat[oa]|tagliat[oa])|manca(no)?|(solo|soltanto) \d+|dov'è il resto
  tr:
    - eksik|yar[ıi]m kald[ıi]|yar[ıi]da (kald[ıi]|kesildi|b[ıi]rakt[ıi]n)|bitirmedin|tamamlamad[ıi]n
    - tamam[ıi] de[ğg]il|sadece (\d+|bir|iki|[üu][çc]|yar[ıi]s[ıi])|devam[ıi] nerede|gerisi nerede
  ar:
    - غير (مكتمل|كامل)ة?|لم (تكمل|تنته|تكتمل|ينته)|ناقصة?|(انقطع|توقفت|توقف)|ينقص[^ ]*
    - فقط (واحد|اثن[^ ]+|ثلاث[^ ]*|\d+)|أين (الباقي|البقية|التكملة)
positive:
  - {reply: "1. a", user: "You stopped in the middle, it's incomplete"}
  - {reply: "1. a", user: "There are only three"}
  - {reply: "1. 甲", user: "没写完，不完整"}
  - {reply: "1. а", user: "Ты не дописал"}
  - {reply: "1. أ", user: "الإجابة غير مكتملة"}
  - {reply: "1. a", user: "Eksik, yarım kaldı"}
negative:
  - {reply: "1. a", user: "Continue"}
  - {reply: "1. a", user: "Go on please"}
*/
CASE WHEN words <= 30 AND NOT begins_task(said) AND NOT ends_asking(reply) AND early(said, phrase, 70) THEN phrase END
