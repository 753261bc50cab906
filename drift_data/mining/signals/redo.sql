/*
name: redo
polarity: dsat
rubric: revision
languages: [en, zh, ru, fr, es, pt, de, it, tr, ar]
strength: 0.75
finds: The user asks to try again or do the same once more.
phrases:
  en:
    - (try|do|write|answer|check|start|explain|read|generate|redo|look|calculate|say|run) (it |this |that |them |over |the [^ ]+ |my [^ ]+ )?(all )?(again|once more|one more time|another time|from scratch)
    - (do|start) (it |this )?(all )?over
    - (try|do|think|look|work) (a bit |a little )?(harder|better)$
    - redo|regenerate|retry|do over|start over|recalculate|recheck|double[- ]?check|think again|reconsider
    - have another go|take another (look|shot|stab|pass)|give it another (try|go|shot)|one more time|once more
    - another (attempt|try)
    - ^(again|retry|redo|another|another one|try|repeat)[.!]*$
    - (repeat|resend|re-send) (your|the|it|this|that|above|with|without)
    - (please )?fix (it|this|that|them|these|the (code|error|errors|bug|bugs|issue|formatting|mistake|mistakes))
    - (fix|correct) (all|your|any|it|this|that|the|these|those)
  zh:
    - 再试(一)?(次|下|试)|再試(一)?次|再来(一)?(次|遍|个)|再來(一)?次|重来|重來|重新(来|生成|回答|做|算|计算|检查|尝试|输出|思考)|重做
    - 再(算|做|说|想|检查|回答|生成)(一)?(次|遍|下)|请更正|请修正
  ru:
    - (попробуй(те)?|давай|сделай(те)?) (это |его |её )?(ещё раз|еще раз|снова|заново|опять|по новой|получше)
    - (напиши(те)?|проверь(те)?|повтори(те)?) (это |его |её )?(ещё раз|еще раз|снова|заново|опять|по новой|получше)
    - (ответь(те)?|подумай(те)?|посчитай(те)?) (это |его |её )?(ещё раз|еще раз|снова|заново|опять|по новой|получше)
    - ^(ещё раз|еще раз|заново|снова|переделай)|пересчитай|перепроверь|подумай получше
  fr:
    - (essaie|essaye|essayez|réessaie)( encore| à nouveau| de nouveau| une fois| encore une fois| le| la)?
    - (réessaye[zr]?|recommence[zr]?|refais)( encore| à nouveau| de nouveau| une fois| encore une fois| le| la)?
    - (refaites|vérifie|vérifiez|réfléchis)( encore| à nouveau| de nouveau| une fois| encore une fois| le| la)?
    - encore une fois|une nouvelle fois
  es:
    - (int[ée]ntal[oa]|intenta|inténtelo|prueba|hazlo|revisa|escríbelo|calcula)( de nuevo| otra vez| nuevamente)
    - (vuelve a (intentar[^ ]*|hacer[^ ]*|escribir[^ ]*|generar|calcular[^ ]*|empezar))( de nuevo| otra vez| nuevamente)
    - vuélvelo a [^ ]+( de nuevo| otra vez| nuevamente)
    - vuelve a (intentar[^ ]*|hacer[^ ]*|escribir[^ ]*|generar|calcular[^ ]*)|(otra vez|de nuevo)[.!]*$|revísalo bien
  pt:
    - (tent[ea]|faça|refaça|escreva|verifique|revise|gere) (isso |de novo|novamente|outra vez|mais uma vez|melhor)+
    - (calcule|confira|pense) (isso |de novo|novamente|outra vez|mais uma vez|melhor)+
    - ^(de novo|novamente|outra vez|mais uma vez)|tent[ea] novamente
  de:
    - (versuch[^ ]*|probier[^ ]*)( es| das| bitte| dir| sie)* (noch ?mal|nochmals|noch einmal|erneut|neu|nach)
    - (mach[^ ]*|schreib[^ ]*|prüf[^ ]*)( es| das| bitte| dir| sie)* (noch ?mal|nochmals|noch einmal|erneut|neu|nach)
    - (überprüf[^ ]*|rechne|denk[^ ]*)( es| das| bitte| dir| sie)* (noch ?mal|nochmals|noch einmal|erneut|neu|nach)
    - ^(noch ?mal|noch einmal|erneut|von vorne)
  it:
    - (prova|riprova|provaci|riprovaci|rifallo|fallo|ricontrolla)( di nuovo| ancora| un'altra volta| meglio| da capo)+
    - (ricalcola|ricomincia|controlla|scrivilo|pensaci)( di nuovo| ancora| un'altra volta| meglio| da capo)+|riprova
    - ricalcola|ricontrolla|^(di nuovo|ancora una volta)
  tr:
    - (tekrar|yeniden|bir daha|ba[şs]tan|bir kez daha) (dene[^ ]*|yap[^ ]*|yaz[^ ]*|hesapla[^ ]*|kontrol et[^ ]*)
    - (tekrar|yeniden|bir daha|ba[şs]tan|bir kez daha) (bak[^ ]*|d[üu][şs][üu]n[^ ]*|olu[şs]tur[^ ]*)
    - ^(tekrar|bir daha|yeniden)[.!]*$
  ar:
    - (حاول|أعد|اعد|جرب|اكتب|احسب|راجع|تحقق|فكر|كرر)[^ ]* (المحاولة|مرة أخرى|مرة اخرى|من جديد|مجدد[اًا]+|مرة ثانية)
    - (حاول|أعد|اعد|جرب|اكتب|احسب|راجع|تحقق|فكر|كرر)[^ ]* (الحساب|التفكير|النظر)|^(مرة (أخرى|اخرى|ثانية)|من جديد)
positive:
  - {reply: "Draft follows.", user: "Try again"}
  - {reply: "It is 12.", user: "Fix the error please"}
  - {reply: "12", user: "重新算一遍"}
  - {reply: "12", user: "Попробуй ещё раз"}
  - {reply: "12", user: "حاول مرة أخرى"}
  - {reply: "12", user: "Tekrar dene"}
negative:
  - {reply: "Draft follows.", user: "Thanks again!"}
  - {reply: "Draft follows.", user: "Now do the same for my second chapter"}
*/
CASE WHEN words <= 30 AND early(said, phrase, 80) THEN phrase END
