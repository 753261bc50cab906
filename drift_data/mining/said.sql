-- What spots.sql and reactions.sql compute of a text.

-- Without code fences and quoted lines.
CREATE TEMP MACRO unquoted(t) AS CASE
    WHEN contains(t, '```') OR contains(t, chr(10) || '>') OR starts_with(t, '>')
    THEN regexp_replace(t, '(?s)```.*?(?:```|$)|(?m)^>.*$', ' ', 'g')
    ELSE t
END;

-- The users' own words, as signals read them: in lower case, with single spaces and straight apostrophes; of a long text
-- the first 500 and the last 250 characters. A list function per step, because a macro repeats its argument wherever
-- its parameter stands; the tests before each replacement are cheap and mostly fail.
CREATE TEMP MACRO said_in(texts) AS list_transform(list_transform(list_transform(list_transform(list_transform(list_transform(
    texts,
    lambda t: CASE WHEN length(t) > 4000 THEN left(t, 2500) || ' … ' || right(t, 1000) ELSE t END),
    lambda t: unquoted(t)),
    lambda t: lower(trim(replace(replace(replace(t, chr(10), ' '), chr(13), ' '), chr(9), ' ')))),
    lambda t: CASE WHEN contains(t, '’') OR contains(t, '‘') THEN replace(replace(t, '’', ''''), '‘', '''') ELSE t END),
    lambda t: CASE WHEN contains(t, '  ') THEN regexp_replace(t, ' +', ' ', 'g') ELSE t END),
    lambda t: CASE WHEN length(t) > 780 THEN left(t, 500) || ' … ' || right(t, 250) ELSE t END);

-- Words between spaces; in scripts written without spaces half the characters.
CREATE TEMP MACRO word_count(t) AS (CASE WHEN t = '' THEN 0 ELSE length(t) - length(replace(t, ' ', '')) + 1 END
    + CASE WHEN strlen(t) < length(t) * 2 THEN 0
        ELSE (length(t) - length(regexp_replace(t, '[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]', '', 'g'))) // 2
    END)::INTEGER;

-- Words, or single characters of scripts written without spaces.
CREATE TEMP MACRO tokens(t) AS list_distinct(regexp_extract_all(t, '[\p{Latin}\p{Cyrillic}\p{Arabic}\p{Greek}\p{N}]+|\p{L}'));

-- Whether two short texts can be one another's rephrasing: not too long, nor too different in length, nor of other
-- characters, which is quick to see.
-- `jaccard` refuses what is empty, so it stands where it is evaluated for no other texts.
CREATE TEMP MACRO comparable(a, b) AS CASE
    WHEN length(a) BETWEEN 4 AND 600 AND length(b) BETWEEN 4 AND 600
        AND length(a) * 2 >= length(b) AND length(b) * 2 >= length(a)
    THEN jaccard(lower(a), lower(b)) > 0.7 ELSE false END;

-- Share of what two lists of different words have in common (Jaccard).
CREATE TEMP MACRO overlap(x, y) AS len(list_intersect(x, y)) / greatest(1, len(x) + len(y) - len(list_intersect(x, y)));
