-- Users of source $2 that the directory did not show and that would be disabled, or purged: missing for longer than
-- the grace of $3 days (NULL: nobody is purged), and since run $4 at the latest. An entry that cannot be taken is there.
-- (The source is asked for after the rest: planned before there are statistics, it looks like the shorter way.)
-- kind: u user
WITH suspect AS MATERIALIZED (
	SELECT u.cid, u.uid, u.source_key, u.source
	FROM prov.stage_unseen x JOIN prov.users u ON u.cid = x.cid AND u.uid = x.uid
	WHERE x.run = $1::uuid AND u.source_key IS NOT NULL
		AND (u.missing_since IS NULL OR (u.missing_since <= now() - make_interval(days => $3::int)
			AND u.missing_run <= $4::bigint))
)
INSERT INTO prov.stage_gone (cid, run, kind, id, source_key, proven)
SELECT p.cid, $1::uuid, 'u', p.uid, p.source_key, false
FROM suspect p LEFT JOIN prov.stage_user s ON s.run = $1::uuid AND s.source_key = p.source_key
WHERE p.source = $2::text AND s.source_key IS NULL
