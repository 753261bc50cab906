/*
name: ignored
polarity: dsat
rubric: ignored
languages: [en, zh, ru, fr, es, pt, de, it, tr, ar]
strength: 0.75
finds: The reply passed over something the user had asked for, and the user says so.
phrases:
  en:
    - (i|we)('ve| have)? (just |already |clearly |specifically |explicitly |only |never |literally )*(said|told you|asked( you| for)?|mentioned|specified|requested|stated|wrote|didn't (ask|say|mean|want|request|mention)|did not (ask|say|mean|want|request|mention)|never (asked|said|mentioned)|haven't asked|wanted (you to|a|an|the|it))
    - not what i('m| am| was| have|'ve)? ?(asked|asking|meant|mean|wanted|want|said|requested|need|needed)( for)?
    - not what i('m| am| was| have|'ve)? ?(looking for|was looking for|was thinking|expected|had in mind)( for)?
    - isn't what i (asked|meant|wanted|said|need)( for)?
    - as i (said|told|mentioned|asked|wrote|stated|already)
    - (you|u)('ve| have)? (just |also |again |still |completely |totally |clearly |seem to have |keep |even )*(forgot|forgotten|forget|ignored|ignoring|missed|skipped|left out|omitted|neglected|overlooked|forgetting|missing|failed to|stopped|didn't (answer|include|follow|do|use|add|mention|give|finish|read|provide|address|complete|change|respond|say|listen|write|explain|show|list|even)|did not (answer|include|follow|do|use|add|mention|give|finish|read|provide|address|complete|change|respond|write|explain)|haven't (answered|included|followed|done|used|added|mentioned|given|finished|provided|addressed|explained)|have not (answered|included|followed|done|used|added|mentioned|given|finished|provided|addressed|explained)|don't (follow|listen|answer|remember)|only (gave|wrote|listed|answered|did|included|provided|used|returned|showed)|never (answered|included|mentioned|gave))
    - (seems? like|looks like|i think) you (missed|forgot|ignored|skipped|misunderstood|misread|confused)
    - (seems? like|looks like|i think) you (are (missing|forgetting|ignoring|confus[^ ]+))
    - (follow|read|remember|obey|respect|reread|re-read|listen to|stick to) (the|my|what) (last |above |previous |original |first |rules|instructions?|prompt|question|request|guidelines|text|message|format|i said)
    - (answer|respond to) (my|what i) (actual |original |first |last |previous |second )?(question|asked)
    - (you|u) (misunderstood|misunderstand|misread|misinterpreted|didn't understand|did not understand)
    - (you|u) (got (it|me|that) wrong|are (not )?supposed to|were supposed to|were not supposed to)
    - (you|u) (weren't supposed to|should (have|be|not have)|shouldn't have)
    - (where('s| is| are)) (the|my) (rest|other|remaining|code|table|link|links|list|answer|second|third|last)
    - (has|have|had) (almost )?nothing to do with
    - (off[- ]topic|irrelevant|unrelated to (what|my|the)|besides the point|beside the point)
    - why (did|do|are|have|would) you (not|still|keep|changed?|remove|skip|stop(ped)?|repeat(ing)?|ignor(e|ing)|leave)
    - why (did|do|are|have|would) you (left|sa(y|id)|giv(e|ing)|mak(e|ing)|us(e|ing)|add(ed|ing)?|put|writ(e|ing))
    - why (did|do|are|have|would) you (switch|apologi[sz](e|ing)|making|adding)
    - why (didn't|don't|aren't|haven't|won't) you (just |even )?(answer|follow|use|do|add|include|give|write|listen)
    - why (didn't|don't|aren't|haven't|won't) you (just |even )?(mention|tell|say|show|finish|change|provide|read)
    - why (didn't|don't|aren't|haven't|won't) you (just |even )?(include|remember|explain)
  zh:
    - 我(说|說|问|問|要)(的|过|過)(是|不是)?|我(刚才|刚刚|已经|之前)(说|告诉|问|提)|我(没|沒)(有)?(问|说|让|要|叫)|你(忘|漏|忽略|没有?(回答|按|包含|提到|遵守|理解|写|给|看))
    - 你沒有?(回答|按|包含)|不是我(要|想要|问|说)的|我不是(问|说|要|让)|我(要|想要)的不是|为什么(你)?(不|没有?|总是|还)|理解错|没有按照|没回答|跑题|离题
  ru:
    - (я|мы) (же |уже |ведь |тебе |вам )*(просил[^ ]*|сказал[^ ]*|говорил[^ ]*|спрашивал[^ ]*|спросил[^ ]*|писал[^ ]*)
    - (я|мы) (же |уже |ведь |тебе |вам )*(указал[^ ]*|не (просил|спрашивал|говорил|сказал|имел)[^ ]*)
    - (ты|вы) (же |опять |снова |так и |вообще )*(забыл[^ ]*|пропустил[^ ]*|проигнорировал[^ ]*|игнориру[^ ]+)
    - (ты|вы) (же |опять |снова |так и |вообще )*(не (ответил|учел|учёл|учли|выполнил|указал|написал|дописал|добавил|использовал|сделал|закончил)[^ ]*)
    - не то,? что (я |мне |мы )?(просил|нужно|надо|спрашивал|хотел|имел)[^ ]*|не об этом|не про это|не по теме
    - почему ты (не|опять|снова|всё|все|постоянно)|ответь(те)? на (мой )?вопрос
  fr:
    - (j'ai|je t'ai|je vous ai|je n'ai) (pourtant |déjà |pas |bien |jamais )*(dit|demandée?|précisé|parlé|mentionné)
    - (j'ai|je t'ai|je vous ai|je n'ai) (pourtant |déjà |pas |bien |jamais )*écrit
    - (tu as|vous avez|tu n'as|vous n'avez) (encore |pas |complètement |toujours |juste )*(oubliée?s?|ignorée?|répondu|omis|manqué|respecté|inclus|suivi|fini|compris)
    - (ce n'est|c'est|c est|ce) pas ce que (je|j')( ?(demande|demandais|veux|voulais|ai demandé|cherche|souhaite))?
    - comme je (l'ai|te l'ai|vous l'ai)? ?(dit|demandé|disais)|hors[- ]sujet|pourquoi (tu|vous|as-tu) (ne|n'|pas|as)
    - pourquoi n'as-tu pas|réponds à (ma|la) question
  es:
    - (te|le|ya|yo|no te|no)( te| lo| he| había)* (dije|pedí|dicho|pedido|pregunté|mencioné|especifiqué|preguntado)
    - olvidaste|te olvidaste|has olvidado|ignoraste|has ignorado|te faltó|te falta|te faltaron|omitiste|te saltaste
    - no (respondiste|contestaste|incluiste|has (respondido|incluido|contestado|puesto)|pusiste|seguiste|hiciste)
    - no (terminaste|leíste)
    - no (es|era) lo que (te )?(pedí|quería|quiero|pregunté|dije|he pedido|busco|buscaba|necesito)
    - como (te )?(dije|he dicho|pedí)|¿?por ?qué no (has|pusiste|hiciste|respondes|incluiste|usas|usaste)
    - responde (a )?(mi|la) pregunta
  pt:
    - (eu|já|não|te|lhe)( te| já| lhe| não)* (disse|pedi|falei|perguntei|mencionei|solicitei|especifiquei)
    - (você|vc) (esqueceu|ignorou|pulou|omitiu|deixou de)
    - (você|vc) (não (respondeu|incluiu|colocou|seguiu|fez|terminou|usou|leu|entendeu|considerou))
    - não (é|era|foi|foi isso) (bem )?(isso )?(o )?que (eu )?(pedi|queria|quero|perguntei|disse|preciso)
    - como eu (disse|pedi|falei)|por ?que você não|responda (à )?(minha|a) pergunta
  de:
    - ich (hab|habe|hatte) (dir |dich |doch |schon |bereits |ja |aber |nicht |nie |ihnen |sie )*([^ ]+ )?([^ ]+ )?([^ ]+ )?(gesagt|gefragt|gebeten|geschrieben|erwähnt|verlangt|gemeint)
    - (du hast|sie haben|hast du) ([^ ]+ )?([^ ]+ )?([^ ]+ )?(vergessen|ignoriert|übersehen|ausgelassen|weggelassen)
    - (du hast|sie haben|hast du) ([^ ]+ )?([^ ]+ )?([^ ]+ )?(nicht (beantwortet|berücksichtigt|beachtet|genannt|verwendet|gemacht|geschrieben|eingebaut))
    - (das (ist|war) )?nicht(,)? (das,? )?was ich (wollte|will|meinte|meine|gefragt|suche|brauche)
    - wie (ich )?(schon )?gesagt|warum (hast|machst|schreibst|nimmst|bist|antwortest) du
    - das (hab|habe) ich (dich |doch |gar )?nicht (gefragt|gesagt|gemeint|gewollt)|beantworte (meine|die) frage
    - thema verfehlt
  it:
    - (ti|te l'|l'|non ti|già|io) ?(avevo|ho|avevo già|ho già|ho solo) ?(già |mai |solo |appena |anche )*(detto|chiesto|scritto|specificato|domandato)
    - (hai|ti sei|non hai) (dimenticat[oa]|ignorat[oa]|saltat[oa]|omess[oa]|scordat[oa]|tralasciat[oa]|risposto)
    - (hai|ti sei|non hai) (incluso|seguito|inserito|finito|considerato|messo|letto)
    - non (è|era) (quello|ciò|cosa) che (ho chiesto|volevo|voglio|intendevo|cercavo|chiedevo|ti ho chiesto)
    - come (ho|ti ho|avevo) detto|perché (non hai|continui)|rispondi alla (mia )?domanda|fuori tema
  tr:
    - (ben |sana |size |zaten |sadece |öyle )*(demi[şs]tim|s[öo]yledim|s[öo]ylemi[şs]tim|istemi[şs]tim|sormad[ıi]m)
    - (ben |sana |size |zaten |sadece |öyle )*(istemedim|demedim|sordum ama|dedim ya|dedi[ğg]im gibi)
    - (ben |sana |size |zaten |sadece |öyle )*(s[öo]yledi[ğg]im gibi|bunu (kastetmedim|istemedim|sormad[ıi]m|demedim))
    - unuttun[^ ]*|unutmu[şs]sun|atlad[ıi]n|atlam[ıi][şs]s[ıi]n|g[öo]rmezden geldin|cevap vermedin|cevaplamad[ıi]n
    - eklemedin|yazmad[ıi]n|dikkate almad[ıi]n|yapmad[ıi]n|yanl[ıi][şs] anlad[ıi]n|anlamam[ıi][şs]s[ıi]n
    - (istedi[ğg]im|sordu[ğg]um|kastetti[ğg]im|dedi[ğg]im) ([şs]ey )?(bu |o |b[öo]yle )?de[ğg]il
    - neden [^?]*(m[ıi]yorsun|mad[ıi]n|medin|muyorsun)|konu d[ıi][şs][ıi]|soruma cevap ver
  ar:
    - (لقد |أنا |كما |قد )*(قلت لك|طلبت منك|سألتك|ذكرت لك|أخبرتك|اخبرتك|كما (قلت|ذكرت|طلبت))
    - (لقد |أنا |كما |قد )*(لم (أطلب|اطلب|أقل|أسأل|اسأل|أقصد|اقصد)|طلبت [^ ]+)
    - (نسيت|تجاهلت|أغفلت|أهملت|لم (تجب|تذكر|تكمل|تكتب|تتبع|تلتزم|تضف|ترد|تجبني|تفعل|تستخدم|تفهم سؤالي))
    - ليس (هذا )?(ما|الذي) (طلبت[^ ]*|أريد[^ ]*|اريد[^ ]*|قصدت[^ ]*|سألت[^ ]*)|ليس هذا (ما|المطلوب|سؤالي)
    - أجب (على|عن) سؤالي|خارج الموضوع|لماذا (لم|لا) (ت[^ ]+)
positive:
  - {reply: "A list follows.", user: "I did not say a short list, I said a full one."}
  - {reply: "Draft follows.", user: "You forgot the second question"}
  - {reply: "Draft follows.", user: "That's not what I asked for"}
  - {reply: "概述如下", user: "我问的不是这个，你没有回答我的问题"}
  - {reply: "Вот список", user: "Я же просил пять примеров, а ты забыл"}
  - {reply: "هذه القائمة", user: "ليس هذا ما طلبته"}
  - {reply: "Liste", user: "Ben bunu istemedim"}
  - {reply: "Liste", user: "Das ist nicht das was ich wollte"}
negative:
  - {reply: "Which one do you mean?", user: "I asked about the second one"}
  - {reply: "Draft follows.", user: "Write about the day I forgot my keys"}
  - {reply: "Draft follows.", user: "I wanted to know what you think of jazz"}
*/
CASE
    WHEN ends_asking(reply) AND length(reply) < 200 THEN NULL
    WHEN regexp_matches(said, '^(write|create|generate|explain|translate|tell|imagine|list|act)[^a-z]'
            || '|if i |^i (wanted|asked) (to (know|ask)|my )') THEN NULL
    WHEN early(said, phrase, 100) AND words <= 120 OR words <= 30 THEN phrase
END
