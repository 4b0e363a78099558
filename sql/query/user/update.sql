-- Writes all columns of a user that commands may change. No row: the name is taken (diagnose.sql).
-- A user of a directory forgets the hash of what was read, so that the next sync looks again.
UPDATE prov.users u
SET login = $3::text, aliases = $4::text[], enabled = $5::bool, modules = $6::bigint,
	password = coalesce($7::text, u.password), attrs = $8::jsonb, changed = now(), source_hash = NULL,
	{user: % = $9::?}
WHERE u.cid = $1::int AND u.uid = $2::int
	AND NOT EXISTS (SELECT 1 FROM prov.users o WHERE o.cid = $1::int AND o.login = $3::text
		AND o.uid <> $2::int)
