/*
name: getting_there
polarity: sat
rubric: getting there
languages: [en, zh, ru, fr, es, pt, de, it, tr, ar]
strength: 0.65
finds: The user says that the reply is better or nearly there, though not yet right.
phrases:
  en:
    - (that's|that is|this is|it's|it is|looks?|much|a (bit|lot|little)|slightly|way|far|getting|sounds?|is|ok(ay)?,?|good,?) ([^ ]+ )?(better)(?:$|[.,!;:]| (but|now|thanks|thank|can|could|however|though|than))
    - ^(better|much better|closer|almost|nearly|not bad|pretty good|good start|so far so good|close( enough)?|warmer)
    - ^(getting (there|closer|better|warmer)|good,? but|great,? but|nice,? but|ok(ay)?,? (that's|good),? but)
    - ^(that's (good|great|nice|ok|fine|not bad|close|better),? but)
    - ^(it's (good|great|nice|ok|fine|not bad|close|better),? but)
    - (almost|nearly|very|pretty|so) (there|close|perfect|right|done|correct|good)(?:$|[.,!;:]| (but|just|now|except))
    - (good|great|nice|decent|solid) (start|first (draft|attempt|try)|beginning|progress|improvement|effort|attempt)
    - not bad|you're getting (there|closer|better|it)|going (fine|well|great)|right track|on track
    - (you are|you're|that's|we're) (improving|getting)|close enough|half right|partially (right|correct)|partly right
    - mostly (right|correct|good)|an? improvement
  zh:
    - 好(一?点|多|些)了|好多了|有(点)?进步|(差不多|快|基本上?)(了|对了|可以了)|还(不错|可以|行)[，,。！!]|不错[，,]?(但|不过|可是)|好[，,]?(但|不过|可是)
    - 很好[，,]?(但|不过|可是)|接近了|越来越好|比(刚才|之前|上一)[^，。]{0,6}好
  ru:
    - (уже |так |это |намного |гораздо |стало |чуть |немного |теперь )+лучше
    - почти (то|правильно|верно|идеально|получилось|так)|неплохо|(хорошо|отлично|нормально),? но
    - (близко|уже ближе|прогресс)
  fr:
    - (c'est|beaucoup|déjà|un peu|nettement) mieux|(presque|quasi) (parfait|ça|bon|correct)|pas mal
    - (bien|bon|super|parfait|c'est (bien|bon)),? mais|on (y est presque|progresse|s'approche)|bon début
  es:
    - (mucho|está|un poco|bastante|ya está) mejor|casi (perfecto|bien|correcto|listo|lo tienes)|nada mal|no está mal
    - (bien|muy bien|bueno|está bien|perfecto),? pero|vas (bien|mejorando)|te (estás acercando|acercas)
    - buen (comienzo|inicio)
  pt:
    - (muito|bem|está|ficou|um pouco|já está) melhor|quase (perfeito|isso|lá|certo|bom)|nada mal
    - (bom|muito bom|está bom|ficou bom|legal|ótimo),? mas|está (melhorando|chegando|quase)|bom começo
  de:
    - (schon|viel|etwas|deutlich|das ist|jetzt) besser|(fast|beinahe) (perfekt|richtig|gut|geschafft|so)
    - nicht schlecht|(gut|sehr gut|schön|super|ok),? aber|guter (anfang|ansatz|start)|(schon )?nah dran
    - auf dem richtigen weg
  it:
    - (molto|un po'|già|è|va) meglio|quasi (perfetto|giusto|corretto|ci siamo)|non male
    - (bene|bello|buono|va bene|ottimo|perfetto),? ma|ci (siamo quasi|stiamo avvicinando)
    - buon (inizio|punto di partenza)
  tr:
    - (biraz |[çc]ok |[şs]imdi |bu )*daha iyi( oldu| olmu[şs])?|neredeyse (oldu|tamam|do[ğg]ru|m[üu]kemmel)
    - fena de[ğg]il|(iyi|g[üu]zel|tamam|harika),? (ama|fakat)|yakla[şs]t[ıi]n|iyi bir ba[şs]lang[ıi][çc]
  ar:
    - (هذا|أصبح|الآن) (أفضل|افضل)|(أفضل|افضل) (بكثير|قليلا|الآن)|(تقريب[اًا]+|كاد) (صحيح|مثالي|ممتاز)?|ليس سيئ[اًا]*
    - لا بأس به|(جيد|رائع|ممتاز|حسن[اًا]+)،? (و?لكن)|اقتربت|بداية (جيدة|موفقة)
positive:
  - {reply: "Draft follows.", user: "Much better, but the ending is weak"}
  - {reply: "Draft follows.", user: "Almost there"}
  - {reply: "初稿", user: "好多了，但是还要改"}
  - {reply: "Черновик", user: "Уже лучше, но длинно"}
  - {reply: "مسودة", user: "هذا أفضل بكثير"}
  - {reply: "Taslak", user: "Fena değil, ama biraz uzun"}
negative:
  - {reply: "Draft follows.", user: "Which one is better?"}
  - {reply: "Draft follows.", user: "Make it better"}
  - {reply: "Draft follows.", user: "The first version was better"}
*/
CASE
    WHEN begins_task(said) OR regexp_matches(said, '(make|sound|write|explain|do|anything|something|version'
            || '|previous|first|original|one|which|was|were|be|думаю|anterior|vorher|önceki|السابق\p{L}*) (it '
            || '|them |that |is |are |was |were |looked |worked |sounds? )?(much |way |even |a lot )?(better'
            || '|besser|mejor|melhor|meglio|mieux|лучше)|[?？]$') THEN NULL
    WHEN early(said, phrase, 40) THEN phrase
END
