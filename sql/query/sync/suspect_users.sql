-- Users of source $2 that the directory did not show and that would be disabled, or, missing for longer
-- than the grace of $3 days (NULL: for ever), deleted. An entry that cannot be taken is there.
-- form: other_key: a look by the index for each suspect; over servers it has to become statements of its own
-- kind: u user
INSERT INTO prov.stage_gone (cid, run, kind, id, source_key, proven)
SELECT u.cid, x.run, 'u', u.uid, u.source_key, false
FROM prov.stage_unseen x JOIN prov.users u ON u.cid = x.cid AND u.uid = x.uid
WHERE x.run = $1::uuid AND u.source = $2::text AND u.source_key IS NOT NULL
	AND (u.missing_since IS NULL OR u.missing_since <= now() - make_interval(days => $3::int))
	AND NOT EXISTS (SELECT 1 FROM prov.stage_user s WHERE s.run = $1::uuid AND s.source_key = u.source_key)
