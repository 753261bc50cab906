/*
name: not_understood
polarity: dsat
rubric: insufficient detail
languages: [en, zh, ru, fr, es, pt, de, it, tr, ar]
strength: 0.5
finds: The user did not understand the reply, or asks for it in simpler words.
phrases:
  en:
    - i (still |really |just )*(don't|do not|dont|didn't|did not|can't|cannot) (really |quite |fully |even )?(understand|get (it|this|that|what|why|how)|follow|see (how|why|what))
    - (i'm|i am|still|now i'm|so) (a (bit|little) |still |very |really |so )?(confused|lost)
    - what do you mean|what does (that|this) even mean|what are you (talking about|saying|on about)
    - (that|this|it)('s| is) (a (bit|little) |very |too |so |still )*(confusing|unclear|vague|complicated|complex)
    - (that|this|it)('s| is) (a (bit|little) |very |too |so |still )*(technical|hard to (understand|follow|read))
    - (explain|say|put|rephrase|write)( it| this| that)?( again)?( to me| for me)?( in)?( a)?( much| more| even)? ?(simply|simpler|simple (terms|words|language|english)|clearly|plainly|in (simple|simpler|layman'?s?|plain|easy|easier)|(like|as if) i('m| am|'m a| was)? [^ ]+)
    - ^(what|huh|i don't understand|eh|pardon|sorry)\?*$
    - too (complicated|complex|technical|confusing|difficult|hard|abstract|advanced)
    - (simplify|dumb)( it| this| that)( down)?|in layman'?s terms|eli5
  zh:
    - (看不懂|听不懂|聽不懂|没(看|听|太)?(懂|明白)|不(太|是很)?(懂|明白|理解)|什么意思|什麼意思|太(复杂|難|难|抽象)|简单(一?点|地说|解释)|通俗(一?点|易懂)?|说人话|更简单)
  ru:
    - (я )?(ничего |совсем |всё равно )?не (понял[^ ]*|понимаю|понятно)|непонятно|что (это )?значит
    - что ты имеешь в виду|(объясни|напиши)(те)? (проще|попроще|простыми|понятнее)|слишком (сложно|заумно)|попроще
    - о чём ты
  fr:
    - je (n'ai|ne) (pas |rien )?compr(is|ends)( pas| rien)?|j'ai (pas|rien) compris|pas (très )?clair
    - qu'est-ce que (ça|tu) veu[xt]( dire)?|que veux-tu dire|plus (simple|simplement|clairement)
    - trop (compliqué|complexe|technique)
  es:
    - no (lo |te |lo he )?(entiendo|entendí|comprendo|entendido)( nada| bien)?|¿?qué (quieres decir|significa eso)
    - no (me )?(queda|quedó) claro|(más|de forma) (simple|sencill[oa]|clar[oa])(mente)?
    - demasiado (complicado|complejo|técnico)|explícalo (mejor|más|de)
  pt:
    - não (te )?(entendi|compreendi|entendo)( nada| bem)?|o que (você )?(quer dizer|significa isso)
    - não (ficou|está) claro|(mais|de forma) (simples|clar[oa])(mente)?
    - (muito (complicado|complexo|confuso|técnico|difícil)|(complicado|complexo|difícil) demais)
    - explique (melhor|mais)
  de:
    - (ich )?(versteh[^ ]* (ich |das |es |dich |immer noch )*nicht|nicht verstanden|was meinst du( damit)?)
    - (ich )?(was (soll|bedeutet|heißt) das|unklar)
    - (ich )?((erklär[^ ]*|schreib[^ ]*)( es| das| mir| mal)* (einfacher|verständlicher|in einfachen worten))
    - (ich )?(zu (kompliziert|komplex|schwierig))
  it:
    - non (ho |ti )?(capi(to|sco)|comprendo)( niente| bene)?|(che|cosa) (vuoi dire|intendi|significa)|non è chiaro
    - più (semplice|semplicemente|chiar[oa])|troppo (complicato|complesso|tecnico)|spiega[^ ]* meglio
  tr:
    - anlamad[ıi]m|anlayamad[ıi]m|anlam[ıi]yorum|ne demek (bu|istiyorsun)|ne diyorsun
    - daha (basit|sade|anla[şs][ıi]l[ıi]r)|[çc]ok (karma[şs][ıi]k|karışık)|basit[çc]e anlat
  ar:
    - لم أفهم|لم افهم|لا أفهم|لا افهم|ما فهمت|مش فاهم|مو فاهم|ماذا (تقصد|تعني|يعني)|غير واضح|بشكل (أبسط|ابسط|أوضح)
    - بطريقة (أبسط|ابسط|مبسطة|أسهل)|معقد جد[اًا]+|وضح أكثر|بسّ?ط[^ ]*
positive:
  - {reply: "Monads are monoids.", user: "I don't understand"}
  - {reply: "Monads are monoids.", user: "explain it in simpler words"}
  - {reply: "单子是幺半群", user: "看不懂，说人话"}
  - {reply: "Монада есть моноид", user: "Не понял, объясни проще"}
  - {reply: "هكذا", user: "لم أفهم"}
  - {reply: "Monad", user: "Anlamadım, daha basit anlat"}
negative:
  - {reply: "Monads are monoids.", user: "What is a functor?"}
  - {reply: "Send me the text.", user: "Explain in simple terms the following text, which is a long quotation from a book on physics that I am reading at the moment and would like to grasp: energy is conserved in a closed system."}
*/
CASE WHEN words <= 25 AND early(said, phrase, 60) THEN phrase END
