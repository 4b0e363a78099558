-- Adds the user whose id next_user.sql has just taken ($2 NULL), or user $2. $3: a display name that nobody
-- may have but the admin, or NULL. No row: a name is taken, which diagnose.sql tells.
INSERT INTO prov.users (cid, uid, login, aliases, enabled, source_enabled, modules, password, attrs, changed,
	{user: %})
SELECT c.cid, coalesce($2::int, c.next_uid - 1), $4::text, $5::text[], $6::bool, true, $7::bigint,
	$8::text, $9::jsonb, now(),
	{user: $10::?}
FROM prov.context c
WHERE c.cid = $1::int
	AND NOT EXISTS (SELECT 1 FROM prov.users o
		WHERE o.cid = $1::int AND o.display_name = $3::text AND o.uid <> 2)
ON CONFLICT DO NOTHING
RETURNING uid
