-- Before users are changed: nothing is left to SOGo of those who go, or get another name or address.
-- kind: c changed, d to be deleted, u user
WITH gone AS MATERIALIZED (
	SELECT d.cid, 'c' || d.cid::text || 'u' || d.uid::text AS c_uid
	FROM prov.stage_diff d
	JOIN prov.users u ON u.cid = d.cid AND u.uid = d.uid
	LEFT JOIN prov.stage_user s ON s.cid = d.cid AND s.run = d.run AND s.n = d.n
	WHERE d.run = $1::uuid AND d.reject IS NULL AND (d.kind = 'd' OR (d.kind = 'c'
		AND (s.login, s.address, s.aliases) IS DISTINCT FROM (u.login, u.address, u.aliases)))
)
DELETE FROM prov.sogo_key k USING gone g WHERE k.cid = g.cid AND k.c_uid = g.c_uid
