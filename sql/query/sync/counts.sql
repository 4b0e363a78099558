-- The plan in numbers: created, changed, renamed, enabled, missing, deleted, rejected, adopted.
-- kind: n new, c changed, m missing, d to be deleted
SELECT count(*) FILTER (WHERE d.kind = 'n' AND d.reject IS NULL),
	count(*) FILTER (WHERE d.kind = 'c' AND d.reject IS NULL),
	count(*) FILTER (WHERE u.name <> s.name),
	count(*) FILTER (WHERE u.missing_since IS NOT NULL),
	count(*) FILTER (WHERE d.kind = 'm'),
	count(*) FILTER (WHERE d.kind = 'd'),
	count(*) FILTER (WHERE d.reject IS NOT NULL),
	count(*) FILTER (WHERE u.uid IS NOT NULL AND u.source IS NULL)
FROM prov.stage_diff d
LEFT JOIN prov.stage_user s ON d.kind = 'c' AND d.reject IS NULL AND s.cid = d.cid AND s.run = d.run AND s.n = d.n
LEFT JOIN prov.users u ON d.kind = 'c' AND d.reject IS NULL AND u.cid = d.cid AND u.uid = d.uid
WHERE d.run = $1::uuid
