-- Keys of users of source $2 who were held back in contexts $3, at most $4: they stay as they are, and their entry is not shown,
-- or is another one (hold_users.sql, hold_changes.sql).
SELECT u.source_key
FROM prov.stage_unseen x
JOIN prov.users u ON u.cid = x.cid AND u.uid = x.uid
LEFT JOIN prov.stage_diff d ON d.cid = u.cid AND d.run = x.run AND d.uid = u.uid
LEFT JOIN prov.stage_user s ON s.cid = u.cid AND s.run = x.run AND s.source_key = u.source_key AND s.hash IS NOT NULL
WHERE x.run = $1::uuid AND x.cid = ANY ($3::int[]) AND u.source = $2::text AND u.source_key IS NOT NULL
	AND u.missing_since IS NULL AND d.uid IS NULL AND s.n IS NULL
ORDER BY 1
LIMIT $4::int
