-- One line of the change log that belongs to no context (cid 0). The caller holds lock_installation.sql, so no
-- two take the same number.
INSERT INTO prov.change_log (cid, seq, tx, at, who, program, action, kind, id, before, after)
SELECT 0, coalesce(max(l.seq), 0) + 1, $1::uuid, now(), $2::text, $3::text, $4::text, $5::text, $6::int,
	$7::jsonb, $8::jsonb
FROM prov.change_log l
WHERE l.cid = 0
