/*
name: negative_feedback
polarity: dsat
rubric: negative feedback
languages: [en, zh, ru, fr, es, pt, de, it, tr, ar]
strength: 0.8
finds: The user says that the reply is bad or of no use.
phrases:
  en:
    - useless|unhelpful|worthless|not (very |really |at all |that )?(helpful|useful|good( enough)?|great)
    - (isn't|wasn't|ain't) (very |really |that |at all )?(helpful|useful|good|great)
    - (this|that|it|it's|that's|your (answer|response|reply|code|output|result|writing|version))( is| was|'s| looks| sounds) (so |just |really |very |pretty |quite |kinda |kind of |absolutely |complete(ly)? |total(ly)? |a )*(bad|terrible|awful|horrible|crap|garbage|trash|rubbish|nonsense|gibberish|bullshit|bs|stupid|ridiculous|ugly|boring|lame|weak|disappointing|pathetic|poor|cheesy|cringe|meaningless|mess)
    - ^(ok(ay)? |but |better,? but |and |no,? )*(the|your|this|these|those|some)( [^ ]+)?( [^ ]+)? (is|are|looks?|seems?|sounds?|was|were) (so |very |really |too |pretty |just |a bit |completely )*(meaningless|ugly|terrible|awful|horrible|useless|crap|nonsense|gibberish|boring|lame|stupid|ridiculous|pointless|cringe)
    - (we|you)( are|'re) (just |only )?(going|running|talking) (around )?in circles
    - (i'm|i am|very|so|really) (not (happy|satisfied|impressed)|unhappy|dissatisfied|disappointed|unimpressed)
    - (i'm|i am|very|so|really) frustrated
    - (i )?(really )?(don't|do not|didn't|did not) (really |much |particularly )?(like|love) (it|this|that|the (result|output|tone|style|way|first|second|last|answer|response|name|names|idea)|any of|these|those|your)
    - i hate (it|this|that|the way|your)
    - (that|this|it) (doesn't|does not|didn't|did not) (really |even |actually )?(help|answer|address|make (any )?sense)( me| my| the)?
    - (makes|made) no sense
    - you('re| are) (not (listening|helping|helpful|understanding|getting it|making (any )?sense)|useless|wrong again)
    - you('re| are) (terrible|hopeless|no help|missing the point)
    - you (don't|do not|didn't|clearly don't|still don't) (even )?(understand|get it|get me|listen|help)
    - (thanks|thank you) for nothing
    - (waste|wasting) (of |my )?time
    - (miss|missed|missing|misses) the point
    - (bad|terrible|awful|horrible|poor|lousy) (answer|response|reply|job|advice|result|code|output|attempt|work|idea)
  zh:
    - (没|沒)(什么|有)?(用|帮助)|(没|沒)用|毫无(用|意义|帮助)|垃圾|废话|廢話|太差|很差|真差|不(太|够|夠)?好(看|用)?[，。！!]|不满意|不滿意|不(是)?很好|答非所问|答非所問|胡说|胡說
    - 瞎说|胡扯|糟糕|很烂|太烂|什么玩意|浪费(我的)?时间|失望|不喜欢(这|你)|你(没|沒)(理解|懂|明白)|你(根本)?不懂|没有意义|莫名其妙|看不懂你|(写|回答)得(不好|很差|太差|一般)
  ru:
    - (это )?(бесполезн[^ ]*|бред|чушь|ерунда|фигня|хрень|мусор|отстой|ужас(но|ный)?|плохо|плохой ответ|тупо|глупость)
    - (мне )?не (нравится|понравил[^ ]*|устраивает|помогло|помогает|годится|подходит)
    - ты (меня )?(не понял[^ ]*|не понимаешь|тупой|тупишь|издеваешься)|вы (меня )?не (поняли|понимаете)
    - (нет|никакого) смысла|бессмыслица|ходим по кругу|я (недоволен|недовольна|разочарован[^ ]*)
  fr:
    - (c'est|ce n'est|c est) (vraiment |complètement |totalement |très |trop )*(nul|mauvais|inutile|n'importe quoi)
    - (c'est|ce n'est|c est) (vraiment |complètement |totalement |très |trop )*(pas (bon|bien|top|terrible|utile|génial|ça))
    - (c'est|ce n'est|c est) (vraiment |complètement |totalement |très |trop )*(faible|décevant|ridicule|horrible)
    - (c'est|ce n'est|c est) (vraiment |complètement |totalement |très |trop )*(moche|ennuyeux)
    - (ça|cela) (n'a|n'aide|ne (m'aide|sert|répond|veut))( aucun sens| pas| à rien| rien dire)?
    - je (n'aime|n'aime vraiment|n'apprécie) pas|je ne suis pas (satisfaite?|content[^ ]*|convaincue?)
    - ça ne me (plaît|plait|convient) pas
    - tu (n'as|as) (rien|pas) compris|tu ne comprends (pas|rien)|vous (n'avez|avez) (rien|pas) compris|perte de temps
    - aucun sens|on tourne en rond
  es:
    - (esto |eso |es |está |estuvo |muy |tan )+(mal|malo|mala|inútil|horrible|terrible|pésim[oa]|ridículo|fatal)
    - (esto |eso |es |está |estuvo |muy |tan )+(basura|feo|aburrido|flojo)
    - no (me )?(sirve|sirvió|ayuda|ayudó|gusta|gustó|convence|convenció)( de nada| para nada| nada| mucho)?
    - no (tiene|tienen) (ningún )?sentido|no (me )?(entiendes|entendiste|comprendes|estás entendiendo)
    - qué (basura|porquería|asco)|pérdida de tiempo|estoy decepcionad[oa]|no estoy (content[oa]|satisfech[oa])
  pt:
    - (isso |está |ficou |é |foi |muito |tão )+(ruim|péssim[oa]|horrível|inútil|terrível|fraco|ridículo|feio|um lixo)
    - (isso |está |ficou |é |foi |muito |tão )+(lixo|chato)
    - não (me )?(ajudou|ajuda|serve|serviu|gostei|gosto|adiantou|adianta)( de nada| em nada| nada| muito| disso)?
    - (não faz|sem|não tem) (nenhum )?sentido|você não (me )?(entende|entendeu|está entendendo)|perda de tempo
    - estou decepcionad[oa]|não estou satisfeit[oa]
  de:
    - (das|es|deine antwort|die antwort|die|dies)( ist| war)? (wirklich |total |völlig |ziemlich |sehr |echt |leider |nur )*(schlecht|nutzlos|unbrauchbar|furchtbar|schrecklich|quatsch|unsinn|blödsinn|müll|mist|schwachsinn|sinnlos|langweilig|enttäuschend|nicht (gut|hilfreich|brauchbar|schön|toll))
    - (das )?(hilft|gefällt|nützt|bringt) (mir |uns )?(leider |überhaupt |so |gar )?(nicht|nichts)( weiter)?
    - (ergibt|macht) (keinen|keinerlei|überhaupt keinen) sinn|du verstehst (mich |es |das )?(einfach )?nicht
    - sie verstehen (mich )?nicht|zeitverschwendung|bin (nicht zufrieden|unzufrieden|enttäuscht)
    - wir drehen uns im kreis
  it:
    - (è |questo è |questa è |fa |molto |davvero )+(inutile|pessim[oa]|orribile|terribile|brutt[oa]|ridicol[oa])
    - (è |questo è |questa è |fa |molto |davvero )+(schifo|spazzatura|noios[oa]|una schifezza)
    - non (mi )?(aiuta|serve|è servito|piace|è piaciut[oa]|convince)( a niente| a nulla| per niente| molto| affatto)?
    - non (mi )?soddisfa( a niente| a nulla| per niente| molto| affatto)?
    - non (ha|hanno) (alcun |nessun )?senso|non (mi )?(capisci|hai capito)( niente| nulla)?|perdita di tempo
    - sono delus[oa]|non va bene|non è (utile|un granché|buon[oa])
  tr:
    - (çok |bu |hiç |tam bir )*(kötü( olmuş)?|berbat|rezalet|saçma( sapan)?|saçmalık|saçmalıyorsun|saçmalama)
    - (çok |bu |hiç |tam bir )*(işe yaramaz|işe yaramıyor|işe yaramadı|faydasız|yararsız|çöp|vasat|yetersiz)
    - (hiç |bunu |pek )*(beğenmedim|sevmedim|hoşuma gitmedi|memnun kalmadım|memnun değilim|hayal kırıklığı)
    - (beni |hiç |hala |hâlâ )*(anlamıyorsun|anlamadın)|anlamsız|zaman kaybı|iyi değil|güzel değil
  ar:
    - (هذا |إجابتك |الإجابة |الرد |جوابك |كلام )*(سيئة?|سيء|سيئ جد[اًا]+|غير مفيدة?|غير مفيد|ليس مفيد[اًا]*)
    - (هذا |إجابتك |الإجابة |الرد |جوابك |كلام )*(ليست مفيدة|فاشلة?|هراء|كلام فارغ|تافهة?|بلا فائدة|بدون فائدة)
    - (هذا |إجابتك |الإجابة |الرد |جوابك |كلام )*(لا فائدة من[هك]?|مخيب[^ ]*|ضعيفة?|غباء)
    - (لم |لا |ما )(يعجبني|تعجبني|يساعدني|تساعدني|تفهمني|تفهم( قصدي| ما أقصد)?|يفيدني|تفدني|أستفد|عجبني|فهمتني)
    - (لا معنى له|ليس له معنى|غير منطقي|مضيعة للوقت|انت لا تفهم|أنت لا تفهم|لست راضي[اًا]*|غير راض[^ ]*)
positive:
  - {reply: "Try restarting it.", user: "That's not very helpful."}
  - {reply: "Draft follows.", user: "I don't like it, too generic"}
  - {reply: "好的", user: "你的回答没什么用，太差了"}
  - {reply: "Вот текст.", user: "Мне не нравится, это бред"}
  - {reply: "هذه هي الإجابة", user: "هذا غير مفيد"}
  - {reply: "İşte metin.", user: "Hiç beğenmedim, çok kötü olmuş"}
  - {reply: "Aquí está.", user: "Eso no me sirve de nada."}
negative:
  - {reply: "Paris.", user: "What is a bad credit score?"}
  - {reply: "Hello!", user: "Write a story about a man who felt useless."}
  - {reply: "Draft follows.", user: "Not bad!"}
*/
-- A verdict stands at the start, or is all there is; later in a long text it belongs to a story or a task.
CASE
    WHEN begins_task(said) THEN NULL
    WHEN early(said, phrase, 60) OR words <= 25 THEN phrase
END
