-- Protected users of source $1 from whom this run would have taken something: as changes.sql.
WITH begun AS MATERIALIZED (
	SELECT now() AS at
), fresh AS MATERIALIZED (
	SELECT r.context AS cid, r.id AS uid, r.why
	FROM prov.sync_protected r JOIN begun t ON t.at = r.since
	WHERE r.source = $1::text
)
SELECT 'warn', 'user', u.cid::text, u.name, u.source_dn, 'is protected and stays as it is: ' || f.why
FROM fresh f JOIN prov.users u ON u.cid = f.cid AND u.uid = f.uid
ORDER BY u.cid, u.uid, f.why
