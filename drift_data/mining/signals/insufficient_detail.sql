/*
name: insufficient_detail
polarity: dsat
rubric: insufficient detail
languages: [en, zh, ru, fr, es, pt, de, it, tr, ar]
strength: 0.65
finds: The user finds the reply too thin, vague or general.
phrases:
  en:
    - (too|so|very|pretty|kind of|kinda|a (bit|little)|rather) (vague|generic|general|broad|shallow|superficial)
    - (too|so|very|pretty|kind of|kinda|a (bit|little)|rather) (high[- ]level|basic|thin|obvious|simplistic)
    - (not|isn't|wasn't) (very |really )?(specific|detailed|deep|thorough|complete|comprehensive)( enough)?
    - not enough (detail|details|information|depth|info|examples|content)
    - ^(please |can you |could you |but )*(be (more )?specific|be more (detailed|precise|explicit|thorough))
    - (lacks?|lacking|needs?) (more )?(detail|details|depth|substance|specifics|examples|context)
    - (you|u)( have| haven't|'ve)? (not |only )?(provide|provided|gave|given|give) (me )?(the |any |a |only )?(actual|half|part|partial|incomplete|few|summary)
    - (is|was|looks|seems) incomplete|flesh(ed)? (it |this |that )?out
  zh:
    - 太(笼统|籠統|简单|簡單|简略|泛|宽泛|简短|空|空洞|概括)|不够(详细|具体|深入|全面)|不夠(詳細|具體)|(更|再)(加)?(具体|具體)(一)?(点|些)
  ru:
    - (слишком|очень) (обще|общо|поверхностно|кратко|расплывчато|размыто|мало)|поконкретнее
    - мало (деталей|информации|подробностей)
  fr:
    - (trop|assez|un peu) (vague|général|générale|superficiel[^ ]*|générique|bref)|sois plus précis
    - pas assez (de détails?|détaillé|précis)
  es:
    - (muy|demasiado|bastante) (vago|general|genéric[oa]|superficial|básico|escueto)|sé más específico
    - falta(n)? detalles?
  pt:
    - (muito|bastante|um pouco) (vago|geral|genéric[oa]|superficial|básico|raso)|seja mais específico
    - falta(m)? detalhes
  de:
    - (zu|sehr|recht|etwas) (vage|allgemein|oberflächlich|ungenau|generisch)
    - nicht (ausführlich|detailliert|konkret|genau) genug|werde? konkreter
  it:
    - (troppo|molto|un po') (vag[oa]|generic[oa]|general[ie]|superficiale|sintetic[oa])|sii più specifico
    - mancano dettagli
  tr:
    - '[çc]ok (genel|y[üu]zeysel|belirsiz)|yeterince (detayl[ıi]|a[çc][ıi]k) de[ğg]il|daha spesifik ol'
  ar:
    - (عام|مختصر|سطحي|غامض)ة? (جد[اًا]+|للغاية)|كن أكثر تحديد[اًا]+|ينقصه? (التفاصيل|تفاصيل)
positive:
  - {reply: "Exercise helps.", user: "Too vague, be more specific"}
  - {reply: "锻炼有用", user: "太笼统了，再具体一点"}
  - {reply: "Спорт полезен", user: "Слишком общо"}
  - {reply: "الرياضة مفيدة", user: "هذا عام جدا"}
  - {reply: "Spor iyidir", user: "Çok genel olmuş"}
negative:
  - {reply: "Exercise helps.", user: "What about sleep?"}
  - {reply: "Hello!", user: "Write a detailed essay about sleep"}
*/
CASE WHEN words <= 60 AND NOT begins_task(said) AND early(said, phrase, 100) THEN phrase END
