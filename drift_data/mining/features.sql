-- What the scorer sees of a reaction besides its words: a number each, 0 where there is nothing to measure. It reads the
-- rows of reactions.sql with strength_dsat and strength_sat, of the signals together (see scorer.py).
SELECT *, {
    -- how long the turn is; that says little of one where a signal fired
    words_0: (words = 0)::INTEGER * quiet,
    words_2: (words <= 2)::INTEGER * quiet,
    words_5: (words <= 5)::INTEGER * quiet,
    words_10: (words <= 10)::INTEGER * quiet,
    words_20: (words <= 20)::INTEGER * quiet,
    words_50: (words <= 50)::INTEGER * quiet,
    words_150: (words <= 150)::INTEGER * quiet,
    words_log: ln(1 + words) * quiet,
    -- where it stands
    turn_1: (user_index <= 1)::INTEGER, turn_3: (user_index <= 3)::INTEGER, turn_log: ln(1 + user_index),
    -- how it looks
    code: contains("user", '```')::INTEGER, lines: contains("user", chr(10))::INTEGER,
    ends_asking: regexp_matches("user", '[?？؟]\s*$')::INTEGER * quiet, asks: regexp_matches("user", '[?？؟]')::INTEGER * quiet,
    exclaims: regexp_matches("user", '[!！]')::INTEGER, dots: (contains("user", '...') OR contains("user", '…'))::INTEGER,
    begins_small: regexp_matches("user", '^\p{Ll}')::INTEGER,
    capitals: (left("user", 200) = upper(left("user", 200)) AND left("user", 200) != lower(left("user", 200)))::INTEGER,
    -- what it reacts to
    reply_code: contains(reply, '```')::INTEGER, reply_asks: regexp_matches(right(reply, 20), '[?？؟]\s*$')::INTEGER,
    reply_short: (length(reply) < 100)::INTEGER, reply_log: ln(1 + length(reply)),
    similarity: coalesce(similarity, 0),
    -- what happens next; a log that ends here is no sign, so what is missing is taken to be as usual
    next_reply_log: ln(1 + coalesce(length(next_reply), 1000)),
    no_next_user: (next_user IS NULL)::INTEGER, next_user_log: ln(1 + coalesce(length(next_user), 60)),
    -- what is said again (see echo.py)
    reply_again: coalesce(echoed.reply_again, 0.25), user_in_next_reply: coalesce(echoed.user_in_next_reply, 0.3),
    request_in_reply: coalesce(echoed.request_in_reply, 0), request_in_next_reply: coalesce(echoed.request_in_next_reply, 0.12),
    next_user_in_user: coalesce(echoed.next_user_in_user, 0),
    -- what the signals say
    evidence_dsat: ln((strength_dsat + 0.02) / (1.02 - strength_dsat)),
    evidence_sat: ln((strength_sat + 0.02) / (1.02 - strength_sat))
} AS features
FROM (SELECT *, (1 - strength_dsat) * (1 - strength_sat) AS quiet FROM evident)
