/*
name: tone_complaint
polarity: dsat
rubric: style
languages: [en, zh, ru, fr, es, pt, de, it, tr, ar]
strength: 0.65
finds: The user dislikes the tone, voice or wording of the reply.
phrases:
  en:
    - (too|so|very|way too|overly|a (bit|little)( too)?|sounds?( too| very| so)?|less|not (so|as|too)|wa+y+ too) (formal|informal|casual|robotic|stiff|dry|boring|flowery|cheesy|corny|cliche|clichéd?|cliched|dramatic|salesy|promotional|academic|technical|childish|polite|aggressive|positive|negative|enthusiastic|generic|artificial|fake|preachy|poetic|pompous|pretentious|harsh|rude|sarcastic|serious|emotional|repetitive|fancy|comedic|wordy|ai)
    - more (natural|human|human[- ]like|conversational|formal|casual|professional|friendly|creative|engaging|exciting)
    - more (realistic|personal|emotional|original|polite|assertive|persuasive|direct|subtle|interesting|catchy|fun)
    - more (funny|humorous|serious|neutral|poetic|descriptive|dramatic|authentic|unique|simple|compelling|academic)
    - (sounds?|reads?|feels?) (like (a|an) (robot|ai|machine|ad|advert[^ ]*|bot|child|textbook|press release)|off)
    - (sounds?|reads?|feels?) (unnatural|forced|weird|awkward|fake|robotic|generic)
    - (don't|do not|stop|quit) (be|being|lecture|lecturing|preach|preaching|apologi[sz]e|apologi[sz]ing|say sorry)
    - (don't|do not|stop|quit) (saying|moralizing|patroniz[^ ]+|repeat|repeating)
    - (change|adjust|fix) (the|your) (tone|style|voice|wording|language)
  zh:
    - 太(正式|官方|生硬|死板|机械|機械|书面|夸张|做作|肉麻|口语|平淡|枯燥|幼稚|啰嗦|俗)|(语气|語氣|口吻|风格)(不|太|要|更|改)|像(个|個)?机器|ai味|不(够|夠)?自然|别(再)?道歉
    - 不要(再)?道歉|更(自然|口语|幽默|有趣|生动|正式|专业)
  ru:
    - слишком (официально|формально|сухо|пафосно|скучно|наигранно|вычурно|слащаво)
    - (звучит|выглядит) (как робот|неестественно|странно|искусственно)
    - более (живо|живым|естественн[^ ]+|человечн[^ ]+|неформальн[^ ]+|официальн[^ ]+|разговорн[^ ]+)|поживее|посмешнее
    - повеселее|хватит (извиняться|морализировать|повторять)|не извиняйся
  fr:
    - trop (formel[^ ]*|familier|robotique|sec|ennuyeux|pompeux|scolaire|commercial|poli)
    - plus (naturel[^ ]*|humaine?|formel[^ ]*|professionnel[^ ]*|décontracté|drôle|créatif|chaleureux|percutant)
    - (le|de) ton (est|ne|plus|moins)|arrête de (t'excuser|répéter|dire)|ça sonne (faux|robot)
  es:
    - (muy|demasiado) (formal|informal|robótic[oa]|sec[oa]|aburrid[oa]|cursi|técnic[oa])
    - más (natural|human[oa]|formal|informal|profesional|creativ[oa]|divertid[oa]|personal|cercan[oa]|amigable)
    - más persuasiv[oa]|(suena|parece) (robótico|a robot|artificial|raro|forzado|un robot)
    - deja de (disculparte|repetir|decir)|cambia el tono
  pt:
    - (muito|formal demais|demasiado) (formal|informal|robótic[oa]|sec[oa]|chat[oa]|técnic[oa]|brega)
    - mais (natural|human[oa]|formal|informal|profissional|criativ[oa]|divertid[oa]|pessoal|amigável|persuasiv[oa])
    - (soa|parece) (robótico|artificial|um robô|estranho|forçado)|pare de (se desculpar|pedir desculpas|repetir)
    - mude o tom
  de:
    - zu (förmlich|formell|steif|trocken|langweilig|roboterhaft|werblich|kitschig|technisch)
    - (natürlicher|menschlicher|förmlicher|lockerer|persönlicher|professioneller|freundlicher|lustiger|kreativer)
    - klingt (nach|wie|zu|unnatürlich|künstlich|komisch|hölzern)|hör auf,? (dich zu|zu) [^ ]+|anderer (ton|stil)
  it:
    - troppo (formale|informale|robotic[oa]|fredd[oa]|noios[oa]|pompos[oa]|tecnic[oa])
    - più (naturale|uman[oa]|formale|informale|professionale|creativ[oa]|divertente|personale|amichevole)
    - (suona|sembra) (robotico|artificiale|un robot|strano|forzato)|smettila di (scusarti|ripetere)|cambia (il )?tono
  tr:
    - '[çc]ok (resmi|robotik|kuru|s[ıi]k[ıi]c[ıi]|yapay|abart[ıi]l[ıi])'
    - daha (do[ğg]al|samimi|insans[ıi]|resmi|profesyonel|yarat[ıi]c[ıi]|e[ğg]lenceli|i[çc]ten)|robot gibi
    - yapay (duruyor|geliyor)|[öo]z[üu]r dileme
  ar:
    - (رسمي|جاف|ممل|آلي|مبالغ)ة? (جد[اًا]+|فيه|للغاية)
    - (أكثر|اكثر) (طبيعية|إنسانية|رسمية|احترافية|إبداع[اًا]+|مرح[اًا]+|ودية|عفوية)|(كأنه|مثل|يشبه) (روبوت|آلة)
    - غي[ّ]?ر (الأسلوب|النبرة|أسلوبك)|توقف عن (الاعتذار|التكرار)
positive:
  - {reply: "Draft follows.", user: "waaay too formal"}
  - {reply: "Draft follows.", user: "It reads like a robot"}
  - {reply: "初稿", user: "太正式了，更自然一点"}
  - {reply: "Черновик", user: "Слишком официально"}
  - {reply: "مسودة", user: "هذا رسمي جدا"}
  - {reply: "Taslak", user: "Çok resmi, daha samimi olsun"}
negative:
  - {reply: "Draft follows.", user: "What is formal logic?"}
  - {reply: "Draft follows.", user: "Write a formal letter to my landlord"}
*/
CASE WHEN words <= 35 AND NOT begins_task(said) AND early(said, phrase, 80) THEN phrase END
