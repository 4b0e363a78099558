-- L1: a context knows how many of its users a licence counts.
SELECT 'context ' || c.cid FROM prov.context c LEFT JOIN (
	SELECT cid, count(*) AS n FROM prov.users WHERE uid <> 2 AND enabled AND source_enabled GROUP BY cid
) u ON u.cid = c.cid
WHERE c.licensed <> coalesce(u.n, 0)
