-- U3: the address of a group or resource is claimed by it as it is stored for servers, and no other one is. What
-- that form is can be told here for ASCII only.
-- kind: g group, r resource
SELECT x.what || x.id || ' in context ' || x.cid
FROM (
	SELECT 'group ' AS what, 'g'::"char" AS kind, g.cid, g.gid AS id, g.mail, g.address FROM prov.groups g
	UNION ALL
	SELECT 'resource ', 'r'::"char", r.cid, r.rid, r.mail, r.address FROM prov.resource r
) x
LEFT JOIN prov.address a ON a.cid = x.cid AND a.kind = x.kind AND a.owner = x.id
WHERE (x.mail IS NULL) <> (x.address IS NULL) OR a.address IS DISTINCT FROM x.address
	OR (x.mail ~ '^[!-~]+$' AND x.address <> lower(x.mail))
