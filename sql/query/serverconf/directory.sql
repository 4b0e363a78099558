-- What the last run of source $1 has found out about its directory: the profile, and where users are.
SELECT s.profile, b.base
FROM prov.source_state s
LEFT JOIN LATERAL jsonb_to_recordset(s.scope) AS b(kind text, base text) ON b.kind = 'user'
WHERE s.name = $1::text AND s.profile IS NOT NULL
