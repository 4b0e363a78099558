-- Lines of the change log about new users, with the numbers that were taken under the context's lock.
-- form: tag: its rows are not counted
INSERT INTO prov.change_log (cid, seq, tx, at, who, program, action, kind, id, after)
SELECT c.cid, r.seq, $2::uuid, now(), r.who, r.program, 'create', 'user', r.id, r.after::jsonb
FROM prov.context c,
	unnest($3::bigint[], $4::int[], $5::text[], $6::text[], $7::text[]) AS r (seq, id, who, program, after)
WHERE c.cid = $1::int
ON CONFLICT (cid, seq) DO NOTHING
