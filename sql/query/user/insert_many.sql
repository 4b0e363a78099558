-- Adds users whose ids were taken under the context's lock. $3: their display names; $2: nobody but the admin may have
-- one that another user has. Fewer rows than users: of one of them a name is taken, or what it logs in with is the
-- address of another user, group or resource (U7), as in insert.sql; which one is not looked for. Written so that a context of which
-- the server has no statistics yet is read once, and not for each row: WITH, OFFSET 0.
-- form: volatile: with a table that is on every server, Citus would ask each shard; random() keeps it to one
INSERT INTO prov.users (cid, uid, login, address, aliases, enabled, source_enabled, modules, attrs, capabilities,
	password, changed, {user: %})
WITH taken AS MATERIALIZED (
	SELECT o.display_name AS name FROM prov.users o
	WHERE $2::bool AND o.cid = $1::int AND o.display_name = ANY ($3::text[]) AND o.uid <> 2)
SELECT c.cid, r.uid, r.login, r.address, r.aliases::text[], r.enabled, true, r.modules, r.attrs::jsonb,
	r.capabilities::text[], r.password, now(), {user: r.%}
FROM prov.context c,
	unnest($4::int[], $5::text[], $6::text[], $7::text[], $8::bool[], $9::bigint[], $10::text[], $11::text[],
		$12::text[], {user: $13::?[]})
	AS r (uid, login, address, aliases, enabled, modules, attrs, capabilities, password,
		{user: %})
	LEFT JOIN taken t ON t.name = r.display_name
WHERE random() >= 0 AND c.cid = $1::int AND t.name IS NULL AND NOT EXISTS (
	SELECT 1 FROM prov.login_name m
	WHERE m.cid = $1::int AND EXISTS (SELECT 1 FROM prov.address x
		WHERE x.cid = $1::int AND x.address = r.login || '@' || m.name OFFSET 0) OFFSET 0)
ON CONFLICT DO NOTHING
RETURNING uid
