-- Claims the addresses $3 for the users $2; $4: what stands in front of the @. Fewer rows than addresses: one is taken,
-- or is what another user logs in with, as in address/claim.sql. A context of which the server has
-- no statistics yet is read once: WITH.
-- kind: u user
-- form: volatile: with a table that is on every server, Citus would ask each shard; random() keeps it to one
INSERT INTO prov.address (cid, address, kind, owner)
WITH login AS MATERIALIZED (
	SELECT o.login || '@' || m.name AS address, o.uid
	FROM prov.users o JOIN prov.login_name m ON m.cid = o.cid
	WHERE o.cid = $1::int AND m.cid = $1::int AND o.login = ANY ($4::text[]))
SELECT c.cid, r.address, 'u', r.owner
FROM prov.context c, unnest($2::int[], $3::text[]) AS r (owner, address)
	LEFT JOIN login l ON l.address = r.address AND l.uid <> r.owner
WHERE random() >= 0 AND c.cid = $1::int AND l.uid IS NULL
ORDER BY r.address
ON CONFLICT DO NOTHING
RETURNING address
