/*
name: worse_than_before
polarity: dsat
rubric: lower quality
languages: [en, zh, ru, fr, es, pt, de, it, tr, ar]
strength: 0.75
finds: The user says that an earlier reply, another model or a past day was better.
phrases:
  en:
    - (the |your )?(previous|last|first|earlier|original|other|old|prior|second) ([^ ]+ )?(was|were|is|looked|sounded|worked|had been|seems?) ([^ ]+ )?(better|fine|good|correct|right|nicer|closer)
    - (prefer|preferred) (the |your )?(previous|last|first|earlier|original|old|prior)( [^ ]+)?( better| more)?
    - (was|were|worked|looked|sounded|did) ([^ ]+ )?better (before|earlier|last time|the first time|previously)
    - (it|this|that|now it|you|which)('s| is| are|'re| got| gets| made it| became| looks?)? ?(even |much |actually |getting |gotten |got |way )*worse( than)?( before)?
    - (go|roll|switch|change it|put it|revert) ?back to (the |what|how|your)|^(undo|revert)
    - (you|it|this|chatgpt|gpt) used to (be|do|work|give|answer|know|write)
    - (worked|was working|was fine|was correct|it was|you were) (just )?(fine |well |correctly |right |better )?(before|earlier|the first time|until (now|you))
    - (gpt-?[34](\.5)?|chatgpt|claude|bard|gemini|bing|google|another ai|siri) (did|does|can do|is|was|gave|gives|knows|would) ([^ ]+ )?(better|it|right|correct(ly)?|smarter|this)
    - you('re| are| have| got|'ve) ([^ ]+ )?(dumber|lazier|worse|nerfed|dumbed down|lazy)
    - you('re| are| have| got|'ve) ([^ ]+ )?(less (helpful|accurate|smart))
  zh:
    - (之前|上一个|上个|刚才|前面|原来|第一(个|版|次)|以前)(的)?(那个|版本)?(更|比较|还|要)?好|还不如|不如(之前|上一|刚才|原来)|(越来越|更)差|变(差|笨|傻)了|变蠢|退步|改回(去|来)
    - 退回
  ru:
    - (раньше|прошлый|прошлая|предыдущий|предыдущая|первый|первая|до этого)( [^ ]+)? (был[аои]? )?лучше
    - стало (только )?(ещё |еще )?хуже|хуже,? чем|ещё хуже|еще хуже|ты (от)?тупел[^ ]*
    - верни(те)? (как было|обратно|назад|прошл[^ ]+|предыдущ[^ ]+)
  fr:
    - (la|le|ta|ton)? ?(version )?(précédente?|première?|premier)( [^ ]+)? (était|est) (mieux|meilleure?|bonne?)
    - (la|le|ta|ton)? ?(version )?(ancienne?|dernière)( [^ ]+)? (était|est) (mieux|meilleure?|bonne?)
    - c'était mieux( avant)?|c'est (encore )?pire|(encore )?pire qu'avant|reviens à|moins bien( qu'avant)?
  es:
    - (el|la|tu)? ?(anterior|primer[oa]?|última|original)( [^ ]+)? (era|estaba|fue|es) mejor
    - (estaba|era|lo hacías) mejor antes|antes (era|estaba|lo hacías|funcionaba) (mejor|bien)
    - (es|está|quedó|salió) (aún |todavía )?peor( que)?|vuelve a(l)? (la |lo )?(anterior|versión anterior|original)
  pt:
    - (o|a|sua)? ?(anterior|primeir[oa]|últim[oa]|original)( [^ ]+)? (era|estava|foi|é|ficou) melhor
    - antes (era|estava|funcionava) (melhor|bem)|(ficou|está|é) (ainda )?pior( que| do que)?
    - volt[ea] (para|à|ao) ([^ ]+ )?(anterior|original)
  de:
    - (die|der|das|deine)? ?(vorherige|letzte|erste|vorige|alte)r? ?([^ ]+ )?(war|ist|hat) (viel |deutlich )?besser
    - (die|der|das|deine)? ?ursprünglicher? ?([^ ]+ )?(war|ist|hat) (viel |deutlich )?besser
    - (war|ging|hat) (vorher|früher|vorhin)( noch)? besser|(wird|ist|war|jetzt) (immer |noch |ja )?schlechter( als)?
    - zurück zu[rm]?
  it:
    - (quell[oa]|la|il)? ?(precedente|prim[oa]|vecchi[oa]|original[ei])( [^ ]+)? (era|andava|è) (meglio|migliore)
    - (quell[oa]|la|il)? ?ultim[oa]( [^ ]+)? (era|andava|è) (meglio|migliore)|(era|andava) meglio prima
    - prima (era|andava|funzionava) (meglio|bene)|(è|ancora|sta) peggio( di prima)?|peggiorat[oa]
    - torna (alla|al) (versione )?(precedente|originale)
  tr:
    - ([öo]nceki|ilk|eski|bir [öo]nceki)( [^ ]+)? daha (iyi|g[üu]zel)(ydi|di)?|eskiden daha iyi[^ ]*
    - daha k[öo]t[üu]( oldu| olmu[şs])?|aptalla[şs]t[ıi]n|geri al|[öo]nceki (haline|s[üu]r[üu]me) (d[öo]n|getir)[^ ]*
  ar:
    - (السابق|الأول|القديم|الاول)ة? (كان(ت)?|أفضل|افضل)( أفضل| افضل)?|كان(ت)? (أفضل|افضل|أحسن)( من قبل| سابق[اًا]+)?
    - (أسوأ|اسوأ|اسوء)( من)?( السابق| قبل)?|[أا]صبحت (أسوأ|غبي[اًا]*)|(ارجع|عد|أرجع) إلى (السابق[^ ]*|النسخة)
positive:
  - {reply: "Second draft.", user: "The first version was better"}
  - {reply: "Second draft.", user: "This is even worse, go back to the original"}
  - {reply: "第二版", user: "还不如刚才那个"}
  - {reply: "Второй вариант", user: "Стало ещё хуже, верни как было"}
  - {reply: "نسخة ثانية", user: "النسخة السابقة كانت أفضل"}
  - {reply: "İkinci taslak", user: "Önceki daha iyiydi"}
negative:
  - {reply: "Second draft.", user: "Which is better for a beginner?"}
  - {reply: "Second draft.", user: "What is worse than losing a friend?"}
*/
CASE WHEN words <= 50 AND NOT begins_task(said) AND early(said, phrase, 100) THEN phrase END
