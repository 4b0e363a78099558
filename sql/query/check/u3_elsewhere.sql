-- U3, U7: addresses whose domain is a login mapping of another context, which gets the mail for it: one line for each
-- domain. They are taken, with a warning.
SELECT x.n || ' addresses of context ' || x.cid, 'give the mapping ' || x.domain || ' of context ' || x.other
	|| ' to context ' || x.cid || ', or the owners other addresses', x.address, true
FROM (SELECT a.cid, m.name AS domain, m.cid AS other, count(*) AS n, min(a.address) AS address
	FROM prov.address a JOIN prov.login_name m ON m.name = split_part(a.address, '@', 2) AND m.cid <> a.cid
	GROUP BY a.cid, m.name, m.cid) x
ORDER BY x.cid, x.domain
