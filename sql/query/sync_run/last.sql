-- The last record of source $1: how it ended, since when it ends so, how many seconds ago; when a run was carried out
-- last; how many entries are rejected. A row without a reason: it never ran.
SELECT r.reason, to_char(r.ended AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
	to_char(r.started AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), r.runs,
	extract(epoch FROM now() - r.ended)::bigint,
	(SELECT to_char(s.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') FROM prov.source_state s
		WHERE s.name = $1::text),
	(SELECT count(*) FROM prov.sync_reject j WHERE j.source = $1::text),
	r.counts ->> 'held_users', r.counts ->> 'held_groups', r.message, r.detail, r.hint
FROM (SELECT 1) one
LEFT JOIN (SELECT * FROM prov.sync_run WHERE source = $1::text ORDER BY seq DESC LIMIT 1) r ON true
