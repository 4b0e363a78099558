-- The lines in the log of what access/global.sql is about to do, $6 token, $7 who, $8 program.
-- form: one_context: it is about the users of all contexts
INSERT INTO prov.change_log (cid, seq, tx, at, who, program, action, kind, id, before, after)
SELECT u.cid, c.change_seq + row_number() OVER (PARTITION BY u.cid ORDER BY u.uid), $6::uuid, now(), $7::text,
	$8::text, 'change', 'user', u.uid, jsonb_build_object('modules', u.modules),
	jsonb_build_object('modules', u.modules & $2::bigint | $3::bigint)
FROM prov.users u
JOIN prov.context c ON c.cid = u.cid
WHERE u.cid = ANY ($1::int[]) AND (u.modules & $2::bigint | $3::bigint) <> u.modules
	AND ($4::bigint IS NULL OR u.modules & $4::bigint = $5::bigint)
