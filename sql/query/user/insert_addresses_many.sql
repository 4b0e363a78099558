-- Claims the addresses $3 for the users $2. Fewer rows than addresses: one is taken, or is what another user logs in
-- with, as in insert_addresses.sql. Each comes with the other context to which mail for its domain goes, or NULL.
-- kind: u user
INSERT INTO prov.address (cid, address, kind, owner)
SELECT c.cid, r.address, 'u', r.owner
FROM prov.context c, unnest($2::int[], $3::text[]) AS r (owner, address)
WHERE c.cid = $1::int AND NOT EXISTS (
	SELECT 1 FROM prov.users o JOIN prov.login_name m ON m.cid = o.cid
	WHERE o.cid = $1::int AND o.login = split_part(r.address, '@', 1) AND m.name = split_part(r.address, '@', 2)
		AND o.uid <> r.owner OFFSET 0)
ORDER BY r.address
ON CONFLICT DO NOTHING
RETURNING address, (SELECT m.cid FROM prov.login_name m
	WHERE m.name = split_part(address, '@', 2) AND m.cid <> $1::int)
