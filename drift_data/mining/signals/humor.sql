/*
name: humor
polarity: sat
rubric: humor
languages: [en, zh, ru, fr, es, pt, de, it, tr, ar]
strength: 0.4
finds: The user laughs or jokes along in a friendly way.
phrases:
  en:
    - (ha|he|hi){2,}h?|lol+|lmao+|lmfao|rofl|xd+|hilarious
    - (that's|that is|that was|this is|so|very|pretty|really) funny|you('re| are) (so )?funny|made me laugh
    - cracking me up|i'm dying
  zh:
    - (哈哈+|呵呵呵+|嘿嘿|笑死|太(好笑|搞笑|逗)|好(好笑|搞笑)|233+|有意思哈)
  ru:
    - ((а?ха){2,}х?|ахах[^ ]*|хех+|лол|ржу|смешно|забавно|прикол(ьно)?|насмешил[^ ]*)
  fr:
    - (mdr+|ptdr+|lol|haha+|hihi+|(c'est|trop|très) (drôle|marrant)|tu m'as fait rire)
  es:
    - (ja){2,}j?|(je){2,}|jajaj[^ ]*|lol|xd+|(qué|muy|que) (gracioso|divertido|chistoso)|me (hiciste|dio) (reír|risa)
  pt:
    - ((ha){2,}|k{3,}|(rs){2,}|rsrs[^ ]*|kkk[^ ]*|lol|(que|muito) (engraçado|hilário)|me fez rir)
  de:
    - ((ha){2,}|(hi){2,}|lol|(sehr|echt|das ist|ziemlich) (lustig|witzig)|musste lachen)
  it:
    - ((ah){2,}a?|(ha){2,}|lol|(che|molto|è) (ridere|divertente|buffo)|mi hai fatto ridere)
  tr:
    - ((ha){2,}|(ah){2,}|asd[^ ]*|sjsj[^ ]*|lol|[çc]ok komik[^ ]*|komikmi[şs]|g[üu]ld[üu]m)
  ar:
    - (ه{3,}|(ها){2,}|(هه){2,}|لول|مضحك( جد[اًا]+)?|أضحكتني|اضحكتني)
positive:
  - {reply: "Why did the hen cross?", user: "hahaha nice"}
  - {reply: "笑话", user: "哈哈哈太好笑了"}
  - {reply: "Шутка", user: "Ахаха, смешно"}
  - {reply: "نكتة", user: "ههههه"}
  - {reply: "Şaka", user: "Hahaha çok komik"}
negative:
  - {reply: "Hens.", user: "Tell me something funny"}
  - {reply: "Hens.", user: "lol no that's wrong"}
*/
CASE WHEN words <= 30 AND NOT begins_task(said) AND NOT regexp_matches(said, '(^|[^\p{L}])(not|no|wrong'
        || '|isn''t|make|more|нет|не|nicht|non|pas|stupid|dumb|lol you)([^\p{L}]|$)|不') THEN phrase END
