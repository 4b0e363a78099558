-- One line of the change log, under the number that the context's counter has just reached. If it
-- has not moved, because the context has no ids left, there is no line; the command fails. $7: its id, or NULL:
-- the newest of its kind.
-- form: tag: its rows are not counted
INSERT INTO prov.change_log (cid, seq, tx, at, who, program, action, kind, id, before, after)
SELECT c.cid, c.change_seq, $2::uuid, now(), $3::text, $4::text, $5::text, $6::text,
	coalesce($7::int, (CASE WHEN $6::text = 'group' THEN c.next_gid WHEN $6::text = 'resource' THEN c.next_rid
		ELSE c.next_uid END - 1)::int), $8::jsonb, $9::jsonb
FROM prov.context c
WHERE c.cid = $1::int
ON CONFLICT (cid, seq) DO NOTHING
