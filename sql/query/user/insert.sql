-- Adds the user whose id next_user.sql has just taken ($2 NULL), or user $2. No row: a name is
-- taken, which diagnose.sql tells.
INSERT INTO prov.users (cid, uid, name, login, display_name, given_name, sur_name, mail, aliases,
	language, timezone, enabled, source_enabled, modules, quota, password, attrs, changed)
SELECT c.cid, coalesce($2::int, c.next_uid - 1), $3::text, $4::text, $5::text, $6::text, $7::text,
	$8::text, $9::text[], $10::text, $11::text, $12::bool, true, $13::bigint, $14::bigint,
	$15::text, $16::jsonb, now()
FROM prov.context c
WHERE c.cid = $1::int
	AND NOT ($17::bool AND EXISTS (
		SELECT 1 FROM prov.users o WHERE o.cid = $1::int AND o.display_name = $5::text
			AND o.uid <> 2))
ON CONFLICT DO NOTHING
RETURNING uid
