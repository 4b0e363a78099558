-- Adds users whose ids were taken under the context's lock; $2: nobody but the admin may have a display name that
-- another user has. Fewer rows than users: of one of them a name is taken, or what it logs in with is the address of
-- another user (U7), as in insert.sql; which one is not looked for. OFFSET 0: the indexes are asked for each row,
-- however many users the context has.
-- kind: u user
INSERT INTO prov.users (cid, uid, login, address, aliases, enabled, source_enabled, modules, attrs, password, changed,
	{user: %})
SELECT c.cid, r.uid, r.login, r.address, r.aliases::text[], r.enabled, true, r.modules, r.attrs::jsonb, r.password,
	now(),
	{user: r.%}
FROM prov.context c,
	unnest($3::int[], $4::text[], $5::text[], $6::text[], $7::bool[], $8::bigint[], $9::text[], $10::text[],
		{user: $11::?[]})
	AS r (uid, login, address, aliases, enabled, modules, attrs, password,
		{user: %})
WHERE c.cid = $1::int
	AND NOT EXISTS (SELECT 1 FROM prov.users o
		WHERE $2::bool AND o.cid = $1::int AND o.display_name = r.display_name AND o.uid <> 2 OFFSET 0)
	AND NOT EXISTS (SELECT 1 FROM prov.login_name m
		JOIN prov.address x ON x.cid = m.cid AND x.address = r.login || '@' || m.name AND x.kind = 'u'
		WHERE m.cid = $1::int AND x.cid = $1::int OFFSET 0)
ON CONFLICT DO NOTHING
RETURNING uid
