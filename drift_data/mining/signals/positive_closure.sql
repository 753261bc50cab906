/*
name: positive_closure
polarity: sat
rubric: positive closure
languages: [en, zh, ru, fr, es, pt, de, it, tr, ar]
strength: 0.65
finds: The user ends on a good note and asks for nothing more.
phrases:
  en:
    - good ?bye|bye( bye)?|see (you|ya)( later| soon| tomorrow)?|talk to you (later|soon|tomorrow)
    - have a (great|good|nice|wonderful|lovely) (day|night|evening|weekend|one)|good night|take care|until next time
    - that('s| is| will be|'ll be) (all|it|everything)( for (now|today)| i need(ed)?)?|that's enough for (now|today)
    - (i'll|i will) (be back|come back|try (it|that|this)|let you know|use (it|that|this)|give it a (try|go|shot))
    - nice (talking|chatting|working) (to|with) you|no (more|further|other) questions
    - i('m| am) (all set|good now|done)|you too|same to you|it was (nice|great|fun) (talking|chatting|working)
  zh:
    - (再见|再見|拜拜|晚安|回头见|下次(见|再聊)|就这些(了|吧)?|没有(别的|其他)?问题了|祝你(愉快|好)|今天就到这|我(去)?试试)
  ru:
    - до свидания|пока|до встречи|до завтра|спокойной ночи|хорошего (дня|вечера)|всего (доброго|хорошего)
    - это (всё|все)|на этом (всё|все)|больше вопросов нет|вопросов (больше )?нет|попробую|удачи
  fr:
    - au revoir|à (bientôt|plus( tard)?|demain)|bonne (journée|soirée|nuit)|c'est tout( pour (le moment|aujourd'hui))?
    - je vais essayer|salut|plus de questions?|bonne continuation
  es:
    - adi[óo]s|hasta (luego|pronto|mañana|la próxima)|buenas noches|que tengas (un )?buen[^ ]*|eso es todo
    - es todo( por (ahora|hoy))?|nos vemos|lo (probaré|intentaré)|voy a probar[^ ]*|chao
  pt:
    - tchau|até (logo|mais|amanhã|breve|a próxima)|boa noite|(tenha um )?bom dia
    - é (só|isso|tudo)( isso)?( por (hoje|enquanto|agora))?|vou (testar|tentar|experimentar)|adeus|abraços?
  de:
    - tschüss|tschüs|auf wiedersehen|bis (bald|später|morgen|dann)|gute nacht|(einen )?schönen (tag|abend)( noch)?
    - das (ist|war|wär'?s?|wäre) (alles|es|dann alles)|das war's|ich (probiere|versuche|teste) (es|das)|mach'?s gut
    - keine (weiteren )?fragen( mehr)?
  it:
    - arrivederci|ciao|a (presto|domani|dopo)|buona (notte|giornata|serata)|buonanotte|è tutto( per (ora|oggi))?
    - ci vediamo|(ci|lo) (provo|proverò)|nessun'altra domanda
  tr:
    - g[öo]r[üu][şs][üu]r[üu]z|ho[şs][çc]a ?kal([^ ]+)?|iyi (geceler|g[üu]nler|ak[şs]amlar)|bu kadar( yeter| yeterli)?
    - hepsi bu( kadar)?|bay bay|kendine iyi bak|deneyece[ğg]im|ba[şs]ka sorum yok
  ar:
    - مع السلامة|وداع[اًا]+|إلى اللقاء|الى اللقاء|تصبح على خير|يوم[اًا]* سعيد[اًا]*|طاب يومك|هذا كل شيء
    - هذا كل ما (أحتاج[^ ]*|أريد[^ ]*)|سأجرب (ذلك|هذا)?|سأحاول|ليس لدي أسئلة
positive:
  - {reply: "It is 12.", user: "That's all for now, bye"}
  - {reply: "是12", user: "再见，晚安"}
  - {reply: "Это 12", user: "Это всё, до свидания"}
  - {reply: "إنه 12", user: "مع السلامة"}
  - {reply: "Bu 12", user: "Görüşürüz"}
negative:
  - {reply: "It is 12.", user: "Say goodbye to the reader in the last line"}
  - {reply: "It is 12.", user: "no, bye"}
*/
CASE
    WHEN words <= 18 AND NOT begins_task(said) AND NOT regexp_matches(said, '[?？؟]|wrong|useless|stupid'
            || '|not |hate|fuck|^no[,.! ]|^(say|add|end|include)[^\p{L}]')
        AND (words <= 8 OR early(said, phrase, 40)) THEN phrase
END
