/*
name: not_working
polarity: dsat
rubric: factual error
languages: [en, zh, ru, fr, es, pt, de, it, tr, ar]
strength: 0.7
finds: The user reports that the code or advice in the reply fails.
phrases:
  en:
    - (it|this|that|code|function|script|formula|page|app|file|query|still|just|link|links|command|test|image|solution|method|step|but|and|button)('s| is| are)? ?(still |also |just |now )*(doesn't|doesnt|does not|don't|dont|do not|didn't|didnt|did not|isn't|is not|isnt|not|won't|wont|can't|cannot|never|fails?( to)?|no longer|stopped) (really |even |actually |seem to |seem to be |seems to |be |being )*(work|working|worked|works|run|running|compile|compiling|load|loading|show|showing|display|displaying|open|opening|appear|appearing|do anything|doing anything|respond|fire|trigger|updating|saving|render|rendering)
    - (doesn't|doesnt|does not|didn't|didnt|did not|isn't|not|won't|not|don't) (seem to )?(work|working|run|compile)
    - i('m| am)? (still |now |keep |also |just |again )*(got|get|getting|gets|receive|receiving|received|see|seeing|have|having|face|facing) (this|the|an|a|that|these|same|another|following|some|many|several|lots of|no|two|new)( [^ ]+)?( [^ ]+)? (error|errors|exception|warning|warnings|problem|issue|message|bug|failure|output|traceback|results?)
    - (gives?|gave|giving|throws?|threw|throwing|returns?|returned|returning|shows?|showing|outputs?|produces?|raises?|prints?|causes?|got|get|getting|get's) (me |back )*(this |the |an |a |that |these |same |another |following |some |many |several |no |only |just )*([^ ]+ )?(error|errors|exception|warning|null|none|nothing|undefined|nan|empty|blank|404|500|403|401|wrong|incorrect|false)
    - (still|again) (not|no|the same|same|doesn't|does not|getting|gives?|shows?|fails?|broken|wrong|error|errors)
    - (still|again) (failing|says|crash[^ ]*|an? (error|issue|problem))
    - (same|another|new|following|this) (error|problem|issue|exception|result|output|warning)
    - (it|this|that|app|code|page|program|script)('s| is)? ?(now |just |always |keeps? )?(crash(es|ed|ing)?|fail(s|ed|ing)?|broke(n)?|breaks|freezes|hangs|stuck)
    - ^(error|fail(ed)?|no luck|not working|nothing (happens|happened|changed)|no (change|effect|output|difference))
    - ^(doesn't work|didn't work|does not work|it fails|still (nothing|broken|failing))
    - (has|have|had) (no effect|no result|an error|errors?|syntax error)
    - (only|just) (works?|worked|shows?|returns?|affects?) (on|for|in|with|when|the|if)
    - but (it|this|that|then|now|the|when|there|nothing)( [^ ]+)?( [^ ]+)?( [^ ]+)? (not|doesn't|doesnt|isn't|won't)
    - but (it|this|that|then|now|the|when|there|nothing)( [^ ]+)?( [^ ]+)?( [^ ]+)? (can't|cannot|wrong|error|empty)
    - but (it|this|that|then|now|the|when|there|nothing)( [^ ]+)?( [^ ]+)?( [^ ]+)? (missing|fails?|only)
  zh:
    - 报错|報錯|出错|运行不(了|起来|通)|(不|没|沒)(起作用|生效|能用|能运行|行|工作|管用|显示|反应|成功|变化)|没用|失败(了)?|用不了|打不开|还是(不|没|报|有|同样|一样)|還是(不|沒|有)
    - 仍然(不|没|报|有)|依然(不|没|报|有)|同样的(错误|问题)|编译不|无法(运行|编译|打开|使用|显示)|出现(了)?(错误|异常|问题|bug)|有(个)?bug|崩溃|提示(错误|找不到|没有)
    - 显示(错误|不)
  ru:
    - (это |оно |код |всё равно |все равно |опять |по-прежнему |до сих пор |ничего |так )*не (работает|сработал[^ ]*|запускается|компилируется|помог[^ ]*|открывается|отображается|получается|получилось|выводит[^ ]*|изменил[^ ]*|находит)
    - (выда[её]т|вылетает|показывает|пишет|возникает|появилась|появляется|получаю) ([^ ]+ )?(ошибк[^ ]+|исключение)
    - '(та же( самая)?|опять|снова|такая) ([^ ]+ )?(ошибк[^ ]+|исключение)|ошибка:'
    - ничего не (происходит|изменилось|вышло)
  fr:
    - (ça|cela|il|elle|le code|le script)? ?(ne )?(fonctionne|marche|s'affiche|compile|s'ouvre|change) (toujours |vraiment )?(pas|rien|plus)
    - j'ai (toujours |encore |maintenant )?(une|cette|la même|l') ?erreur
    - (renvoie|affiche|donne|obtiens|j'obtiens|retourne) (toujours |encore )?(une |cette |la même |l')?erreur
    - toujours (pas|la même)|même (erreur|problème)|(n'a|ne) (rien|pas) (changé|marché|fonctionné)|rien ne se passe
  es:
    - no (me )?(funciona|funcionó|funcionan|sirve|compila|corre|abre|aparece|muestra|carga|cambia|anda|ejecuta)
    - no (me )?ha funcionado
    - (me )?(da|sale|dio|salió|aparece|tira|arroja|devuelve) (un |el |este |ese |el mismo |otro |el siguiente )*error
    - (me )?(marca|lanza) (un |el |este |ese |el mismo |otro |el siguiente )*error
    - (sigue|siguen) (sin|dando|igual|apareciendo|saliendo|fallando)|(el )?mismo (error|problema)
    - no (hace|pasa|pasó|cambió) nada|(tengo|obtengo) (un |este |el )*error
  pt:
    - não (está )?(funciona|funcionou|funcionando|funcionam|compila|roda|rodou|abre|aparece|mostra|carrega|muda)
    - não (está )?deu certo
    - (dá|deu|dando|aparece|apareceu|retorna|recebo|está dando) (um |o |este |esse |o mesmo |outro |o seguinte )*erro
    - tive (um |o |este |esse |o mesmo |outro |o seguinte )*erro|(continua|ainda) (sem|dando|com|não|o mesmo|igual)
    - (o )?mesmo (erro|problema)|(nada|não) (acontece|aconteceu|mudou)
  de:
    - (es|das|der code|der|die|skript|leider|code) (funktioniert|geht|klappt|läuft|kompiliert|hat|lädt|öffnet|zeigt)( [^ ]+)? ?(leider |immer noch |noch immer |so |aber |auch |trotzdem |weiterhin )*(nicht|nichts)( funktioniert| geklappt| geholfen)?
    - funktioniert (immer noch |leider |so |auch |weiterhin )*nicht
    - (bekomme|erhalte|kommt|kriege|gibt|wirft|erscheint) (jetzt |immer noch |nun |leider |ich |weiterhin )*(einen|den|diesen|folgenden|denselben|die|eine|folgende|diese|den gleichen) ([^ ]+ )?(fehler[^ ]*|exception)
    - (gleicher|selber|derselbe|der gleiche|den gleichen) fehler|(es )?(passiert|ändert sich) nichts
    - immer noch (nicht|der|das gleiche)
  it:
    - non (mi )?(funziona|funzionano|va|compila|si apre|appare|mostra|carica|cambia|ha funzionato|parte)
    - (mi )?(dà|da|esce|compare|restituisce|ottengo|ricevo|ho) (un |l'|questo |lo stesso |il seguente |ancora )*errore
    - (continua|ancora) (a non|a dare|lo stesso|non)|(lo )?stesso (errore|problema)
    - non (succede|è cambiato|cambia) nulla|non succede niente
  tr:
    - '[çc]al[ıi][şs]m[ıi]yor|[çc]al[ıi][şs]mad[ıi]|i[şs]e yaramad[ıi]|olmuyor|a[çc][ıi]lm[ıi]yor|g[öo]r[üu]nm[üu]yor'
    - derlenmiyor|y[üu]klenmiyor
    - ([şs]u |bu |ayn[ıi] |hala |h[âa]l[âa] |yine |bir )*hata(s[ıi]|y[ıi])? (al[ıi]yorum|ald[ıi]m|veriyor|verdi)
    - ([şs]u |bu |ayn[ıi] |hala |h[âa]l[âa] |yine |bir )*hata(s[ıi]|y[ıi])? ([çc][ıi]k[ıi]yor|devam)
    - ayn[ıi] (hata|sorun)|hi[çc]bir [şs]ey (olmuyor|de[ğg]i[şs]medi|olmad[ıi])
    - (hala|h[âa]l[âa]) (ayn[ıi]|olmuyor|[çc]al[ıi][şs]m[ıi]yor)
  ar:
    - (لا|لم|ما|لن|مازال لا|لا يزال لا) (يعمل|تعمل|يشتغل|ينجح|تنجح|يفتح|يظهر|تظهر|اشتغل|يشتغل|ينفع|نفع)|مش شغال
    - مو شغال|(يظهر|ظهر|يعطيني|تظهر|حصلت على|أحصل على|يعطي)( لي| لدي)? (خطأ|الخطأ|رسالة خطأ|نفس الخطأ)
    - نفس (الخطأ|المشكلة)|ما زال (الخطأ|لا)|لم يتغير شيء|لا يحدث شيء
positive:
  - {reply: "```py\nprint(x)\n```", user: "It doesn't work, I get the same error"}
  - {reply: "```py\nprint(x)\n```", user: "the filter only works for the first column"}
  - {reply: "```py\nprint(x)\n```", user: "还是报错"}
  - {reply: "```py\nprint(x)\n```", user: "Не работает, выдаёт ошибку"}
  - {reply: "```py\nprint(x)\n```", user: "الكود لا يعمل"}
  - {reply: "```py\nprint(x)\n```", user: "Çalışmıyor, aynı hatayı veriyor"}
  - {reply: "Restart the router.", user: "Das funktioniert leider nicht"}
negative:
  - {reply: "```py\nprint(x)\n```", user: "Add a function that shows a warning"}
  - {reply: "Hello!", user: "What should I do if my car does not start?"}
*/
CASE WHEN NOT begins_task(said) AND NOT regexp_matches(said, '^(if|when|can i|should|how|add|let''s)[^\p{L}]') AND (words <= 60 OR early(said, phrase, 100)) THEN phrase END
