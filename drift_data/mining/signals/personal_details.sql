/*
name: personal_details
polarity: sat
rubric: personal details
languages: [en, zh, ru, fr, es, pt, de, it, tr, ar]
strength: 0.2
finds: The user opens up about a feeling or an opinion of their own; weak by itself.
phrases:
  en:
    - i feel (better|good|great|so much|much|relieved|happy|understood|seen|less)
    - that (reminds me|made me (smile|laugh|cry|feel|happy|think))|you made (my day|me (smile|laugh|happy))
    - my (wife|husband|kids?|son|daughter|mom|mother|dad|father|boss|team|friends?|girlfriend|boyfriend|students?|client|teacher) (will |is going to |would |really )?(love|loved|like|liked|be (happy|thrilled|impressed))
    - i (personally|also|always|really) (think|feel|believe|loved?|enjoy)
    - i('m| am) (so |very |really )?(happy|glad|excited|relieved|thrilled)
  zh:
    - (我(感觉|觉得)(好多了|好一点|很开心|轻松)|你让我(开心|笑|感动)|我(很|好)(开心|高兴|激动|感动)|我(老婆|老公|孩子|朋友|老板)(会|一定)?(很)?喜欢)
  ru:
    - мне (стало|гораздо|уже) (легче|лучше|спокойнее)|ты меня (рассмешил|порадовал|успокоил)[^ ]*
    - я (так |очень )?(рад|рада|счастлив[^ ]*)|это напомнило мне
  fr:
    - je me sens mieux|tu m'as fait (rire|sourire|plaisir)
    - je suis (si |très |trop )?(contente?|heureu(x|se)|ravie?|soulagée?)|ça me rappelle
  es:
    - me siento (mejor|bien|aliviad[oa])|me (hiciste|has hecho) (reír|sonreír|feliz)
    - (estoy|me siento) (muy |tan )?(feliz|content[oa]|emocionad[oa])|eso me recuerda
  pt:
    - me sinto (melhor|bem|aliviad[oa])|você me fez (rir|sorrir|feliz)
    - (estou|fiquei) (muito |tão )?(feliz|contente|animad[oa]|emocionad[oa])|isso me lembra
  de:
    - (ich fühle mich|mir geht es) (jetzt |schon )?(viel )?besser|du hast mich (zum lachen|zum lächeln|glücklich)
    - ich (bin|freue mich) (so |sehr |echt )?(froh|glücklich|erleichtert|sehr)|das erinnert mich
  it:
    - mi sento (meglio|bene|sollevat[oa])|mi hai fatto (ridere|sorridere|felice)
    - sono (molto |così )?(felice|content[oa]|emozionat[oa])|mi ricorda
  tr:
    - daha iyi hissediyorum|beni (g[üu]ld[üu]rd[üu]n|mutlu ettin)
    - ([çc]ok )?(mutluyum|mutlu oldum|sevindim|heyecanl[ıi]y[ıi]m)|hat[ıi]rlatt[ıi]
  ar:
    - (أشعر|اشعر) (بتحسن|بالراحة|بالسعادة|أفضل)|(أضحكتني|اضحكتني|أسعدتني)|أنا (سعيد|سعيدة|متحمس|مسرور)( جد[اًا]+)?
    - هذا يذكرني
positive:
  - {reply: "Here is a poem.", user: "That made me smile, my wife will love it"}
  - {reply: "一首诗", user: "我很感动"}
  - {reply: "Стих", user: "Мне стало легче"}
  - {reply: "قصيدة", user: "أنا سعيد جدا"}
  - {reply: "Şiir", user: "Beni güldürdün"}
negative:
  - {reply: "Here is a poem.", user: "Write one about my wife"}
*/
CASE WHEN words <= 60 AND NOT begins_task(said) AND early(said, phrase, 80) THEN phrase END
