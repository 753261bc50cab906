/*
name: insult
polarity: dsat
rubric: negative feedback
languages: [en, zh, ru, fr, es, pt, de, it, tr, ar]
strength: 0.75
finds: The user insults the assistant or swears at the reply.
phrases:
  en:
    - (you('re| are|r)?|u( r|r)?|ur|such|what|fucking|stupid|dumb|useless|shut up)( are| is| such)?( a| an| so| really| just| fucking| very| pretty)* (stupid|dumb|idiot|idiotic|moron|retard(ed)?|useless|pathetic|trash|garbage|a joke|liar|lying|annoying|worthless|suck|piece of (shit|crap|trash)|bitch|asshole|dumbass|clown|incompetent)
    - fuck (you|off|this|u)|screw you|wtf|what the (fuck|hell|heck)|stfu|go to hell|damn it|dammit|goddamn
    - for (fuck|god|christ)'?s? ?sakes?|you suck|this sucks|ffs|jesus christ|omg (no|you)
  zh:
    - (傻(逼|b|叉|瓜)|白痴|弱智|智障|脑残|蠢(货|蛋|死)|笨蛋|你(好|真|太|是不是)(笨|蠢|傻|烂)|滚(蛋|开)?[!！。]|废物|他妈|妈的|去死|操你|垃圾(ai|人工智能)|人工智障)
  ru:
    - (ты )?(тупой|тупая|тупица|идиот|дурак|дебил|кретин|дура|придурок|бестолковый|бестолочь)
    - (ты )?(бесполезн[^ ]+ (бот|нейросеть))
    - пош[её]л ты|иди (на|в) [^ ]+|заткнись|что за (бред|херня|хрень|чушь)|какого (хрена|чёрта|черта)|бля(ть|дь)?|сука
  fr:
    - (tu es|t'es|espèce d[e']|quel(le)?) ?(un |une |vraiment |trop )*(nul(le)?|idiot(e)?|stupide|débile|con|conne)
    - (tu es|t'es|espèce d[e']|quel(le)?) ?(un |une |vraiment |trop )*(bête|imbécile|inutile)
    - (va te faire [^ ]+|putain|merde|ta gueule|ferme-la|n'importe quoi)
  es:
    - (eres|qué|que) (un |una |muy |tan )*(inútil|idiota|estúpid[oa]|tont[oa]|imbécil|pésim[oa]|mierda|basura)
    - (vete a la mierda|mierda|joder|maldita sea|qué porquería|no sirves( para nada)?)
  pt:
    - (você é|vc é|que|seu|sua) (um |uma |muito |tão )*(inútil|idiota|burr[oa]|estúpid[oa]|imbecil|lixo|péssim[oa])
    - (vai se foder|merda|porra|caralho|droga|não serve pra nada)
  de:
    - (du bist|bist du|so ein|was für ein|du) (ein |eine |echt |so |wirklich |total |voll )*(dumm|blöd|idiot|nutzlos|unfähig|schlecht|vollidiot|trottel|doof|mist|scheiß[^ ]*)
    - (verdammt|scheiße|fick dich|halt (die|deine) (klappe|fresse|schnauze)|so ein (mist|scheiß|quatsch))
  it:
    - (sei|che) (un |una |proprio |davvero |così )*(inutile|idiota|stupid[oa]|scem[oa]|imbecille|deficiente)
    - (sei|che) (un |una |proprio |davvero |così )*(pessim[oa]|merda|schifo)
    - (vaffanculo|merda|cazzo|fai schifo|porca miseria|maledizione|non servi a niente)
  tr:
    - (sen )?(aptal|salak|gerizekal[ıi]|geri zekal[ıi]|beceriksiz|i[şs]e yaramaz|ahmak)(s[ıi]n|s[ıi]n[ıi]z)?
    - (siktir[^ ]*|lanet( olsun)?|kahretsin|kapa [çc]eneni|defol)
  ar:
    - (أنت |انت |يا )(غبي[^ ]*|أحمق|احمق|حمار|فاشل[^ ]*|كاذب|سيء|عديم الفائدة|تافه|كذاب)
    - (اللعنة|تبا لك|تب[اًا]+|اخرس|غبي)
positive:
  - {reply: "It is 12.", user: "you are so stupid"}
  - {reply: "是12", user: "你真蠢，人工智障"}
  - {reply: "Это 12", user: "Ты тупой"}
  - {reply: "إنه 12", user: "أنت غبي"}
  - {reply: "Bu 12", user: "Aptalsın"}
negative:
  - {reply: "Hello.", user: "You are a robot, right"}
  - {reply: "It is 12.", user: "Why is my brother so stupid?"}
  - {reply: "It is 12.", user: "What is a bot?"}
*/
CASE WHEN words <= 30 AND NOT begins_task(said) AND early(said, phrase, 80) THEN phrase END
