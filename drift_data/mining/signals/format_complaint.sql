/*
name: format_complaint
polarity: dsat
rubric: style
languages: [en, zh, ru, fr, es, pt, de, it, tr, ar]
strength: 0.4
finds: The user objects to the form of the reply, such as lists, tables, markup or code blocks.
phrases:
  en:
    - (no|without|remove|drop|avoid|don't (use|write|give|want|need|put)|do not (use|write|give|put)|stop (using|giving)|get rid of|not|less|fewer|too many) (the |any |a |so many |all |all the |in )?(bullet( points?|s|ed lists?)?|lists?|tables?|markdown|emojis?|hashtags?|headings?|headers?|numbering|numbers|bold|asterisks|quotes|quotation marks|code ?blocks?|comments|line breaks|html|latex|brackets|parenthes[ei]s|dashes|colons|intro|disclaimers?|conclusion|placeholders?)
    - (should|must|has to|needs? to|supposed to) (be|have|come|look|start|use) (in |as |a |an |like )*(a )?(table|list|json|csv|markdown|code block|bullet[^ ]*|paragraphs?|one (line|paragraph|cell|row|column)|columns?|rows?|plain text|single)
    - (the |your )?(format|formatting|layout|indentation|alignment) (is|was|isn't|looks|seems|got|should)
    - (the |your )?(syntax (coloring|highlighting)) (is|was|isn't|looks|seems|got|should)
    - (wrong|bad|fix the|correct the|change the|same|this|proper|keep the) (format|formatting|layout|indentation)
    - (follow the|use the|required|requested|original) (format|formatting|layout|indentation)
    - (put|give|show|format|write|display|present|return|output|answer) (it|this|that|them|all|the [^ ]+|everything)? ?(back )?(in|as|into|inside|using) (a |an |one |the |proper |plain |single |copyable )*(table|code ?block|csv|json|markdown|list|bullets?( points?)?|plain ?text|paragraphs?|prose|text|a b c|snippet)
    - (consistent|inconsistent) (format[^ ]*|style|syntax|indentation)
  zh:
    - 格式(不对|错|有问题|乱|不要|要|应该|改)|不要(用)?(列表|表格|序号|编号|markdown|表情|符号|标题|分点|项目符号|代码块)|(排版|换行|缩进)(不|错|乱|有)
    - (用|以|改成|放在|做成)(表格|列表|代码块|json|markdown)(形式|格式|里|中)?
  ru:
    - без (списк[^ ]+|таблиц[^ ]*|маркдаун[^ ]*|смайл[^ ]*|эмодзи|заголовк[^ ]+|нумерации|кавычек|комментари[^ ]+)
    - не (тот|в том) формате?|формат (не|неправильн|неверн)[^ ]*
    - (в виде|оформи(те)?|сделай(те)?) (это )?(в виде )?(таблиц[^ ]+|списк[^ ]+|кода|одним (текстом|абзацем))
  fr:
    - sans (liste|puces?|tableau|markdown|émojis?|emojis?|titres?|gras|guillemets|tirets)|(mauvais|pas le bon) format
    - (sous forme de|dans un|en) (tableau|liste|texte brut|paragraphes?|bloc de code)|la mise en (forme|page)
  es:
    - sin (listas?|viñetas|tablas?|markdown|emojis|títulos|negritas?|comillas|numeración)|(mal|otro) formato
    - (en (forma de )?|como |en una |en un )(tabla|lista|texto plano|párrafos?|bloque de código)
  pt:
    - sem (listas?|tópicos|tabelas?|markdown|emojis|títulos|negrito|aspas|numeração)|formato errado|outro formato
    - (em (forma de )?|como |em uma |em um )(tabela|lista|texto corrido|parágrafos?|bloco de código)
  de:
    - (ohne|keine) (listen?|aufzählung[^ ]*|stichpunkte|tabellen?|markdown|emojis|überschriften|fettschrift)
    - (ohne|keine) (anführungszeichen|kommentare)|(falsches|anderes|richtige) format
    - (als|in einer|in einem) (tabelle|liste|fließtext|codeblock|text)|die formatierung
  it:
    - senza (elenchi|elenco|liste|tabelle|markdown|emoji|titoli|grassetto|virgolette)|formato sbagliato|altro formato
    - (in (forma di )?|come |in una |in un )(tabella|elenco|lista|testo semplice|paragrafo|blocco di codice)
    - la formattazione
  tr:
    - (madde|liste|tablo|emoji|ba[şs]l[ıi]k|markdown|t[ıi]rnak) (kullanma[^ ]*|olmas[ıi]n|olmadan|istemiyorum)
    - bi[çc]im(i)? (yanl[ıi][şs]|bozuk)|format(ı|i)? (yanl[ıi][şs]|bozuk|hatal[ıi])
    - (tablo|liste|d[üu]z metin|paragraf) (halinde|[şs]eklinde|olarak)
  ar:
    - بدون (قائمة|قوائم|جدول|جداول|نقاط|رموز|عناوين|ترقيم|ماركداون)|(التنسيق|الشكل) (خطأ|غير|ليس|خاطئ)
    - (على شكل|في شكل|بصيغة|داخل|في) (جدول|قائمة|نقاط|فقرات?|نص عادي|مربع كود)
    - لا تستخدم (النقاط|القوائم|الجداول|الرموز)
positive:
  - {reply: "Draft follows.", user: "No bullet points please, it should be in paragraphs"}
  - {reply: "Draft follows.", user: "The formatting is broken"}
  - {reply: "初稿", user: "格式不对，不要用列表"}
  - {reply: "Черновик", user: "Не тот формат, без списков"}
  - {reply: "مسودة", user: "بدون نقاط من فضلك"}
  - {reply: "Taslak", user: "Madde kullanma"}
negative:
  - {reply: "Draft follows.", user: "What is the CSV standard?"}
*/
CASE WHEN words <= 40 AND NOT begins_task(said) AND early(said, phrase, 80) THEN phrase END
