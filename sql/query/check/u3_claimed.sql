-- U3: every address of a user is claimed by it, and no other one. The form that servers search by is
-- computed here for ASCII only; of the rest the number is compared.
-- kind: u user
SELECT 'user ' || u.uid || ' in context ' || u.cid
FROM prov.users u LEFT JOIN (
	SELECT cid, owner, count(*) AS n FROM prov.address WHERE kind = 'u' GROUP BY cid, owner
) held ON held.cid = u.cid AND held.owner = u.uid
WHERE cardinality(u.aliases) <> coalesce(held.n, 0)
UNION
SELECT 'user ' || u.uid || ' in context ' || u.cid
FROM prov.users u CROSS JOIN unnest(u.aliases) a
	LEFT JOIN prov.address x ON x.cid = u.cid AND x.address = lower(a)
WHERE a ~ '^[!-~]+$' AND (x.kind = 'u' AND x.owner = u.uid) IS NOT TRUE
