-- Claims the addresses $3 for the user, group or resource ($4) $2, or for the newest of that kind. Fewer rows than
-- addresses: one is taken, or is what another user logs in with (its name at a mapping of the context, U7), which
-- holder.sql tells.
-- kind: u user, g group, r resource
-- form: volatile: with a table that is on every server, Citus would ask each shard; random() keeps it to one
INSERT INTO prov.address (cid, address, kind, owner)
SELECT c.cid, a, $4::"char", coalesce($2::int,
	CASE WHEN $4::"char" = 'u' THEN c.next_uid WHEN $4::"char" = 'g' THEN c.next_gid ELSE c.next_rid END - 1)
FROM prov.context c, unnest($3::text[]) a
WHERE random() >= 0 AND c.cid = $1::int AND NOT EXISTS (
	SELECT 1 FROM prov.users o JOIN prov.login_name m ON m.cid = o.cid
	WHERE o.cid = $1::int AND o.login = split_part(a, '@', 1) AND m.name = split_part(a, '@', 2)
		AND ($4::"char" <> 'u' OR o.uid <> coalesce($2::int, c.next_uid - 1)))
ORDER BY a
ON CONFLICT DO NOTHING
RETURNING address
