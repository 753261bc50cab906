/*
name: compliance
polarity: sat
rubric: compliance
languages: [en, zh, ru, fr, es, pt, de, it, tr, ar]
strength: 0.75
finds: The user followed the reply and reports that it worked, or that it met the demand.
phrases:
  en:
    - (it|that|this|everything|code|all|they|which|script|one|those|solution|now it|both)('s)? (now |all |finally |totally |perfectly |actually |does |did |seems to |seems to be |just |is |has |really )*(work|works|worked|working|runs|ran|solved|fixed|did the trick|does the trick|helped|compiles|compiled|passes|passed)( now| fine| great| perfectly| well| like a charm| thanks| as expected| beautifully| good| correctly)*(?:$|[.,!:;)]| (but|thank|thanks|now|and|so|the|for|how|can|next|let))
    - (that|this|you|it) (solved|fixed|resolved|answers?|answered) (it|my|the|that|this)
    - ^(ok(ay)?|yes|yep|great|perfect|wow|thanks|cool|nice)?[,.! ]*(it )?(works|worked|working|fixed|solved|done|success|it's working|it works)( now| great| perfectly| fine| well| thanks)*(?:$|[.,!:;])
    - i('ve| have)? (just )?(tried|did|followed|used|tested|ran|implemented|installed|done|applied) (it|that|this|your|the|all|what|those|these)( [^ ]+)?( [^ ]+)?( and|,) (it )?(works|worked|it's|was|helped|got|great|perfect)
    - (that's|that is|this is) (correct|right|exactly (right|it))
    - ^(correct|exactly|precisely|bingo|that's it|that's right|yes exactly|yes,? that's (it|right|correct))(?:$|[.,!])
    - ^(right answer|you('re| are) (right|correct))(?:$|[.,!])
  zh:
    - 成功了|可以(用|运行|工作)?了|(能|可以)(用|运行)了|好使了?|解决了|解決了|(问题|問題)(已经)?解决|搞定了?|有效果?了?|管用|运行成功|没问题了|对了[，,。！!]|(答|说|回答)对了
    - 正确[！!。]|完全正确|没错
  ru:
    - (всё |все |теперь |это |код |уже |наконец |ура,? )*(работает|сработал[^ ]*|заработал[^ ]*|получилось|помогло|запустил(ся|ось|ась)|решил(о|ось|ась))(?:$|[.,!)]| (теперь|спасибо|но|отлично))
    - (верно|правильно|точно|именно|всё верно|всё правильно)(?:$|[.,!])
  fr:
    - ((ça|cela|tout|il|elle|le code) )?(a (bien )?(fonctionné|marché))(?:$|[.,!])
    - ((ça|cela|tout|il|elle|le code) )?((fonctionne|marche)( bien| parfaitement| maintenant| très bien)?)(?:$|[.,!])
    - ((ça|cela|tout|il|elle|le code) )?(est (résolu|corrigé|réglé))(?:$|[.,!])
    - (exactement|c'est (ça|exact|correct|juste)|correct|problème résolu)(?:$|[.,!])
  es:
    - ((ya |ahora |sí |todo |me )*(funciona|funcionó|sirvió|sirve|quedó|resuelto|solucionado|ha funcionado|anda)( bien| perfecto| perfectamente| ahora| muy bien)?)(?:$|[.,!])
    - ((exacto|exactamente|correcto|así es|eso es|es correcto|problema resuelto))(?:$|[.,!])
  pt:
    - ((agora |já |sim |tudo |isso )*(funcionou|funciona|deu certo|resolvido|resolveu|rodou|está funcionando)( bem| perfeitamente| agora| muito bem)?)(?:$|[.,!])
    - ((exato|exatamente|correto|isso mesmo|é isso|está (certo|correto)|certo isso))(?:$|[.,!])
  de:
    - ((es|das|jetzt|alles|nun|code) )*(funktioniert|klappt|läuft|geht|hat (geklappt|funktioniert|geholfen)|gelöst)( jetzt| gut| super| perfekt| einwandfrei| alles| nun)*(?:$|[.,!])
    - (genau|richtig|korrekt|stimmt|das stimmt|das ist richtig|exakt)(?:$|[.,!])
  it:
    - ((ora |adesso |sì |tutto |mi )*(funziona|ha funzionato|risolto|è risolto|va bene così|è andato)( bene| perfettamente| ora| benissimo)?)(?:$|[.,!])
    - ((esatto|esattamente|corretto|giusto|proprio così|è corretto))(?:$|[.,!])
  tr:
    - (([şs]imdi |evet |bu |art[ıi]k )*([çc]al[ıi][şs]t[ıi]|[çc]al[ıi][şs][ıi]yor|oldu|i[şs]e yarad[ıi]|[çc][öo]z[üu]ld[üu]|d[üu]zeldi|hallettim|halloldu))(?:$|[.,!]| te[şs]ekk[^ ]+)
    - ((do[ğg]ru|aynen|kesinlikle|tam olarak|evet do[ğg]ru))(?:$|[.,!]| te[şs]ekk[^ ]+)
  ar:
    - ((نعم،? |الآن |لقد |إنه |انه )*(يعمل( الآن| بشكل (جيد|ممتاز))?|نجح(ت)?|اشتغل|تم (حل|الحل|الإصلاح)( المشكلة)?|حُلت المشكلة|انحلت))(?:$|[.,!،])
    - ((صحيح|بالضبط|تمام[اًا]*|هذا صحيح|إجابة صحيحة))(?:$|[.,!،])
positive:
  - {reply: "```py\nprint(x)\n```", user: "It works now, thanks"}
  - {reply: "Restart it.", user: "that fixed my problem"}
  - {reply: "重启", user: "问题解决了"}
  - {reply: "Перезапустите", user: "Заработало!"}
  - {reply: "أعد التشغيل", user: "تم حل المشكلة"}
  - {reply: "Yeniden başlat", user: "Evet, çalıştı"}
negative:
  - {reply: "Restart it.", user: "It never worked"}
  - {reply: "Restart it.", user: "How does it work?"}
  - {reply: "Restart it.", user: "Это не работает"}
*/
CASE
    WHEN begins_task(said) OR regexp_matches(left(said, 100), '(^|[^\p{L}])(not|never|doesn''?t|does not'
            || '|didn''?t|isn''?t|can''?t|won''?t|don''?t|nothing|if|make|how|why|so that|only|be|should'
            || '|не|ne|pas|no|não|nicht|non|de[ğg]il|لا|لم|ليس|غير) ([\p{L}'']+ ){0,2}(work|works|working'
            || '|worked|fix|fixed|run|runs|done|right|correct|funcion|fonctionne|marche|работает|сработал'
            || '|верно|правильно|sirve|funktioniert|richtig|funziona|yaradı|corretto|correcto|certo|يعمل'
            || '|صحيح)') THEN NULL
    WHEN regexp_matches(left(said, 100), '(works?|runs|correct|right|working)[^.]* but .*(not|n''t|no) '
            || '|doesn?t work|didn?t work') THEN NULL
    WHEN regexp_matches(said, '不(能|可以)|没(有)?解决|[?？؟]$') OR ends_asking(reply) AND words <= 3 THEN NULL
    WHEN early(said, phrase, 50) THEN phrase
END
