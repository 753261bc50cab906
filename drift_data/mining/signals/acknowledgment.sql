/*
name: acknowledgment
polarity: sat
rubric: acknowledgment
languages: [en, zh, ru, fr, es, pt, de, it, tr, ar]
strength: 0.35
finds: The user takes note of the reply or agrees with it; alone this is polite and weak.
phrases:
  en:
    - ^(ok|okay|okey|k|kk|alright|all right|right|sure|fine|got it|gotcha|understood|noted|i see|i agree|agreed|fair enough|true|indeed|of course|sounds good|sounds right|very well|yes|yep|yeah|yup|ah|oh|aha|hm+|good)([, ]+(ok|okay|i see|got it|then|good|cool|right|fair enough|understood|makes sense|that works|sounds good|i agree|agreed|good))?[.! ]*$
    - ^(i agree|agreed|fair (enough|point)|good point|true|sounds good|that works|works for me|got it)[,.! ]
    - ^(understood|i see|noted|very well|absolutely|definitely|that's (true|fair|fine|ok(ay)?)|good enough)[,.! ]
  zh:
    - ^(好的?|嗯+|可以|行|收到|知道了|明白|同意|是的|对的?|没问题|ok|有道理|好吧|好滴)[。！!，, 的吧]*$|^(我)?(同意|赞同|认同)
  ru:
    - ^(ок(ей)?|хорошо|ладно|понял[^ ]*|понятно|ясно|согласен|согласна|принято|да|ага|угу|верно|договорились)[.! ]*$
    - ^(так|логично)[.! ]*$|^(согласен|согласна|хорошо|принято|понял[^ ]*)[,.! ]
  fr:
    - ^(ok|d'accord|très bien|entendu|compris|je vois|oui|bien|bien sûr|noté|ça marche|ça roule)[.! ]*$
    - ^je suis d'accord[.! ]*$|^(d'accord|je suis d'accord|entendu|très bien)[,.! ]
  es:
    - ^(ok|vale|bien|de acuerdo|entendido|entiendo|ya veo|sí|si|claro|muy bien|bueno|listo|estoy de acuerdo)[.! ]*$
    - ^(de acuerdo|estoy de acuerdo|entendido|muy bien|vale)[,.! ]
  pt:
    - ^(ok|certo|tudo bem|entendi|entendido|sim|claro|beleza|combinado|está bem|tá bom|concordo|bom)[.! ]*$
    - ^(concordo|entendido|tudo bem|tá bom|certo|beleza)[,.! ]
  de:
    - ^(ok|okay|gut|alles klar|verstanden|verstehe|ja|klar|in ordnung|einverstanden|stimmt|na gut|aha)[.! ]*$
    - ^(ich verstehe|passt)[.! ]*$|^(einverstanden|alles klar|in ordnung|stimmt|verstanden)[,.! ]
  it:
    - ^(ok|va bene|d'accordo|capito|capisco|sì|certo|bene|perfetto così|ho capito|sono d'accordo|giusto)[.! ]*$
    - ^(d'accordo|va bene|sono d'accordo|capito)[,.! ]
  tr:
    - ^(tamam|peki|ok|oldu|anlad[ıi]m|evet|olur|kat[ıi]l[ıi]yorum|do[ğg]ru|iyi|hakl[ıi]s[ıi]n|tamamd[ıi]r)[.! ]*$
    - ^anla[şs][ıi]ld[ıi][.! ]*$|^(tamam|peki|kat[ıi]l[ıi]yorum|hakl[ıi]s[ıi]n)[,.! ]
  ar:
    - ^(حسن[اًا]+|تمام|طيب|موافق|أوافق|اوافق|نعم|فهمت|مفهوم|أوكي|اوكي|اوك|صحيح|معك حق|ماشي|جيد)[.! ]*$
    - ^(حسن[اًا]+|تمام|موافق|أوافق[^ ]*|معك حق)[،,.! ]
positive:
  - {reply: "It is 12.", user: "ok, got it"}
  - {reply: "It is 12.", user: "I agree, now the next one"}
  - {reply: "是12", user: "好的"}
  - {reply: "Это 12", user: "Хорошо, понял"}
  - {reply: "إنه 12", user: "حسنا"}
  - {reply: "Bu 12", user: "Tamam"}
negative:
  - {reply: "Shall I go on?", user: "ok"}
  - {reply: "It is 12.", user: "ok but it is wrong"}
*/
CASE WHEN words <= 30 AND NOT ends_asking(reply) AND NOT regexp_matches(said, '(^|[^\p{L}])(but|wrong'
        || '|not|don''t|however|mais|pero|aber|mas|ma|но|не|ama|fakat|لكن)([^\p{L}]|$)|但|不') THEN phrase END
