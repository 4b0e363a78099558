-- Adds a context. No row: the id exists. The log's numbers go on where a deleted one ended.
INSERT INTO prov.context (cid, {context: %}, attrs, next_uid, next_gid, next_rid,
	change_seq, licensed, created)
SELECT $1::int, {context: $3::?}, $2::jsonb, 3, 2, 1, 1 + coalesce(max(l.seq), 0), 0, now()
FROM prov.change_log l
WHERE l.cid = $1::int
ON CONFLICT DO NOTHING
RETURNING cid, change_seq
