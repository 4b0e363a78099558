-- Adds the user whose id next_user.sql has just taken ($2 NULL), or user $2. $3: a display name that nobody
-- may have but the admin, or NULL. No row: a name is taken, or what it logs in with is the address of another user, a
-- group or a resource (U7), which diagnose.sql tells.
-- form: volatile: with a table that is on every server, Citus would ask each shard; random() keeps it to one
INSERT INTO prov.users (cid, uid, login, address, aliases, enabled, source_enabled, modules, attrs, capabilities,
	password, changed, {user: %})
SELECT c.cid, coalesce($2::int, c.next_uid - 1), $4::text, $5::text, $6::text[], $7::bool, true, $8::bigint,
	$9::jsonb, $10::text[], $11::text, now(),
	{user: $12::?}
FROM prov.context c
WHERE random() >= 0 AND c.cid = $1::int
	AND NOT EXISTS (SELECT 1 FROM prov.users o
		WHERE o.cid = $1::int AND o.display_name = $3::text AND o.uid <> 2)
	AND NOT EXISTS (SELECT 1 FROM prov.login_name m
		JOIN prov.address x ON x.cid = m.cid AND x.address = $4::text || '@' || m.name
		WHERE m.cid = $1::int AND x.cid = $1::int)
ON CONFLICT DO NOTHING
RETURNING uid
