/*
name: length_complaint
polarity: dsat
rubric: style
languages: [en, zh, ru, fr, es, pt, de, it, tr, ar]
strength: 0.7
finds: The reply is too long or too short for the user.
phrases:
  en:
    - (too|so|very|way|a (bit|little)|still) (too )?(long|short|wordy|verbose|lengthy|brief|many words|big)( for| to)?
    - (too|so|very|way|a (bit|little)|still) (too )?(small|much text)( for| to)?
    - ^(please |can you |could you |now |ok(ay)? |but |make (it|this|that|them|the [^ ]+) |a (bit|little) |much |even |way )*(shorter|longer|shorten|briefer|more concise|concise|condense|trim|cut( it)? down|lengthen|less wordy|less verbose|reduce|be brief|be concise|keep it short)
    - (make|keep|write) (it|this|that|them|these|each|the [^ ]+) (a (bit|little|lot) |much |even |slightly |way |more )?(shorter|longer|short|concise|brief)
    - (needs? to|should|must|has to|might|supposed to) be (at least |under |less than |below |around |about |exactly |no more than |over |more than )?(\d+ ?(words?|chars?|characters|pages|sentences|lines|paragraphs|tokens)|shorter|longer|below \d+)
    - (only|less than|not even|more than|over|exceeds?|under) \d+ ?(words|characters|chars|sentences|lines)( long)?
    - (max|maximum|limit)( of)? \d+ ?(words?|chars?|characters|sentences|lines)
    - don't (need|want) (all|so much|that much|the (whole|long|explanation))
    - (just|only) (give|tell|say|show|answer|write) (me )?(the |with |a )?(answer|result|number|code|yes|one|name)
    - (just|only) (give|tell|say|show|answer|write) (me )?(the |with |a )?final
    - (say|give|answer) only (the )?(answer|result|code|number)
    - (no|without|skip the) (explanations?|long|intro|preamble)
  zh:
    - 太长|太長|太短|太啰嗦|太囉嗦|太冗长|(简短|簡短|精简|精簡|缩短|縮短|简洁|簡潔)(一?点|一些|一下)?|(写|寫)?(长|長|短)一?(点|點|些)|字数(太|不)|超(过)?(了)?字数|不(够|到)\d+字
    - 只(要|需要|给我)?(答案|结果)
  ru:
    - слишком (длинно|длинный|длинная|много|коротко|короткий|короткая|мало)|(по)?короче|покороче|подлиннее|длиннее
    - сократи(те)?|увеличь(те)? объ[её]м|больше текста|многословно|меньше (текста|слов|воды)|только ответ
  fr:
    - trop (long|longue|court|courte|verbeux|bavard)
    - (plus|moins) (court|courte|long|longue|concise?|bref|brève|verbeux)|raccourci[st]?|raccourcissez|rallonge[zr]?
    - allonge|résume plus|fais plus court|juste la réponse
  es:
    - (muy|demasiado) (larg[oa]s?|cort[oa]s?|extens[oa]|breve)
    - más (cort[oa]s?|larg[oa]s?|breve|concis[oa]|resumid[oa]|extens[oa])|acorta[^ ]*|acórta[^ ]*|alarga[^ ]*|resúmelo
    - hazlo más (corto|largo|breve)|s[oó]lo la respuesta
  pt:
    - (muito|longo demais|demasiado) ?(long[oa]|curt[oa]|extens[oa])
    - mais (curt[oa]s?|long[oa]s?|breve|concis[oa]|resumid[oa]|extens[oa])|encurte|diminua|reduza|aumente o texto
    - resuma mais|só a resposta|apenas a resposta
  de:
    - (zu|viel zu|etwas zu) (lang|kurz|ausführlich|langatmig|wortreich)|kürzer|länger
    - kürze[^ ]* (es|das|den|die|ihn|bitte)|kürz es|fass[^ ]* dich kurz|fasse? (es|dich) kürzer|verlängere
    - nur die antwort
  it:
    - (troppo|molto) (lung[oa]|cort[oa]|breve|prolisso)|più (cort[oa]|lung[oa]|breve|concis[oa]|sintetic[oa])
    - accorcia[^ ]*|allunga[^ ]*|riduci[^ ]*|sii (breve|conciso)|solo la risposta
  tr:
    - '[çc]ok (uzun|k[ıi]sa)( olmu[şs])?|daha (k[ıi]sa|uzun|[öo]z)|k[ıi]salt[^ ]*|uzat[^ ]*|k[ıi]sa tut'
    - sadece cevab?p?[^ ]*
  ar:
    - (طويل|قصير)ة? (جد[اًا]+|للغاية)|(أقصر|اقصر|أطول|اطول)( من (هذا|ذلك))?|اختصر[^ ]*|لخص[^ ]* أكثر|قص[ّ]?ر[^ ]*
    - بإيجاز|باختصار|الإجابة فقط|الجواب فقط
positive:
  - {reply: "Draft follows.", user: "That is too long"}
  - {reply: "Draft follows.", user: "please make it shorter"}
  - {reply: "初稿", user: "太长了，缩短一点"}
  - {reply: "Черновик", user: "Слишком длинно, сократи"}
  - {reply: "مسودة", user: "هذا طويل جدا، اختصر"}
  - {reply: "Taslak", user: "Çok uzun olmuş, kısalt"}
negative:
  - {reply: "Draft follows.", user: "How long does it take to boil an egg?"}
  - {reply: "Draft follows.", user: "Write a short story of 200 words"}
*/
CASE WHEN words <= 35 AND NOT begins_task(said) AND early(said, phrase, 70) THEN phrase END
