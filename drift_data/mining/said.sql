-- What spots.sql and reactions.sql compute of a text.

-- Single spaces, straight apostrophes, lower case. The tests before each replacement are cheap and mostly fail.
CREATE TEMP MACRO straight(t) AS
    CASE WHEN contains(t, '’') OR contains(t, '‘') THEN replace(replace(t, '’', ''''), '‘', '''') ELSE t END;
CREATE TEMP MACRO single_spaced(t) AS CASE WHEN contains(t, '  ') THEN regexp_replace(t, ' +', ' ', 'g') ELSE t END;
CREATE TEMP MACRO plain(t) AS lower(trim(single_spaced(
    straight(replace(replace(replace(t, chr(10), ' '), chr(13), ' '), chr(9), ' ')))));

-- Without code fences and quoted lines.
CREATE TEMP MACRO unquoted(t) AS CASE
    WHEN contains(t, '```') OR contains(t, chr(10) || '>') OR starts_with(t, '>')
    THEN regexp_replace(t, '(?s)```.*?(?:```|$)|(?m)^>.*$', ' ', 'g')
    ELSE t
END;

-- The user's own words, as signals read them: of a long text the first 500 and the last 250 characters.
CREATE TEMP MACRO said_by(t) AS list_transform(
    [plain(unquoted(CASE WHEN length(t) > 4000 THEN left(t, 2500) || ' … ' || right(t, 1000) ELSE t END))],
    lambda s: CASE WHEN length(s) > 780 THEN left(s, 500) || ' … ' || right(s, 250) ELSE s END)[1];

-- Words between spaces; in scripts written without spaces half the characters.
CREATE TEMP MACRO word_count(t) AS (CASE WHEN t = '' THEN 0 ELSE length(t) - length(replace(t, ' ', '')) + 1 END
    + CASE WHEN strlen(t) < length(t) * 2 THEN 0
        ELSE (length(t) - length(regexp_replace(t, '[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]', '', 'g'))) // 2
    END)::INTEGER;

-- Words, or single characters of scripts written without spaces.
CREATE TEMP MACRO tokens(t) AS list_distinct(regexp_extract_all(t, '[\p{Latin}\p{Cyrillic}\p{Arabic}\p{Greek}\p{N}]+|\p{L}'));

-- Share of words that two short texts have in common (Jaccard); NULL where they are too long or too different in length
-- to be one another's rephrasing.
CREATE TEMP MACRO word_overlap(a, b) AS CASE
    WHEN length(a) BETWEEN 4 AND 600 AND length(b) BETWEEN 4 AND 600
        AND length(a) * 5 >= length(b) * 2 AND length(b) * 5 >= length(a) * 2
        AND jaccard(lower(a), lower(b)) > 0.5
    THEN list_transform([{x: tokens(lower(a)), y: tokens(lower(b))}], lambda t:
        len(list_intersect(t.x, t.y)) / greatest(1, len(list_distinct(list_concat(t.x, t.y)))))[1]
END;
