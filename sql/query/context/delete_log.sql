-- The last line of a deleted context's log.
INSERT INTO prov.change_log (cid, seq, tx, at, who, program, action, kind, id, before, after)
VALUES ($1::int, $2::bigint + 1, $3::uuid, now(), $4::text, $5::text, 'delete', 'context', NULL,
	jsonb_build_object('name', $6::text), NULL)
