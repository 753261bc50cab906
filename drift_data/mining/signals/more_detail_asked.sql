/*
name: more_detail_asked
polarity: dsat
rubric: insufficient detail
languages: [en, zh, ru, fr, es, pt, de, it, tr, ar]
strength: 0.35
finds: The user asks for more detail or for the whole of something; often a mere follow-up.
phrases:
  en:
    - (more|further|greater|additional|extra) (in[- ]depth|detail|details|detailed|depth|specific|specifics|thorough)
    - (more|further|greater|additional|extra) (comprehensive|elaborate|elaboration|explicit|precise)
    - ^(please |can you |could you |now |but )*(go (much )?deeper|go into more|in (more )?detail|deeper|elaborate)
    - ^(please |can you |could you |now |but )*expand
    - (full|entire|complete|whole|actual) (code|script|file|list|answer|version|text|program|class|function)
    - (full|entire|complete|whole|actual) (implementation|solution|html|table)
  zh:
    - (更|再)(加)?(详细|詳細|深入|全面)|详细(一?点|一些|说|解释)|展开(说|讲|一下|写)|完整(的)?(代码|版|列表|程序)
  ru:
    - (по)?подробнее|более (подробно|детально|развёрнуто|конкретно)|конкретнее|детальнее|распиши(те)?|разверни(те)?
    - весь код|полный (код|текст|список)|полностью
  fr:
    - plus (de détails?|détaillée?|précise?|précis|approfondie?|complet|en détail)|développe[zr]?|détaille[zr]?
    - approfondis|code (complet|entier)
  es:
    - más (detalles?|detallad[oa]|específic[oa]|a fondo|profund[^ ]*|complet[oa]|información|desarrollad[oa])
    - desarrolla[^ ]*|profundiza|amplía[^ ]*|código completo
  pt:
    - mais (detalhes?|detalhad[oa]|específic[oa]|profund[^ ]*|complet[oa]|informaç[^ ]+|elaborad[oa])|desenvolva[^ ]*
    - aprofunde|detalhe|código completo
  de:
    - (mehr|weitere) (details?|einzelheiten|informationen|tiefe)|ausführlicher|detaillierter|genauer|konkreter
    - präziser|geh[^ ]* (mehr )?ins detail|(ganzen|vollständigen|kompletten|gesamten) code
  it:
    - più (dettagli|dettagliat[oa]|specific[oa]|approfondit[oa]|complet[oa]|nel dettaglio|precis[oa])|approfondisci
    - sviluppa[^ ]*|amplia[^ ]*|codice (completo|intero)
  tr:
    - daha (detayl[ıi]|ayr[ıi]nt[ıi]l[ıi]|spesifik|kapsaml[ıi]|derin|a[çc][ıi]klay[ıi]c[ıi])|detayland[ıi]r[^ ]*
    - a[çc]ar m[ıi]s[ıi]n|tam kod[^ ]*|kodun tamam[ıi][^ ]*
  ar:
    - (تفاصيل|معلومات) (أكثر|اكثر|أكبر)|بتفصيل( أكثر)?|بالتفصيل|المزيد من (التفاصيل|التفصيل)
    - (أكثر|اكثر) (تفصيلا|تفصيل[اًا]*|تحديد[اًا]+|عمق[اًا]+)|توسع|(الكود|النص) (كامل[اًا]*|الكامل)
positive:
  - {reply: "Exercise helps.", user: "go into more detail"}
  - {reply: "锻炼有用", user: "再详细一点"}
  - {reply: "Спорт полезен", user: "Подробнее"}
  - {reply: "الرياضة مفيدة", user: "أريد تفاصيل أكثر"}
  - {reply: "Spor iyidir", user: "Daha detaylı yaz"}
negative:
  - {reply: "Exercise helps.", user: "What about sleep?"}
  - {reply: "Hello!", user: "Write a detailed essay about sleep"}
*/
CASE WHEN words <= 20 AND early(said, phrase, 50) AND NOT begins_task(said) THEN phrase END
