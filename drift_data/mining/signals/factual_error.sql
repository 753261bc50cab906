/*
name: factual_error
polarity: dsat
rubric: factual error
languages: [en, zh, ru, fr, es, pt, de, it, tr, ar]
strength: 0.8
finds: The user says that the reply is wrong or holds a mistake.
phrases:
  en:
    - (that|this|it|which|what you (said|wrote)|your( [^ ]+)? [^ ]+|the( [^ ]+)? [^ ]+|step \d+|line \d+|answer|these|those|they)('?s| is| are|'re| was| were| looks?| seems?)?( to be| still| also| just| completely| totally| clearly| simply| all| factually| obviously| both)* (wrong|incorrect|inaccurate|false|not (quite |really |entirely |actually |exactly |even )?(right|correct|true|accurate|so|valid|the case|how)|invalid|mistaken|untrue|outdated)
    - (that|this|it)'s (a )?(wrong|mistake|false|lie)
    - (isn't|aren't|wasn't|weren't) (quite |really |entirely |actually |even )?(right|correct|true|accurate|valid)
    - (you|you've|you have) (just |still |also |even )?(made|make|got|get|are making) (a |an |another |the same |some |several |that |it |this |them )*(mistakes?|errors?|wrong|typo)
    - (you('re| are)|u r|ur) (still |completely |totally |just )?(wrong|incorrect|mistaken|lying|hallucinating)
    - (you('re| are)|u r|ur) (still |completely |totally |just )?(making (this|that|it|things|stuff) up)
    - (you('re| are)|u r|ur) (still |completely |totally |just )?(confus(ing|ed)|contradicting)
    - you (just )?(made (this|that|it|them) up|misspel[^ ]+|misquoted|mistook|mixed up|miscounted|miscalculated)
    - you (just )?(confused|invented|contradict[^ ]*)
    - (there('s| is| are|s)|has|had|contains?|with|found|see|spotted|noticed) (still )?(a|an|some|several|many|another|the same|lots of|multiple|\d+|two|one) ([^ ]+ )?(mistakes?|errors?|typos?|bugs?|inaccurac[^ ]+|problems? with|issues? with) ?(in|with|there|here)?
    - same (mistake|error|problem|issue|bug|thing happens)
    - ^(no,? |but )?(that's |this is |that is |it's |still )?(the |a )?wrong (answer|again|one|number|code|format)
    - ^(no,? |but )?(that's |this is |that is |it's |still )?(the |a )?wrong (order|result|information|info|person)
    - ^(no,? |but )?(that's |this is |that is |it's |still )?(the |a )?wrong (version|language|direction)
    - ^(no[,.! ]+)?(still |all |again |very |totally |completely |also |but )*(wrong|incorrect|false|inaccurate)
    - ^(no[,.! ]+)?(still |all |again |very |totally |completely |also |but )*(not (true|correct|right|accurate))
    - (your|the) (answer|response|code|calculation|calculations|math|solution|output|information|translation|example|formula|logic|result|results|query) (is|are|was|were|seems?|looks?) (not|off|wrong|incorrect|broken|flawed)
    - (doesn't|does not|doesnt|don't|didn't|did not) (actually |even |really )?(exist|match|add up|sum up|compile|fit|rhyme|have (a|an|any) [^ ]+ (attribute|method|function|property|parameter|class|module))( anymore)?
    - there('s| is| are|s)? no (such (thing|function|method|class|option|command|file|package|module|place|book|person|word|[^ ]+))
    - there('s| is| are|s)? no ([^ ]+ (class|method|function|attribute|property|option|parameter|module|called|named) ?(in|on|for|called|named)?)
    - i (can't|cannot|don't|do not|dont|cant) (see|find|have) (a|an|any|the|that|this|such|it|your) ([^ ]+ )?([^ ]+ )?(option|button|tab|menu|setting|function|method|property|chapter|section|package|file|column|page|called|named)
    - (i only see|not the one|that's the wrong)
  zh:
    - 不对|不對|错了|錯了|是错的|都错|错误的|不正确|不正確|有误|有誤|有错|有錯|弄错|搞错|写错|算错|说错|答错|弄錯|搞錯|寫錯|不准确|不準確|并不是这样|不是这样|不是這樣|事实上不是|你(编|瞎编|胡编)
    - 不存在|没有这(个|本|种|首|样)|沒有這|与事实不符
  ru:
    - (это |ты |вы |тут |здесь |всё |все |ответ |опять |снова |у тебя |у вас |но |нет )*(неправильн[^ ]*|не правильн[^ ]*|неверн[^ ]*|не верн[^ ]*|неправда|не правда|ошиб(ка|ся|лась|лись|ки|ся|аешься|аетесь|очн[^ ]*)|не так|не соответствует|не существует|неточн[^ ]*|перепутал[^ ]*|выдум(ал|ываешь|ываете)[^ ]*|врешь|врёшь)
    - (нет такого|нет такой|такого нет|такой (функции|книги|команды) нет)
  fr:
    - (c'est|est|ce n'est|n'est|est encore|sont|c est) (encore |toujours |totalement |complètement )*(faux|fausse|incorrecte?|erronée?|inexacte?|pas (correct|exact|juste|vrai|ça|le bon|la bonne)|une erreur)
    - (tu|vous|t') ?(t'es|te|vous|as|avez|es|êtes)? ?(êtes )?(trompée?s?|trompes|trompez)
    - (tu|vous|t') ?(t'es|te|vous|as|avez|es|êtes)? ?(êtes )?(fait (une|des) (erreur|faute)s?)
    - (il y a|contient|encore) (une|des|plusieurs|encore une) (petites? )?(erreur|faute)s?|n'existe pas
    - ^(non,? )?(faux|incorrect)
  es:
    - (eso|esto|es|está|la respuesta|tu respuesta|están|son) ?(es |está )?(totalmente |completamente )?(mal|incorrect[oa]s?|fals[oa]|erróne[oa]|equivocad[oa]s?|un error|no es (correct[oa]|ciert[oa]|verdad|así))
    - (no es|no son|no está|no están) (correct[oa]s?|ciert[oa]|verdad|así|bien|exact[oa])
    - te (equivocas|equivocaste|has equivocado)|se equivoc[aó]
    - (hay|tiene|cometiste|contiene|tienes) (un|unos|varios|algunos|otro) (error|errores)|no existen?
    - te (lo )?(inventaste|estás inventando|has inventado)|^incorrecto
  pt:
    - (isso|está|estão|a resposta|é|isto) ?(está |é )?(totalmente |completamente )?(errad[oa]s?|incorret[oa]s?)
    - (isso|está|estão|a resposta|é|isto) ?(está |é )?(totalmente |completamente )?(fals[oa]|equivocad[oa]|um erro)
    - não (é|está|são|estão) (correto|correta|certo|certa|verdade|bem assim|assim|exato)
    - você (errou|se enganou|está enganad[oa]|está errad[oa]|inventou|cometeu um erro|confundiu)
    - (há|tem|contém) (um|uns|alguns|vários|outro) erros?|não existem?|^errado
  de:
    - (das|es|dies|die antwort|deine antwort|ist|sind|war|stimmt) ?(ist |war |sind )?(leider |so |aber |immer noch |völlig |komplett |auch )*(falsch|inkorrekt|fehlerhaft|nicht (richtig|korrekt|wahr|ganz richtig)|ein fehler|unwahr)
    - (das )?stimmt (so |aber |leider |doch )?(nicht|gar nicht|immer noch nicht)
    - du (irrst dich|hast (dich (geirrt|vertan)|(einen|da einen|hier einen) fehler))|sie irren sich
    - (gibt es|existiert|existieren) (so |doch |aber |gar )?nicht
    - (ist|sind|gibt es|enthält) (noch )?(ein|einen|mehrere|einige) fehler|^falsch
  it:
    - (è|sono|questo è|questa è|la risposta è|hai) ?(completamente |tutto |ancora )?(sbagliat[oaie]|errat[oaie])
    - (è|sono|questo è|questa è|la risposta è|hai) ?(completamente |tutto |ancora )?(fals[oa]|scorrett[oa])
    - (è|sono|questo è|questa è|la risposta è|hai) ?(completamente |tutto |ancora )?(inesatt[oa]|un errore)
    - (è|sono|questo è|questa è|la risposta è|hai) ?(completamente |tutto |ancora )?commesso un errore
    - (è|sono|questo è|questa è|la risposta è|hai) ?(completamente |tutto |ancora )?fatto un errore
    - non è (corrett[oa]|ver[oa]|esatt[oa]|così|giust[oa])|ti (sbagli|sei sbagliat[oa])|si sbaglia
    - (c'è|ci sono|contiene) (un|degli|alcuni|vari) error[ei]|non esist(e|ono)|te lo sei inventato|^(sbagliato|errato)
  tr:
    - (bu |o |hala |hâlâ |yine |cevap |cevabın |tamamen |hayır,? )*(yanl[ıi][şs](s[ıi]n|t[ıi]r|lar|l[ıi]k)?|hatal[ıi]|do[ğg]ru de[ğg]il|ger[çc]ek de[ğg]il|yan[ıi]l[ıi]yorsun|uyduruyorsun|uydurdun|uydurma|b[öo]yle bir [şs]ey yok|[öo]yle de[ğg]il)( yapt[ıi]n| yazm[ıi][şs]s[ıi]n)?
    - hata (yapt[ıi]n|yap[ıi]yorsun|var)
  ar:
    - (هذا |هذه |إجابتك |الإجابة |الجواب |جوابك |أنت |كلامك |لا )*(خطأ|خطا|خاطئة?|غلط|غير صحيحة?|غير دقيقة?)
    - (هذا |هذه |إجابتك |الإجابة |الجواب |جوابك |أنت |كلامك |لا )*(ليس صحيح[اًا]*|ليست صحيحة|غير صحيح|مخطئة?|أخطأت)
    - (هذا |هذه |إجابتك |الإجابة |الجواب |جوابك |أنت |كلامك |لا )*(اخطأت|مش صحيح|مو صحيح|غير موجودة?)
    - (هذا |هذه |إجابتك |الإجابة |الجواب |جوابك |أنت |كلامك |لا )*(لا يوجد (شيء|كتاب|دالة) (اسمه|بهذا|كهذا))
positive:
  - {reply: "It is 12.", user: "That is wrong."}
  - {reply: "It is 12.", user: "No, that's not correct, you made a mistake in step 2"}
  - {reply: "Use foo.bar()", user: "There is no such function in the library"}
  - {reply: "答案是12", user: "不对，你算错了"}
  - {reply: "Ответ 12", user: "Это неправильно, ты ошибся"}
  - {reply: "الجواب 12", user: "هذا غير صحيح"}
  - {reply: "Cevap 12", user: "Hayır, bu yanlış"}
  - {reply: "La réponse est 12", user: "C'est faux"}
  - {reply: "Die Antwort ist 12", user: "Das stimmt nicht."}
negative:
  - {reply: "It is 12.", user: "What is wrong with my code?"}
  - {reply: "It is 12.", user: "Is that true or false?"}
  - {reply: "Yes.", user: "Write a paragraph about what happens when a witness is wrong."}
*/
CASE
    WHEN ends_with(said, '?') AND NOT regexp_matches(said, '(you|your) |[.,!;] ') THEN NULL
    WHEN regexp_matches(said, '^(write|create|generate|what|which|how|why do|explain|translate|tell|imagine'
            || '|list|act|choose|is|are|correct|true or|find|fix (my|the following|this)|check|identify)[^\p{L}]') THEN NULL
    WHEN early(said, phrase, 120) OR words <= 40 THEN phrase
END
