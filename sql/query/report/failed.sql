-- The report that did not arrive, if it is the last one: when it was made, why.
SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), coalesce(answer, 'it was interrupted')
FROM prov.report WHERE sent IS NULL
ORDER BY at DESC
LIMIT 1
