/*
name: praise
polarity: sat
rubric: praise
languages: [en, zh, ru, fr, es, pt, de, it, tr, ar]
strength: 0.85
finds: The user praises the reply or the assistant.
phrases:
  en:
    - ^(ok(ay)?|yes|yep|yeah|yup|wow|oh|omg|alright|ah|haha|lol|well|hey|no,?|hmm|and|thanks?|thank you)?[,.! ]*(that's|thats|that is|this is|this looks|that looks|it's|it is|it looks|looks|look|sounds|that sounds|these are|those are|they are|they're|you're|you are|that was|this was|all|it|these look|everything is|is)? ?(so |really |very |pretty |just |absolutely |simply |quite |actually |super |all |truly |fucking |looking |such |a |an |already )*(great|good|perfect|perfectly|awesome|excellent|amazing|wonderful|fantastic|brilliant|nice|cool|superb|lovely|beautiful|incredible|impressive|outstanding|fabulous|marvelous|terrific|splendid|neat|helpful|useful|interesting|fascinating|spot on|genius|insightful|hilarious|funny|magnificent|clever|smart|fun|sweet|sick|dope|bravo|phenomenal|stunning)(,? (job|work|stuff|answer|one|idea|ideas|start|explanation|point|response|list|suggestion|suggestions|example|examples|story|thanks|effort|attempt|information|info|tips|advice|summary|code|choice|poem|article|essay|observation|script))?(?:$|[.,!;:)…-]|( +(now|can|could|thanks|thank|but|please|next|let|lets|let's|write|what|how|i|i'm|i'd|i'll|this|that|so|and|with|continue|give|make|do|you|to|keep|one|add|create|go|is|it|it's|for|work|move|in|then|we|are|which|where|why|much|stuff|also|will|would|on|from|though|explanation|help|as|the|of|if)))
    - i (really |absolutely |just |do |actually |truly )*(love|like|loved|liked|enjoy|enjoyed|adore) (it|this|that|these|those|them|your|how (you|this|it)|what you|where (you|this)|the( [^ ]+)?( [^ ]+)? (aspect|idea|ideas|way|one|ones|part|concept|tone|style|direction|ending|title|story|version|line|bit|approach|angle|name|names|list|format|design|structure|suggestion|suggestions)|option|number|version|\d)
    - (good|great|nice|excellent|amazing|awesome|fantastic|wonderful|brilliant|well|superb|fine|perfect|solid) (job|work|done|answer|explanation|response|catch|stuff|going|one|try|effort|start|idea|poem|story|point|piece|output|result|summary)
    - (that|this|it|which|you|your [^ ]+)('s| is| was| were| are| have been|'ve been|'re| looks| sounds| reads) (been |really |very |so |extremely |super |incredibly |just |exactly |absolutely |actually |quite |all |pretty )*(great|perfect|awesome|excellent|amazing|wonderful|fantastic|brilliant|helpful|useful|beautiful|impressive|incredible|what i (needed|wanted|was looking for|need|want|had in mind)|the best|genius|good|spot on|on point|really nice|hilarious)
    - exactly what i (needed|wanted|need|want|was looking for|had in mind|meant|asked for)
    - you (rock|rule|nailed it|are the best|'re the best)
    - you (did (great|well|good|a (great|good|nice|fantastic|wonderful) job)|got it right)|nailed it|well done
    - well (written|put|said|explained)|(i'm|i am|very|so|color me) impressed|love it|loved it
    - best (answer|response|ai|one|explanation)|couldn't have (said|done) it better|10\/10|chef's kiss|two thumbs up
    - (more|even) (excellent|amazing|great) than
  zh:
    - ^(嗯|好的?|哇|对|是的)?[，,！!。 ]*(太|非常|很|真|挺|真的|特别|超级?)*(好的?很|好了|不错|不錯|棒|厉害|厲害|完美|优秀|優秀|精彩|漂亮|给力|牛逼?|赞|讚|强大|聪明|有用|有帮助)
    - ^(嗯|好的?|哇|对|是的)?[，,！!。 ]*(太|非常|很|真|挺|真的|特别|超级?)*(有意思|有趣|详细|清楚|专业)
    - (写|说|回答|做|解释|总结|翻译)得(太|非常|很|真|挺)?(好|棒|不错|不錯|清楚|详细|到位)|(我)?(很|非常|太)?喜欢(这个|这|它|你的)|正是我(想要|需要)的|干得(好|漂亮)|(很|非常)满意
    - 你(真|太)(棒|厉害|聪明|好)
  ru:
    - ^(о|ого|вау|да|ух ты|хорошо|ок|ну)?[,.! ]*(это |всё |все |просто |очень |реально |так |вообще )*(отлично|супер|класс(но)?|круто|здорово|прекрасно|замечательно|великолепно|шикарно|идеально|молодец|умница|браво|потрясающе|превосходно|хорошо получилось|огонь|красиво|интересно|отличн[^ ]+|прекрасн[^ ]+|полезно|хорош(ий|ая) (ответ|работа|текст|идея)|то,? что (надо|нужно))
    - (мне )?(очень |это |всё )*(нравится|понравил[^ ]+)|ты (молодец|лучший|лучшая|супер|умница|гений|крут[^ ]+)
    - именно то,? что (нужно|надо|я хотел[^ ]*)|хорошая работа|так (намного |гораздо )?лучше
  fr:
    - ^(oui|ok|wow|ah|bon)?[,.! ]*(c'est |c'était |tout est |vraiment |très |trop |absolument |juste )*(parfait|excellent|génial|super|magnifique|formidable|bravo|impeccable|très bien|merveilleux|incroyable|bien joué|cool|nickel|intéressant|utile|bonne? (idée|réponse|travail))
    - j'adore|j'aime (bien|beaucoup)|exactement ce (que|qu'il)|bon travail|beau travail
    - tu es (génial|super|le meilleur)|bien (écrit|expliqué|fait)|très utile|beaucoup mieux
  es:
    - ^(s[ií]|ok|wow|guau|bien|vale)?[,.! ¡]*(está |es |esto está |todo |muy |qué |realmente |súper |super )*(perfect[oa]|excelente|genial|increíble|maravillos[oa]|fantástic[oa]|estupend[oa]|buenísim[oa]|bravo|muy bien|buen trabajo|espectacular|impresionante|interesante|fabuloso|magnífic[oa]|bonito|hermoso|bien hecho|buena (idea|respuesta))
    - me (encanta|encantó|gusta|gustó|ha gustado)( mucho)?|justo lo que (quería|necesitaba|buscaba)
    - eres (genial|el mejor|increíble|lo máximo)|muy (útil|bueno|buena|bien)|mucho mejor
    - bien (hecho|escrito|explicado)
  pt:
    - ^(sim|ok|uau|nossa|bom)?[,.! ]*(está |é |isso é |ficou |muito |que |realmente |super )*(perfeit[oa]|excelente|ótim[oa]|incrível|maravilhos[oa]|fantástic[oa]|sensacional|que show|show de bola|muito bom|muito bem|parabéns|bom trabalho|espetacular|interessante|genial|boa (ideia|resposta))
    - adorei|amei|eu (adoro|amo)|gostei( muito)?|era (isso|exatamente)|exatamente o que (eu )?(queria|precisava)
    - você é (demais|incrível|o melhor|ótimo)|muito (útil|bom|boa|bem)|(bem|muito) melhor
    - bem (feito|escrito|explicado)
  de:
    - ^(ja|ok|okay|wow|oh|na)?[,.! ]*(das (ist|war|klingt|sieht) |sehr |wirklich |echt |ganz |einfach |alles )*(perfekt|super|toll|großartig|ausgezeichnet|hervorragend|klasse|prima|wunderbar|fantastisch|genial|spitze|exzellent|bravo|cool|sehr gut|gut gemacht|wunderschön|interessant|hilfreich|gute (arbeit|idee|antwort)|beeindruckend)
    - gefällt mir( sehr| gut)*|genau (das|was) (ich|wollte|brauche)|ich (liebe|mag) (es|das|die)
    - du bist (super|toll|der beste|großartig|klasse)|gut (gemacht|geschrieben|erklärt)|viel besser
    - sehr (gut|hilfreich|schön)
  it:
    - ^(sì|ok|wow|oh)?[,.! ]*(è |questo è |tutto |molto |davvero |veramente |che )*(perfett[oa]|ottim[oa]|eccellente)
    - ^(sì|ok|wow|oh)?[,.! ]*(è |questo è |tutto |molto |davvero |veramente |che )*(fantastic[oa]|bellissim[oa])
    - ^(sì|ok|wow|oh)?[,.! ]*(è |questo è |tutto |molto |davvero |veramente |che )*(bravissim[oa]|bravo|geniale)
    - ^(sì|ok|wow|oh)?[,.! ]*(è |questo è |tutto |molto |davvero |veramente |che )*(meraviglios[oa]|stupend[oa])
    - ^(sì|ok|wow|oh)?[,.! ]*(è |questo è |tutto |molto |davvero |veramente |che )*(benissimo|molto bene|ben fatto)
    - ^(sì|ok|wow|oh)?[,.! ]*(è |questo è |tutto |molto |davvero |veramente |che )*(interessante|incredibile)
    - ^(sì|ok|wow|oh)?[,.! ]*(è |questo è |tutto |molto |davvero |veramente |che )*(splendid[oa]|buon lavoro)
    - ^(sì|ok|wow|oh)?[,.! ]*(è |questo è |tutto |molto |davvero |veramente |che )*(utilissim[oa]|buona idea)
    - mi piace( molto| tanto)?|lo adoro|adoro|proprio (quello|ciò) che (volevo|cercavo|mi serviva)
    - sei (grande|un grande|fantastico|il migliore|bravissimo)|molto (utile|bello|bene|buono)|molto meglio
    - (ben|buon) (fatto|scritto|lavoro)
  tr:
    - ^(evet|vay|tamam|oo+|wow)?[,.! ]*([çc]ok |bu |ger[çc]ekten |hepsi |tam )*(harika( olmu[şs])?|m[üu]kemmel)
    - ^(evet|vay|tamam|oo+|wow)?[,.! ]*([çc]ok |bu |ger[çc]ekten |hepsi |tam )*(s[üu]per|m[üu]thi[şs])
    - ^(evet|vay|tamam|oo+|wow)?[,.! ]*([çc]ok |bu |ger[çc]ekten |hepsi |tam )*(g[üu]zel( olmu[şs])?|[çc]ok iyi)
    - ^(evet|vay|tamam|oo+|wow)?[,.! ]*([çc]ok |bu |ger[çc]ekten |hepsi |tam )*(iyi i[şs]|aferin|bravo|tebrikler)
    - ^(evet|vay|tamam|oo+|wow)?[,.! ]*([çc]ok |bu |ger[çc]ekten |hepsi |tam )*(muhte[şs]em|enfes|faydal[ıi])
    - ^(evet|vay|tamam|oo+|wow)?[,.! ]*([çc]ok |bu |ger[çc]ekten |hepsi |tam )*(etkileyici|efsane|kusursuz|ilgin[çc])
    - ^(evet|vay|tamam|oo+|wow)?[,.! ]*([çc]ok |bu |ger[çc]ekten |hepsi |tam )*iyi fikir
    - '[çc]ok (be[ğg]endim|sevdim|g[üu]zel|iyi|faydal[ıi]|yararl[ıi])|be[ğg]endim|bay[ıi]ld[ıi]m|ho[şs]uma gitti'
    - tam (istedi[ğg]im|arad[ıi][ğg][ıi]m)( gibi| [şs]ey)?|sen (harikas[ıi]n|s[üu]persin)|harikas[ıi]n
    - eline sa[ğg]l[ıi]k|iyi i[şs] [çc][ıi]kard[ıi]n|daha iyi oldu
  ar:
    - ^(نعم|واو|حسن[اًا]+|اه)?[،,.! ]*(هذا |إنه |انه |شيء )*(رائعة?|ممتازة?|مذهلة?|عظيمة?|جميلة?( جد[اًا]+)?)
    - ^(نعم|واو|حسن[اًا]+|اه)?[،,.! ]*(هذا |إنه |انه |شيء )*(جيدة?( جد[اًا]+)?|مثالية?|أحسنت|احسنت|برافو)
    - ^(نعم|واو|حسن[اًا]+|اه)?[،,.! ]*(هذا |إنه |انه |شيء )*(عمل (رائع|جيد|ممتاز)|حلو|مفيدة?( جد[اًا]+)?|مبهر|مدهش)
    - ^(نعم|واو|حسن[اًا]+|اه)?[،,.! ]*(هذا |إنه |انه |شيء )*إبداع
    - أعجبني|اعجبني|أحببت[^ ]*|أحب (هذا|ذلك)|هذا (بالضبط )?ما (أريد[^ ]*|أردت[^ ]*|احتاج[^ ]*|أحتاج[^ ]*)
    - أنت (رائع|الأفضل|ممتاز|عبقري)|أفضل بكثير|أحسنت|إجابة (رائعة|ممتازة|مفيدة|جيدة)
positive:
  - {reply: "Draft follows.", user: "Great! Now do that for my second essay"}
  - {reply: "Draft follows.", user: "I like the second idea, tell me more"}
  - {reply: "Draft follows.", user: "Awesome. Next chapter please"}
  - {reply: "初稿", user: "写得很好，继续"}
  - {reply: "Черновик", user: "Отлично, продолжай"}
  - {reply: "مسودة", user: "رائع جدا"}
  - {reply: "Taslak", user: "Çok güzel olmuş, devam et"}
  - {reply: "Entwurf", user: "Perfekt, jetzt bitte den zweiten Teil"}
negative:
  - {reply: "Draft follows.", user: "What is a good book on physics?"}
  - {reply: "Draft follows.", user: "Not great"}
  - {reply: "Draft follows.", user: "It would be great if you could add a table"}
  - {reply: "Draft follows.", user: "Great Britain has how many people"}
  - {reply: "Send me the text.", user: "Improve this review: This product is great and I love it"}
*/
CASE
    WHEN begins_task(said) THEN NULL
    WHEN regexp_matches(said, '^(improve|rewrite|edit|correct|fix|check|proofread|would|if|i (would|''d) like'
            || '|should|is|are|was|do|does|did|why|though)[^a-z]|^(well,? )?(that''s |that is |it''s '
            || '|this is )?(interesting|funny|nice|cool|fun|useful),? but ') THEN NULL
    WHEN regexp_matches(left(said, 120), '(^|[^\p{L}])(not|isn''t|isnt|wasn''t|aren''t|would be|would''ve been'
            || '|will be|could be|should be|should|if|don''t|didn''t|too|better if|more|less|any|some'
            || '|something|no|не|pas|no es|não|nicht|non|de[ğg]il) (so |very |really |that |a |be |particularly '
            || '|un |muy |muito |molto |sehr )*(great|good|perfect|awesome|nice|cool|helpful|useful|interesting'
            || '|funny|clever|impressive|like|love|нравится|понравил|bien|bon|bueno|gusta|bom|gut|bello'
            || '|piace|hilfreich|super)') THEN NULL
    WHEN regexp_matches(said, '(beğenmedim|sevmedim|不(太|是)?(好|喜欢)|لا (أحب|يعجبني))') THEN NULL
    WHEN contains(said, '"' || phrase) OR contains(said, '“' || phrase) THEN NULL
    WHEN early(said, phrase, 30) OR words <= 20 AND early(said, phrase, 70) THEN phrase
END
