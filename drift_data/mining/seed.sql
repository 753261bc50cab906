-- Seed pairs: a disliked reply and the later one that satisfied, from the table `feedback`.
--
-- The rules:
-- 1. Within one conversation, a run is one or more dsat reactions in a row, no other reaction between them.
-- 2. The reaction that ends the run is sat (not mixed, not neutral): the reply it is about is `chosen`.
-- 3. Each reply of the run is `rejected` in a pair of its own, its prompt being the conversation before it.
-- 4. A reply disliked by regenerating it takes part like any other; one left by editing the message does not, since
--    what follows answers another request.
-- 5. Empty replies, and a chosen reply equal to the rejected one but for white space, make no pair.
WITH happy AS (
    SELECT DISTINCT source, line, conversation_id FROM feedback WHERE label = 'sat'
), reacted AS (
    SELECT source, line, conversation_id, turn, kind, label, reaction_id
    FROM feedback SEMI JOIN happy USING (source, line, conversation_id)
    WHERE kind != 'edit'
), runs AS (
    SELECT *, count(*) FILTER (label != 'dsat') OVER (
        PARTITION BY source, line, conversation_id ORDER BY turn, kind = 'rating', kind, reaction_id ROWS UNBOUNDED PRECEDING) AS ended
    FROM reacted
), pairs AS (
    SELECT source, line, conversation_id, disliked.reaction_id AS disliked_id, liked.reaction_id AS liked_id
    FROM runs AS disliked JOIN runs AS liked USING (source, line, conversation_id)
    WHERE disliked.label = 'dsat' AND liked.label = 'sat' AND liked.ended = disliked.ended + 1
)
SELECT left(md5(disliked_id || liked_id), 20) AS pair_id, disliked.conversation_id, disliked.turn, liked.turn AS chosen_turn,
    disliked.prompt,
    [{role: 'assistant', content: disliked.response}] AS rejected,
    [{role: 'assistant', content: liked.response}] AS chosen,
    disliked.feedback, disliked.dsat_score, liked.sat_score,
    list_concat(disliked.signals, liked.signals) AS signals,
    liked.model, disliked.language, disliked."time", disliked.user_id, disliked.toxic, disliked.redacted, disliked.source, disliked.line
FROM pairs
    JOIN feedback AS disliked ON disliked.reaction_id = disliked_id
        AND (disliked.source, disliked.line, disliked.conversation_id) = (pairs.source, pairs.line, pairs.conversation_id)
    JOIN feedback AS liked ON liked.reaction_id = liked_id
        AND (liked.source, liked.line, liked.conversation_id) = (pairs.source, pairs.line, pairs.conversation_id)
WHERE trim(disliked.response) != '' AND trim(liked.response) != ''
    AND regexp_replace(liked.response, '\s+', ' ', 'g') != regexp_replace(disliked.response, '\s+', ' ', 'g')
ORDER BY disliked.source, disliked.line, disliked.conversation_id, disliked.turn, pair_id
