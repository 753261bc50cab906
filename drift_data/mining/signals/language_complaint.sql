/*
name: language_complaint
polarity: dsat
rubric: style
languages: [en, zh, ru, fr, es, pt, de, it, tr, ar]
strength: 0.45
finds: The reply came in the wrong language and the user says which one it should be.
phrases:
  en:
    - (^|i said |i asked for |please |again |answer |reply |respond |speak |write |but |no[,.]? )+(in|only) (english|spanish|french|german|italian|portuguese|russian|chinese|arabic|turkish|hindi|japanese|korean|polish|dutch)(,? please| only|,? not [^ ]+)?[.!]*$
    - (wrong|not (in|the right)) (language|english|spanish|french|german|italian|portuguese|russian|chinese|arabic)
    - (wrong|not (in|the right)) (turkish|hindi|japanese|korean)
    - why (are|is|did) (you|it|this) ([^ ]+ )?(in|speaking|using|switch(ing)? to|answer(ing)? in|write in|writing in|respond in) (english|spanish|french|german|italian|portuguese|russian|chinese|arabic|turkish|hindi|japanese|korean)
    - i (don't|do not|can't|cannot) (speak|read|understand) (english|spanish|french|german|italian|portuguese|russian)
    - i (don't|do not|can't|cannot) (speak|read|understand) (chinese|arabic|turkish|hindi|japanese|korean)
  zh:
    - ^(请|請)?(用|说|說|使用|讲)?(中文|汉语|简体中文|繁体中文|英文|英语)(回答|回复|写|说|版|吧|谢谢|翻译|呢)?[。！!，,]*$|(为什么|怎么)(是|用|说)(英文|中文|英语)
    - 不要(用)?(英文|中文)|(我要|我说的是)(中文|英文)
  ru:
    - (^|ответь(те)? |напиши(те)? |пиши(те)? |говори(те)? |пожалуйста,? |только |а |на )+на (русском|английском|украинском|казахском)( языке)?[.!]*$
    - (почему|зачем) (ты |вы )?([^ ]+ )?(на|по) ?-?(английском|английски)|по-русски|по русски
  fr:
    - (^|réponds |répondez |écris |parle |traduis |mais )+en (français|anglais)( s'il (te|vous) plaît| stp| svp)?[.!]*$
    - pourquoi (en anglais|tu (parles|réponds|écris) (en )?anglais)|pas en anglais
  es:
    - (^|responde |escribe |habla |contesta |pero |por favor |ahora )+en (español|castellano|inglés)( por favor)?[.!]*$
    - ¿?por qué (en inglés|me (hablas|respondes|escribes) en inglés)|no en inglés
  pt:
    - (^|responda |escreva |fale |mas |por favor |agora )+em (português|inglês)( por favor)?[.!]*$
    - por que (em inglês|você (está )?(falando|respondendo|respondeu|escreveu) em inglês)|não em inglês
  de:
    - (^|antworte |schreib |schreibe |bitte |sprich |aber |auch |jetzt |alles )+auf (deutsch|englisch)( bitte)?[.!]*$
    - warum (auf englisch|antwortest du auf englisch|schreibst du (auf )?englisch)|nicht auf englisch
  it:
    - (^|rispondi |scrivi |parla |ma |per favore |adesso )+in (italiano|inglese)( per favore| grazie)?[.!]*$
    - perché (in inglese|mi (rispondi|scrivi|parli) in inglese)|non in inglese
  tr:
    - ^(l[üu]tfen )?(t[üu]rk[çc]e|ingilizce)( l[üu]tfen| yaz[^ ]*| cevap[^ ]*| ver[^ ]*| olsun| olarak| konu[şs][^ ]*| s[öo]yle[^ ]*| [çc]evir[^ ]*)*[.!]*$
    - neden (ingilizce|t[üu]rk[çc]e)|t[üu]rk[çc]e de[ğg]il
  ar:
    - ^(باللغة |ب)?(العربية|بالعربية|بالعربي|عربي|الانجليزية|بالإنجليزية)( من فضلك| لو سمحت| فقط)?[.!]*$
    - (أجب|اجب|اكتب|تكلم|تحدث|رد) (ب|بال|باللغة )(العربية|العربي|الإنجليزية|لعربية|لعربي)
    - لماذا (ب|تكتب |تجيب )?(ال|بال)(إنجليزية|انجليزية|انجليزي)
positive:
  - {reply: "La réponse est 12.", user: "In English, please"}
  - {reply: "It is 12.", user: "请用中文回答"}
  - {reply: "It is 12.", user: "Пиши на русском"}
  - {reply: "It is 12.", user: "أجب بالعربية"}
  - {reply: "It is 12.", user: "Türkçe cevap ver"}
  - {reply: "It is 12.", user: "auf deutsch bitte"}
negative:
  - {reply: "It is 12.", user: "How do you say dog in German?"}
  - {reply: "It is 12.", user: "Translate it to French"}
*/
-- Asking for another language is a complaint when the user writes in it; a bare "in German" is mostly a next step.
CASE WHEN words <= 14 AND NOT regexp_matches(said, '(translate|say|word for|called|mean)') THEN phrase END
