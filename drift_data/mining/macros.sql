-- What several signals ask of a text. Each looks only at an opening or an end, so long replies cost little.

-- The first n characters, lower case, apostrophes straight, on one line.
CREATE OR REPLACE TEMP MACRO opening(t, n) AS
    ltrim(lower(replace(replace(left(t, n), '’', ''''), chr(10), ' ')), ' !¡*#>"');

-- The words stand within the first n characters.
CREATE OR REPLACE TEMP MACRO early(t, words, n) AS strpos(t, words) BETWEEN 1 AND n;

-- The text asks something near its end, so that a "no" or "yes" after it is an answer.
CREATE OR REPLACE TEMP MACRO ends_asking(t) AS regexp_matches(right(t, 120), '[?？؟]');

-- Of how a reply opens (reply_opening, next_opening): it says that it cannot or will not.
CREATE OR REPLACE TEMP MACRO refuses(o) AS regexp_matches(o,
    '^((i''m|i am|we''re) (so |very |really |truly )?sorry|sorry|my apologies|i apologi[sz]e|apologies'
            || '|unfortunately)[,.]? (but |however,? )?(i (can|can''t|cannot|can not|won''t|will not'
            || '|do not have|don''t have|am (not |un)able)|i''m (not able|unable|just an|only an|an ai)'
            || '|as an ai|that''s not something)'
    || '|^(unfortunately,? )?(i''m|i am) (unable|not able|not comfortable|not allowed|not capable|not programmed'
            || '|not designed)'
    || '|^(unfortunately,? )?i (can''t|cannot|can not|won''t|will not|must decline|don''t feel comfortable'
            || '|do not feel comfortable)'
    || '|^as an? (ai|artificial|large|language).*i (can''t|cannot|can not|do not|don''t|am not|am unable|won''t|must)'
    || '|it (is|''s) (impossible|not possible|not appropriate) for me|(against|violates?) (my|our|the'
            || '|openai''s) (programming|guidelines|polic|content|use case)'
    || '|i (can''t|cannot|am unable to|am not able to|won''t) (help|assist|provide|fulfil|comply|do that'
            || '|create|generate|discuss|engage|support|answer|access|browse|open|view)'
    || '|^(很|非常)?(抱歉|对不起)[，,。]?(但|但是)?(我|作为).*(无法|不能|没有办法|不会)|^我(无法|不能)(提供|回答|帮助|满足|协助)|^作为(一个|一名)?(ai'
            || '|人工智能|语言模型).*(无法|不能|没有)'
    || '|^(извините|к сожалению|прошу прощения|простите),? (но )?я не (могу|в состоянии|имею)|^я не могу (помочь'
            || '|предоставить|выполнить|ответить)|^как (языковая модель|ии).* не (могу|имею)'
    || '|^(je suis )?(désolée?|malheureusement),? (mais )?(je ne (peux|suis)|en tant qu)|^je ne (peux'
            || '|suis) pas (en mesure|vous|t''|fournir|répondre)'
    || '|^(lo siento|lamento|me temo),? (pero )?(que )?no (puedo|tengo|estoy)|^no puedo (ayudar|proporcionar'
            || '|cumplir|responder)'
    || '|^(desculpe|sinto muito|lamento|infelizmente),? (mas )?(eu )?não (posso|consigo|tenho)|^não posso (ajudar'
            || '|fornecer|responder)'
    || '|^(es )?(tut mir leid|leider),? (aber )?(ich )?(kann|darf|bin)( ich)?( leider)? (nicht|keine'
            || '|ihnen|dir|diese)|^ich kann (ihnen |dir )?(leider |dabei )?(nicht|keine)'
    || '|^(mi dispiace|purtroppo),? (ma )?non (posso|sono)|^non posso (aiutar|fornir|rispond)'
    || '|^(üzgünüm|maalesef),? (ama |ancak |fakat )?.*(yapamam|edemem|veremem|sağlayamam|olamam|cevaplayamam'
            || '|olamıyorum|mümkün değil)'
    || '|^(أنا )?(آسف|أعتذر|عذر[اً]+|للأسف)[،,]? ?(و?لكن|لكنني)?.*(لا يمكنني|لا أستطيع|لا استطيع|غير قادر)'
            || '|^لا (يمكنني|أستطيع) (مساعد|تقديم|الإجابة)');

-- It apologises for the reply before it; it neither refuses nor consoles.
CREATE OR REPLACE TEMP MACRO apologises(o) AS (
    -- Quick to see, and false for most.
    regexp_matches(o, 'apolog|sorry|oops|my (bad|mistake)|mistake|error|catch|problem|issue|mis(under|read|sp)'
            || '|overlook|missed|thank|抱|歉|对不起|不好意思|错|正|纠|提醒|申し|すみ|失礼|指摘|죄송|извин|прош|прост|принош|спасиб'
            || '|désol|excus|merci|siento|lament|disculp|perd|gracias|desculp|sinto|obrigad|entschuld|tut mir|verzeih|danke'
            || '|scus|dispiac|grazie|özür|kusura|üzgün|affeder|teşekk|عتذر|آسف|عذر|معذ|شكر')
    AND (regexp_matches(left(o, 70),
        'apolog(y|ies|i[sz]e)|^(oh,? |oops,? |ah,? |yes,? |no,? |you''re right,? |i''m |i am |we''re '
                || '|really |so |very )*sorry( about|[.!]| for| if| that|,? i (misunderstood|missed|made'
                || '|didn''t|did not|was)|,? my)|^(oops|my mistake|my bad|good catch|i see the (problem'
                || '|mistake|issue|error)|i (made|see i made) an? (mistake|error)|i (misunderstood|misread'
                || '|misspoke|overlooked|missed))'
        || '|^.*thank(s| you) for (pointing|catching|the correction|correcting|bringing|noticing)'
        || '|抱歉|对不起|不好意思|我道歉|我的错|感谢(您|你)?的?(指正|纠正|提醒)|申し訳|すみません|失礼(しま|いた)|ご指摘|죄송'
        || '|извин(ите|яюсь|ения)|прошу прощения|^простите|^приношу|спасибо за (исправление|замечание|уточнение)'
        || '|^(oh,? )?(je suis )?désolée? (pour|de|si)|^désolée?[.!]|je m''excuse|excuse[zs]-moi|mes excuses'
                || '|merci (de|d'')[^.]*(signal|corrig|préciser)'
        || '|^lo siento|^lamento|disculp[aeo]|mis disculpas|^perdón|^perdona|gracias por (la corrección|corregir|señalar)'
        || '|^desculp[ae]|peço desculpa|^sinto muito|^perdão|obrigad[oa] por (apontar|corrigir|avisar)'
        || '|entschuldig|^(es )?tut mir leid|verzeihung|danke für (den hinweis|die korrektur)'
        || '|mi scuso|^mi dispiace|^scusa|chiedo scusa|le mie scuse|grazie per (la correzione|la segnalazione)'
        || '|özür dile|kusura bakma|^üzgünüm|affedersin|düzeltme için teşekkür'
        || '|أعتذر|اعتذر|^آسف|^عذر[اًا]|معذرة|شكر[اًا]+ (على|ل)(ك على)? ?(التنبيه|التصحيح|تصحيح)')
    OR regexp_matches(o, '[.!,] (i|my|and) (sincerely |deeply |do )?apolog(ize|ise|ies)')))
    AND NOT regexp_matches(left(o, 120), 'sorry (to hear|you feel|that you (feel|are|''re)|for your loss'
            || '|you are|you''re)')
    AND NOT refuses(o);

-- It concedes the point.
CREATE OR REPLACE TEMP MACRO concedes(o) AS regexp_matches(left(o, 60),
    '^(ah,? |oh,? |indeed,? |i see,? |hmm,? )*(you''re|you are) ((absolutely|quite|completely|entirely'
            || '|totally) )?(right|correct)|^(that''s|that is|you make) an? (good|valid|fair) (point'
            || '|catch)|^(good|nice|great) (catch|spot)'
    || '|^(您|你)(说得|说的|是)(很|完全|非常)?(对|正确|没错)|^おっしゃる(通り|とおり)'
    || '|^(да,? )?(вы|ты)( совершенно| абсолютно)? правы?[ ,.!]'
    || '|^(oui,? )?(vous avez|tu as)( tout à fait| parfaitement| entièrement)? raison'
    || '|^(sí,? )?(tienes|tiene|tenés) (toda la |mucha )?razón|^(sim,? )?(você está|você tem|tem|tens) (certo'
            || '|certa|razão|toda a razão|toda razão)'
    || '|^(ja,? )?(du hast|sie haben)( absolut| völlig| vollkommen)? recht|^(sì,? )?(hai|ha) (perfettamente '
            || '|pienamente )?ragione'
    || '|^(evet,? )?(çok )?haklısın|^(نعم،? )?([أا]نت|معك|لديك) (على |محق|حق|الحق)');

-- It answers thanks or praise.
CREATE OR REPLACE TEMP MACRO welcomes(o) AS regexp_matches(left(o, 70),
    '^(you''re|you are) (very |most |so |always )?welcome|^(i''m |i am |we''re |so |very |really |also )*(glad'
            || '|happy|pleased|delighted|thrilled) (to hear|you|that|i could|it|to have|to be of|to help)'
            || '|^(no problem|anytime|my pleasure)|^(that''s|that is) (great|good|wonderful|awesome|fantastic) to hear'
            || '|^thank you for (your|the) (kind|compliment|positive|appreciation)|^thank you[.!] (i''m'
            || '|i am) (glad|happy)'
    || '|^(不客气|不用谢|不用客气|很高兴(能|您|你|听到|我)|どういたしまして)|^(пожалуйста[.!,]|рад[аы]? (помочь|был|что|слышать'
            || '|это)|не за что|всегда пожалуйста)'
    || '|^(de rien|je vous en prie|je t''en prie|avec plaisir|je suis (ravie?|heureu(x|se)|contente?))'
            || '|^(de nada|no hay de qué|me alegr[ao]|con gusto)'
    || '|^(por nada|disponha|fico (feliz|contente)|que bom que)|^(gern geschehen|gerne[!.]|bitte (schön'
            || '|sehr)|keine ursache|freut mich|es freut mich|das freut mich)'
    || '|^(prego|di niente|di nulla|sono (felice|contento|lieto|contenta)|mi fa piacere)|^(rica ederim'
            || '|bir şey değil|ne demek|memnun oldum|yardımcı olabildiysem)'
    || '|^(عفو[اًا]+|على الرحب|العفو|يسعدني|سعيد (ب|لأن|أن)|لا شكر)');

-- The same of any text.
CREATE OR REPLACE TEMP MACRO is_refusal(t) AS refuses(opening(t, 160));
CREATE OR REPLACE TEMP MACRO starts_sorry(t) AS apologises(opening(t, 160));
CREATE OR REPLACE TEMP MACRO starts_conceding(t) AS concedes(opening(t, 60));
CREATE OR REPLACE TEMP MACRO starts_welcome(t) AS welcomes(opening(t, 70));

-- A program is in the text.
CREATE OR REPLACE TEMP MACRO has_code(t) AS contains(t, '```') OR regexp_matches(left(t, 2000),
    '(?m)^\s*(def \w+\(|class \w+|import \w+|from \w+ import |function \w*\(|const \w+ ?=|let \w+ ?='
            || '|var \w+ ?=|public \w+|private \w+|#include|using \w+|<\?php|<html|<div|package \w+;'
            || '|fn \w+|sudo |pip install|npm install)');

-- An error message or a stack trace is in the text.
CREATE OR REPLACE TEMP MACRO has_trace(t) AS regexp_matches(left(t, 2000),
    'Traceback \(most recent|[A-Za-z.](Error|Exception)\b ?:|Exception in thread|(?m)^\s+at [\w.$<>]+\('
            || '|npm ERR!|Uncaught |[Ee]rror:? ?\[?(TS|CS|LNK|ORA-|SQLSTATE)[\d\[]|(?i)segmentation fault'
            || '|undefined reference|cannot find (module|symbol)|no module named|command not found|compil(e'
            || '|ation|er) error|run-?time error|syntax ?error|unexpected (token|identifier|indent|end of)'
            || '|is not (defined|a function|recognized|iterable)|(fatal|parse) error|\berror (code )?\d{3,}'
            || '|line:? ?\d+,? col|exit(ed with)? (code|status) [1-9]|undefined (variable|index|method)'
            || '|null ?pointer|index out of|out of memory');

-- Begins as a fresh task does, so a word of blame or praise further on belongs to the task.
CREATE OR REPLACE TEMP MACRO begins_task(s) AS regexp_matches(left(s, 60),
    '^(please |pls |can you |could you |now |ok(ay)?,? |then |and )*(write|create|generate|compose|draft'
            || '|explain|translate|tell me|imagine|list|act as|what|which|how|who|when|where|give me'
            || '|summari[sz]e|describe|define|suggest|pretend|show me|you are an?|(true|false) or|for the following)([^a-z'']'
            || '|$)'
    || '|^(请|帮我|帮忙)?(写[^得]|翻译[^得]|解释[^得]|总结[^得]|列出|什么|如何|怎么|介绍|描述)|^(напиши|переведи|объясни|что (такое'
            || '|делать)|как |какие |кто |расскажи|составь|придумай)'
    || '|^(écris|rédige|traduis|explique|qu''est-ce|comment |quels? |donne-moi|raconte)|^(escribe|traduce'
            || '|explica|qué es|cómo |cuáles |dame|crea |redacta)|^(escreva|traduza|explique|o que é'
            || '|como |quais |crie |me dê)'
    || '|^(schreibe? (mir |einen|eine|ein )|übersetze|erkläre|was ist|wie |welche|nenne|erstelle|gib mir)'
            || '|^(scrivi|traduci|spiega|cos''è|che cos|come |quali |dammi|crea )|^(اكتب|ترجم|اشرح|ما هو'
            || '|ما هي|كيف |من هو|أعطني|لخص)')
    AND NOT regexp_matches(left(s, 30), '^what (the|a|are you|do you mean|you|nonsense) ');

-- Every word of the one text is in the other.
CREATE OR REPLACE TEMP MACRO one_contains_other(a, b) AS
    len(list_intersect(tokens(lower(a)), tokens(lower(b)))) = least(len(tokens(lower(a))), len(tokens(lower(b))));
