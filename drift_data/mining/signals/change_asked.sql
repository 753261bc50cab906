/*
name: change_asked
polarity: dsat
rubric: revision
languages: [en, zh, ru, fr, es, pt, de, it, tr, ar]
strength: 0.3
finds: The user asks to change, remove or improve something in the reply, or wants other proposals; often just a next step.
phrases:
  en:
    - ^(please |pls |can you |could you |now |ok(ay)? |then |and )*(edit|modify|adjust|improve|tweak|refine|polish|change|replace|remove|delete|get rid of|take out|drop) (it|this|that|them|these|those|the|your|all|any)
    - (more|better|other|different|another|alternative) (ideas|suggestions|options|examples|versions?|titles|names)
    - (more|better|other|different|another|alternative) (alternatives?|analogy|one)
    - (sound|be|seem|look) (a (little|bit|lot) |much |even |slightly |way )?(more|less|better|different)
  zh:
    - 修改(一下)?|改(一下|得|成|为)|优化一下|换(一个|个|一种|种)|換(一個|個)|去掉|删除|删掉|(别|其他)的(版本|例子|建议|标题|名字)
  ru:
    - (исправь|измени|отредактируй|улучши|поправь|убери|удали|замени)(те)?
    - друг(ой|ие|ую) (вариант[^ ]*|верси[^ ]*|пример[^ ]*|названи[^ ]*)|ещё вариант[^ ]*|без [^ ]+
  fr:
    - (corrige|modifie|améliore|change|enlève|supprime|remplace)[zr]?
    - (autre|autres|meilleure?s?) (version|exemple|proposition|idée|titre|option)s?
  es:
    - corrige[^ ]*|corríge[^ ]*|modific[ao][^ ]*|modifíca[^ ]*|mejóral[oa]|mejora (el|la|esto)|cámbial[oa]
    - cambia (el|la|esto)|quita[^ ]*|elimina[^ ]*
    - (otra|otras|otro|otros|mejores) (versión|versiones|opción|opciones|ejemplos?|ideas?|títulos?|propuestas?)
  pt:
    - corrija|modifi(que|car)|melhore|mude|altere|ajuste|remova|retire
    - (outra|outras|outro|outros|melhores) (versão|versões|opção|opções|exemplos?|ideias?|títulos?)
  de:
    - korrigier[^ ]*|verbesser[^ ]*|änder[^ ]*|entfern[^ ]*
    - (andere|bessere|weitere) (version[^ ]*|vorschläge|ideen|beispiele|varianten?|titel|optionen)
  it:
    - corregg[^ ]+|modific[^ ]+|miglior[^ ]+|cambia[^ ]*|sistema(lo|la)|togli|elimina|rimuovi
    - (altra|altre|altri|un'altra|migliori) (versione|versioni|opzioni|esempi|idee|titoli|proposte)
  tr:
    - d[üu]zelt[^ ]*|de[ğg]i[şs]tir[^ ]*|iyile[şs]tir[^ ]*|geli[şs]tir[^ ]*|d[üu]zenle[^ ]*|[çc][ıi]kar
    - ba[şs]ka (bir )?([öo]rnek[^ ]*|versiyon|[öo]neri[^ ]*|fikir[^ ]*|ba[şs]l[ıi]k)
  ar:
    - صحح[^ ]*|عدّ?له?ا?|غيّ?ره?ا?|حسّ?نه?ا?|أصلحه?ا?|احذف[^ ]*
    - (مثال|نسخة|اقتراحات|أفكار) (آخر|أخرى|اخرى)|بشكل (آخر|مختلف)|بدون [^ ]+
positive:
  - {reply: "Draft follows.", user: "Remove the second sentence"}
  - {reply: "Draft follows.", user: "Do you have other ideas?"}
  - {reply: "初稿", user: "换一个标题"}
  - {reply: "Черновик", user: "Измени начало"}
  - {reply: "مسودة", user: "غيره"}
  - {reply: "Taslak", user: "Sonunu değiştir"}
negative:
  - {reply: "Draft follows.", user: "Continue"}
  - {reply: "Draft follows.", user: "What is a better example of irony?"}
*/
CASE WHEN words <= 30 AND NOT begins_task(said) AND early(said, phrase, 60) THEN phrase END
