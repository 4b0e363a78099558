-- A line of the change log for each of the contexts $1 that were enabled or disabled ($5) at once, under the number
-- that its counter has just reached.
-- form: one_context: it is about all contexts of the installation
INSERT INTO prov.change_log (cid, seq, tx, at, who, program, action, kind, id, before, after)
SELECT c.cid, c.change_seq, $2::uuid, now(), $3::text, $4::text, 'change', 'context', c.cid,
	jsonb_build_object('enabled', NOT $5::bool), jsonb_build_object('enabled', $5::bool)
FROM prov.context c
WHERE c.cid = ANY ($1::int[])
