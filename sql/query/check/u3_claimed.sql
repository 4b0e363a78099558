-- U3: every address of a user is claimed by it.
SELECT 'user ' || u.uid || ' in context ' || u.cid FROM prov.users u
WHERE cardinality(u.aliases) <> (
	SELECT count(*) FROM prov.address a WHERE a.cid = u.cid AND a.kind = 'u' AND a.owner = u.uid)
