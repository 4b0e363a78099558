-- The last line of a deleted context's log; $6: what it was.
INSERT INTO prov.change_log (cid, seq, tx, at, who, program, action, kind, id, before, after)
VALUES ($1::int, $2::bigint + 1, $3::uuid, now(), $4::text, $5::text, 'delete', 'context', $1::int,
	$6::jsonb, NULL)
