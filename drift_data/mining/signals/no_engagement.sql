/*
name: no_engagement
polarity: dsat
rubric: no engagement
languages: [en, zh, ru, fr, es, pt, de, it, tr, ar]
strength: 0.4
finds: The user gives up or waves the reply away instead of taking it up.
phrases:
  en:
    - ^(never ?mind|nvm|forget it|forget (about )?(it|that)|whatever|i give up|i'm done|stop|stop it|enough)[.!… ]*$
    - ^(skip( it| this| that)?|leave it|drop it|no thanks|no thank you|not interested|who cares|i don't care)[.!… ]*$
    - ^(idc|meh|ugh|sigh|boring|blah( blah)*|so what|lol no)[.!… ]*$
    - ^(i'll (just )?(do|find|ask|google|figure|use|try) (it|that|this|out|someone|something|another|elsewhere|google)( [^ ]+)*)[.!… ]*$
    - never ?mind|nvm|forget it|i give up|i'll (just )?(do|figure) (it|this|that) (out )?myself|shut up
    - you're no (help|use)|this is pointless|what's the point
  zh:
    - ^(算了|不用了|随便|隨便|无语|無語|呵呵|哦|额|行吧|罢了|放弃|没意思|停|够了|闭嘴|服了|拉倒)[。！!.，,… 吧]*$|算了吧?|我放弃|闭嘴|无语|没意思
  ru:
    - ^(ладно,? (забей|проехали|неважно|не надо)|забей|забудь|неважно|не важно|проехали|хватит|стоп|мда)[.!… ]*$
    - ^(ясно с тобой|ну и ладно|не надо|сам (сделаю|разберусь)|пофиг|отстань|замолчи)[.!… ]*$|забей|проехали|я сдаюсь
    - сам разберусь|отстань
  fr:
    - ^(laisse tomber|laissez tomber|tant pis|peu importe|oublie( ça)?|stop|arrête|bof|n'importe|j'abandonne)[.!… ]*$
    - ^(non merci|tais-toi)[.!… ]*$|laisse tomber|tant pis|j'abandonne|je me débrouille|tais-toi
  es:
    - ^(olvídalo|olvidalo|déjalo|dejalo|da igual|no importa|basta|para|ya no|qué más da|me rindo|no gracias)[.!… ]*$
    - ^(cállate|paso)[.!… ]*$|olvídalo|me rindo|déjalo así|cállate|qué más da
  pt:
    - ^(esquece|esqueça|deixa( pra lá)?|tanto faz|não importa|chega|para|desisto|não,? obrigad[oa])[.!… ]*$
    - ^cala a boca[.!… ]*$|deixa pra lá|esquece isso|desisto|tanto faz
  de:
    - ^(vergiss es|egal|schon gut|lass( es)?( gut sein)?|stopp?|genug|na ja|naja|ich gebe? auf|nein danke)[.!… ]*$
    - ^(halt die klappe|was soll's)[.!… ]*$|vergiss es|ich gebe? auf|lass es|mach ich selbst
  it:
    - ^(lascia (stare|perdere)|lascia|non importa|fa niente|pazienza|basta|stop|vabbè|va beh|mi arrendo)[.!… ]*$
    - ^(no grazie|zitto)[.!… ]*$|lascia (stare|perdere)|mi arrendo|faccio da solo
  tr:
    - ^(bo[şs] ?ver|neyse|gerek yok|vazge[çc]tim|dur|yeter|bo[şs]una|pes|sus|tamam neyse|kals[ıi]n)[.!… ]*$
    - bo[şs] ?ver|vazge[çc]tim|pes ediyorum|kendim (yapar[ıi]m|hallederim)
  ar:
    - ^(انس الأمر|انسى|انسى الموضوع|لا يهم|خلاص|لا بأس انس|توقف|كفى|اسكت|مش مهم|لا داعي|دعك من هذا|أستسلم)[.!… ]*$
    - ^لا شكر[اًا]+[.!… ]*$|انس الأمر|لا داعي|أستسلم|دعك من
positive:
  - {reply: "Try this.", user: "Never mind, I'll figure it out myself"}
  - {reply: "试试这个", user: "算了"}
  - {reply: "Попробуй так", user: "Забей, сам разберусь"}
  - {reply: "جرب هذا", user: "انس الأمر"}
  - {reply: "Bunu dene", user: "Boşver"}
negative:
  - {reply: "Shall I go on?", user: "Stop"}
  - {reply: "Try this.", user: "Yes, go on"}
*/
CASE WHEN words <= 15 AND NOT ends_asking(reply) THEN phrase END
