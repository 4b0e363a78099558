-- The change log of lock_users.sql, after counters.sql. $2 who, $3 program.
INSERT INTO prov.change_log (cid, seq, tx, at, who, program, action, kind, id, before, after)
SELECT l.cid, c.change_seq + row_number() OVER (PARTITION BY l.cid ORDER BY l.uid), $1::uuid, now(),
	$2::text, $3::text, 'change', 'user', l.uid, jsonb_build_object('enabled', true),
	jsonb_build_object('enabled', false)
FROM prov.stage_lock l JOIN prov.context c ON c.cid = l.cid
WHERE l.run = $1::uuid
