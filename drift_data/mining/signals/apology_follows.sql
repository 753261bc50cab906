/*
name: apology_follows
polarity: dsat
rubric: negative feedback
languages: [any]
strength: 0.87
finds: The assistant's next reply opens by apologising, so it took the user turn as a complaint.
positive:
  - {reply: "It is 12.", user: "line 3 says 13", next_reply: "I apologize for the confusion. It is 13."}
  - {reply: "是12", user: "第三行写着13", next_reply: "抱歉，我弄错了。"}
  - {reply: "Это 12", user: "там 13", next_reply: "Прошу прощения за ошибку."}
  - {reply: "إنه 12", user: "مكتوب 13", next_reply: "أعتذر عن الخطأ."}
  - {reply: "Bu 12", user: "orada 13 yazıyor", next_reply: "Özür dilerim, haklısınız."}
negative:
  - {reply: "It is 12.", user: "buy me a car", next_reply: "I'm sorry, but I can't do that."}
  - {reply: "It is 12.", user: "my dog died", next_reply: "I'm sorry to hear that."}
  - {reply: "It is 12.", user: "Continue", next_reply: "I apologize for the delay. Here is the rest."}
*/
CASE
    WHEN apologises(next_opening) AND words <= 300
        AND NOT regexp_matches(said, '^((please |pls )?(continue|next|go on|go ahead|proceed|more|ok(ay)?'
                || '|yes|\.+)( please)?|继续|下一个|продолжай|дальше|continuer?|continúa|weiter|devam( et)?'
                || '|avanti|أكمل|استمر)[.! ]*$')
    THEN left(next_reply, 120)
END
