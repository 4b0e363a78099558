-- The last report that arrived: days since then, when.
SELECT greatest(floor(extract(epoch FROM now() - sent) / 86400), 0)::bigint,
	to_char(sent AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
FROM prov.report WHERE sent IS NOT NULL
ORDER BY sent DESC
LIMIT 1
