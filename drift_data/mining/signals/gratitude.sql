/*
name: gratitude
polarity: sat
rubric: gratitude
languages: [en, zh, ru, fr, es, pt, de, it, tr, ar]
strength: 0.85
finds: The user thanks the assistant for the reply just given.
phrases:
  en:
    - (many |great[,!]? |ok(ay)?[,!]? |awesome[,!]? |perfect[,!]? |cool[,!]? |nice[,!]? )*(thanks|thank (you|u|ya)|thankyou|thx|thnx|thanx|tnx|ty|tysm|tyvm|cheers|much obliged|kudos|bless you)( so much| very much| a lot| a million| again| a ton| a bunch)?
    - (i |really |much |greatly |so )*appreciate (it|that|this|your (help|time|answer|effort))
    - (i |really |much |greatly |so )*appreciate (the (help|info|answer|detail))
    - i('m| am) (so |very |really )?grateful|much appreciated
    - you('ve| have) been (very |so |really |extremely |super )?helpful
  zh:
    - (谢谢|謝謝|多谢|多謝|感谢|感謝|谢了|谢啦|辛苦了|太感谢|万分感谢|3q)
  ru:
    - (большое |огромное |ок,? |отлично,? |супер,? )*(спасибо|спс|спасибочки|благодарю)( (большое|огромное|тебе|вам))?
    - (большое |огромное |ок,? |отлично,? |супер,? )*(благодарствую|признател[^ ]+)( (большое|огромное|тебе|вам))?
    - (большое |огромное |ок,? |отлично,? |супер,? )*пасиб[^ ]*( (большое|огромное|тебе|вам))?
  fr:
    - (super,? |parfait,? |ok,? |grand )*(merci|mercii+)( beaucoup| bien| infiniment| à toi| à vous)?
    - (super,? |parfait,? |ok,? |grand )*(je (te|vous) remercie)( beaucoup| bien| infiniment| à toi| à vous)?
    - (super,? |parfait,? |ok,? |grand )*mille mercis( beaucoup| bien| infiniment| à toi| à vous)?
  es:
    - (muchas |mil |muchísimas |perfecto,? |ok,? |genial,? )*(gracias|te (lo )?agradezco)( totales| por [^ ]+)?
    - (muchas |mil |muchísimas |perfecto,? |ok,? |genial,? )*(se agradece|agradecid[oa])( totales| por [^ ]+)?
  pt:
    - (muito |ok,? |perfeito,? |ótimo,? )*(obrigad[oa]|obg|brigad[oa]|valeu|vlw|agradeço)( por [^ ]+| mesmo| demais)?
    - (muito |ok,? |perfeito,? |ótimo,? )*grat[oa] pela( por [^ ]+| mesmo| demais)?
  de:
    - (vielen |herzlichen |besten |tausend |super,? |ok,? |perfekt,? )*(dank|danke|dankeschön|dankesehr|ich danke)( dir| ihnen| schön| sehr| vielmals)?
  it:
    - (tante |mille |molte |perfetto,? |ok,? |ottimo,? )*(grazie|ti ringrazio|la ringrazio)( mille| tante| infinite)?
  tr:
    - ([çc]ok |harika,? |tamam,? |s[üu]per,? )*(te[şs]ekk[üu]r[^ ]*( ederim| ediyorum)?|sa[ğg] ?ol(un)?|eyvallah|tşk)
    - ([çc]ok |harika,? |tamam,? |s[üu]per,? )*(tsk|minnettar[ıi]m|elin(e|ize) sa[ğg]l[ıi]k)
  ar:
    - و?(شكر[اًا]*( جزيلا?| جزيل[اًا]*| لك| لكم| كثير[اًا]*)*|أشكرك|اشكرك|مشكور[^ ]*|تسلم[^ ]*|ممتن[^ ]*)
    - و?(جزاك الله( خير[اًا]*)?|يعطيك العافية|بارك الله فيك)
positive:
  - {reply: "Paris.", user: "Thanks, that's exactly what I needed!"}
  - {reply: "Paris.", user: "thank you for the information, now write a poem about it"}
  - {reply: "巴黎", user: "谢谢你，非常有用"}
  - {reply: "Париж", user: "Большое спасибо!"}
  - {reply: "باريس", user: "شكرا جزيلا لك"}
  - {reply: "Paris", user: "Çok teşekkür ederim"}
  - {reply: "París", user: "Muchas gracias"}
negative:
  - {reply: "Paris.", user: "Write a thank-you note to my boss."}
  - {reply: "Paris.", user: "Please write it again. Thanks in advance"}
  - {reply: "Paris.", user: "How do you say thank you in French?"}
  - {reply: "Paris.", user: "no thanks"}
  - {reply: "Paris.", user: "Can you please give me the list in a table? Thanks"}
*/
-- Thanks at the end of a request are manners; thanks at the start, or alone, answer the reply.
CASE
    WHEN regexp_matches(said, '(^|[^\p{L}])(no,? (thanks|thank)|thanks anyway|thank(s| you) (for nothing'
            || '|in advance|to |note|letter|card|email|speech|message)|say(ing)? thank|["«„]thank|how (do'
            || '|to|can)|gracias (de antemano|a )|obrigad[oa] desde já|merci d''avance|danke im voraus'
            || '|grazie in anticipo|заранее|شكرا مقدما|nein danke|no,? gracias|non,? merci|no,? grazie'
            || '|não,? obrigad)') THEN NULL
    WHEN begins_task(said) AND NOT early(said, phrase, 3) THEN NULL
    WHEN early(said, phrase, 45) AND NOT regexp_matches(said, '^(please|pls|can|could|would|will|i need'
            || '|i want|now|also|make|add|rewrite|translate|fix|continue|help|using|for)[^\p{L}]') THEN phrase
    WHEN words <= 14 AND NOT regexp_matches(said, '(^|[^\p{L}])(please|pls|can you|could you|would you'
            || '|por favor|bitte|per favore|s''il|пожалуйста|lütfen|من فضلك)([^\p{L}]|$)|请|[?？؟]') AND early(said, phrase, 80)
        AND NOT regexp_matches(said, '^(make|add|rewrite|translate|fix|continue|write|give|change|use'
                || '|do)[^\p{L}]') THEN phrase
END
