-- Adds a context. No row: the id exists. The log's numbers go on where a deleted one ended.
INSERT INTO prov.context (cid, name, enabled, quota, attrs, next_uid, next_gid, next_rid,
	change_seq, created)
VALUES ($1::int, $2::text, true, $3::bigint, $4::jsonb, 3, 2, 1,
	1 + coalesce((SELECT max(seq) FROM prov.change_log WHERE cid = $1::int), 0), now())
ON CONFLICT DO NOTHING
RETURNING change_seq
