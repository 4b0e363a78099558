-- Writes all columns of a user that commands may change. No row: a name is taken (diagnose.sql).
-- A user of a directory forgets the hash of what was read, so that the next sync looks again.
UPDATE prov.users u
SET name = $3::text, login = $4::text, display_name = $5::text, given_name = $6::text,
	sur_name = $7::text, mail = $8::text, aliases = $9::text[], language = $10::text,
	timezone = $11::text, enabled = $12::bool, modules = $13::bigint, quota = $14::bigint,
	password = coalesce($15::text, u.password), attrs = $16::jsonb, changed = now(),
	source_hash = NULL
WHERE u.cid = $1::int AND u.uid = $2::int
	AND NOT EXISTS (SELECT 1 FROM prov.users o WHERE o.cid = $1::int AND o.login = $4::text
		AND o.uid <> $2::int)
	AND NOT ($17::bool AND EXISTS (
		SELECT 1 FROM prov.users o WHERE o.cid = $1::int AND o.display_name = $5::text
			AND o.uid NOT IN (2, $2::int)))
