/*
name: unrealistic_expectation
polarity: dsat
rubric: unrealistic expectation
languages: [en, zh, ru, fr, es, pt, de, it, tr, ar]
strength: 0.35
finds: The user insists on something the assistant cannot do, such as opening a link or remembering another chat.
phrases:
  en:
    - (yes,? )?(yes|sure|but|no|of course) you can
    - (but )?you (could|did|can|were able to)( do)? (it|that|this) (before|earlier|yesterday|last (time|week))
    - (but )?you (could|did|can|were able to)( do)? (it|that|this) (just now|a minute ago)
    - (why|how come) (can't|cant|can not|cannot) you
    - (just |then |so |please )+(google|search|look|browse|open|click|visit|go to) (it|that|this|the|for|online|up|on)
    - you (should|must|ought to) (be able to|know|have access|remember|have (known|remembered))
    - you have (access to|the ability|internet)
    - do you (really )?(not|n't) (know|remember|have)|don't you (know|remember|have)|how (can|could|do) you not
    - you don't even
  zh:
    - (你(明明|应该)(可以|能|会|知道)|你(之前|昨天|刚才)(还)?(可以|能)|为什么(你)?不能|你怎么(会)?不(能|会|知道)|你连[^，。]*都不)
  ru:
    - ты (же )?(можешь|умеешь|должен|должна) (знать|уметь|помнить|был|была)?|почему ты не можешь|раньше (ты )?мог(ла)?
    - но ты можешь
  fr:
    - tu (devrais|dois) (pouvoir|savoir)|pourquoi tu ne peux pas|mais si,? tu peux|tu pouvais (le faire )?avant
    - si,? tu peux
  es:
    - deberías (poder|saber)|¿?por qué no puedes|claro que puedes|sí que puedes|sí puedes|antes (sí )?(podías|pudiste)
  pt:
    - você (deveria|devia) (poder|saber|conseguir)|por que (você )?não (pode|consegue)
    - claro que (você )?(pode|consegue)|antes (você )?(podia|conseguia)
  de:
    - du (solltest|müsstest) (das )?(können|wissen)|warum kannst du (das )?nicht|doch,? (das )?kannst du
    - vorhin (konntest|ging)
  it:
    - (dovresti (poter|saper)[^ ]*|perché non puoi|certo che puoi|sì che puoi|prima (potevi|ci riuscivi))
  tr:
    - yapabilirsin|yapabilmen laz[ıi]m|bilmen (gerek|laz[ıi]m)|neden yapam[ıi]yorsun
    - daha [öo]nce (yapm[ıi][şs]t[ıi]n|yapabiliyordun)
  ar:
    - (بل (يمكنك|تستطيع)|يمكنك ذلك|لماذا لا (تستطيع|يمكنك)|يجب أن (تعرف|تستطيع|تتذكر)|كنت (تستطيع|قادر[اًا]*))
positive:
  - {reply: "I cannot open links.", user: "Yes you can, just open it"}
  - {reply: "我无法打开链接", user: "你之前还可以的"}
  - {reply: "Не могу открыть ссылку", user: "Но ты можешь"}
  - {reply: "لا أستطيع", user: "لماذا لا تستطيع"}
  - {reply: "Bunu yapamam", user: "Ama yapabilirsin"}
negative:
  - {reply: "Here it is.", user: "Tell me how to open a link in Python"}
*/
CASE WHEN words <= 40 AND NOT begins_task(said) AND early(said, phrase, 60) THEN phrase END
