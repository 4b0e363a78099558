-- Runs of source $1 (NULL: of all), latest first, at most $2.
SELECT source, seq, to_char(started AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
	to_char(ended AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), runs, milliseconds, reason, applied, server,
	counts, proof, limits, message, detail, hint
FROM prov.sync_run
WHERE $1::text IS NULL OR source = $1::text
ORDER BY ended DESC, source, seq DESC
LIMIT $2::bigint
