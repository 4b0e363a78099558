-- Writes all columns of a user that commands may change. No row: the name is taken, also as the
-- address of another user, a group or a resource (U7; diagnose.sql).
-- A user of a directory forgets the hash of what was read, so that the next sync looks again.
-- kind: u user
UPDATE prov.users u
SET login = $3::text, address = $4::text, aliases = $5::text[], enabled = $6::bool, modules = $7::bigint,
	attrs = $8::jsonb, capabilities = $9::text[], password = coalesce($10::text, u.password), changed = now(),
	source_hash = NULL, {user: % = $11::?}
WHERE u.cid = $1::int AND u.uid = $2::int
	AND NOT EXISTS (SELECT 1 FROM prov.users o WHERE o.cid = $1::int AND o.login = $3::text
		AND o.uid <> $2::int)
	AND (u.login = $3::text OR NOT EXISTS (SELECT 1 FROM prov.login_name m
		JOIN prov.address x ON x.cid = m.cid AND x.address = $3::text || '@' || m.name
		WHERE m.cid = $1::int AND x.cid = $1::int AND NOT (x.kind = 'u' AND x.owner = $2::int)))
