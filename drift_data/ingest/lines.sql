-- Records of a dump as text, each with its fault when it is not a JSON object. The inner SELECT gives (source, number, text).
SELECT {
    source: source, number: number, text: text::VARCHAR,
    fault: CASE
        WHEN NOT json_valid(text) THEN 'not JSON'
        WHEN NOT starts_with(ltrim(text, chr(9) || chr(10) || chr(13) || ' '), '{') THEN 'not a JSON object'
    END,
    others: NULL::STRUCT("source" INTEGER, number BIGINT, "text" VARCHAR)[]
} AS line
FROM ({raw})
