-- The last record of source $1: how it ended, since when it ends so, how many seconds ago; when a run was carried out
-- last; how many entries are rejected; what was held, said; how many seconds ago one was carried out; how near its limits
-- the last run came; how many members are pending; who has the lease; how many changes the last run that read everything
-- found that had been missed before. A row without a reason: it never ran.
SELECT r.reason, to_char(r.ended AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
	to_char(r.started AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), r.runs,
	extract(epoch FROM now() - r.ended)::bigint,
	(SELECT to_char(s.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') FROM prov.source_state s
		WHERE s.name = $1::text),
	(SELECT count(*) FROM prov.sync_reject j WHERE j.source = $1::text),
	r.counts ->> 'held_users', r.counts ->> 'held_groups', r.message, r.detail, r.hint,
	(SELECT extract(epoch FROM now() - s.at)::bigint FROM prov.source_state s WHERE s.name = $1::text),
	r.limits,
	(SELECT count(*) FROM prov.sync_pending p WHERE p.source = $1::text),
	(SELECT CASE WHEN j.owner IS NULL THEN 'free' WHEN j.expires < now() THEN 'over' ELSE 'held' END
		FROM prov.job_lock j WHERE j.name = 'ldapsync ' || $1::text),
	(SELECT coalesce(f.counts ->> 'drift', '0') FROM prov.sync_run f
		WHERE f.source = $1::text AND f.applied AND f.counts ->> 'mode' = 'full' ORDER BY f.seq DESC LIMIT 1)
FROM (SELECT 1) one
LEFT JOIN (SELECT * FROM prov.sync_run WHERE source = $1::text ORDER BY seq DESC LIMIT 1) r ON true
