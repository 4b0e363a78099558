-- The plan in numbers: created, changed, renamed, enabled, missing, deleted, rejected, adopted; and, of those who are changed,
-- how many have another login name, how many may have other addresses than before, and ($2: the source, NULL: they are not
-- counted) how many are not changed in any value (drop_same.sql).
-- kind: n new, c changed, m missing, d to be deleted
SELECT count(*) FILTER (WHERE d.kind = 'n' AND d.reject IS NULL),
	count(*) FILTER (WHERE d.kind = 'c' AND d.reject IS NULL),
	count(*) FILTER (WHERE u.name <> s.name),
	count(*) FILTER (WHERE u.missing_since IS NOT NULL),
	count(*) FILTER (WHERE d.kind = 'm'),
	count(*) FILTER (WHERE d.kind = 'd'),
	count(*) FILTER (WHERE d.reject IS NOT NULL),
	count(*) FILTER (WHERE u.uid IS NOT NULL AND u.source IS NULL),
	count(*) FILTER (WHERE u.login <> s.login),
	count(*) FILTER (WHERE u.uid IS NOT NULL AND (u.missing_since IS NOT NULL OR u.source IS NULL
		OR NOT coalesce(s.addresses @> array_remove(lower((u.aliases || u.mail)::text)::text[], NULL)
			AND s.addresses <@ lower((u.aliases || u.mail)::text)::text[], false))),
	count(*) FILTER (WHERE u.source = $2::text AND u.missing_since IS NULL AND
{part: sync/same.inc}
	)
FROM prov.stage_diff d
LEFT JOIN prov.stage_user s ON d.kind = 'c' AND d.reject IS NULL AND s.cid = d.cid AND s.run = d.run AND s.n = d.n
LEFT JOIN prov.users u ON d.kind = 'c' AND d.reject IS NULL AND u.cid = d.cid AND u.uid = d.uid
WHERE d.run = $1::uuid
