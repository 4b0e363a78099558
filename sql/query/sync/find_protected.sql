-- Protected users of source $2 from whom something would be taken by what was read: context, id, what, and that in
-- words. Protected is the admin of a context, and whose login is like one of the patterns $4, in the context that
-- stands in the same place of $3, or (0) in any.
-- kind: c changed, m missing, d to be deleted
WITH differ AS (
	SELECT x.cid, x.uid FROM prov.stage_unseen x
	WHERE x.run = $1::uuid AND (x.uid = 2 OR cardinality($4::text[]) > 0)
	UNION
	SELECT d.cid, d.uid FROM prov.stage_diff d
	WHERE d.run = $1::uuid AND d.kind IN ('c', 'm', 'd') AND (d.uid = 2 OR cardinality($4::text[]) > 0)
), kept AS MATERIALIZED (
	SELECT u.cid, u.uid, u.login, u.source_key, d.kind
	FROM differ x
	JOIN prov.users u ON u.cid = x.cid AND u.uid = x.uid
	LEFT JOIN prov.stage_diff d ON d.cid = u.cid AND d.run = $1::uuid AND d.uid = u.uid
	WHERE u.source = $2::text AND (u.uid = 2 OR (cardinality($4::text[]) > 0 AND EXISTS (
		SELECT 1 FROM unnest($3::int[], $4::text[]) p(cid, pattern)
		WHERE p.cid IN (0, u.cid) AND u.login LIKE p.pattern)))
), said AS MATERIALIZED (
	SELECT s.source_key, s.cid, s.login, s.name, s.source_enabled
	FROM kept k JOIN prov.stage_user s ON s.run = $1::uuid AND s.source_key = k.source_key
)
SELECT k.cid, k.uid, 'missing', 'not in the directory'
FROM kept k LEFT JOIN said s ON s.source_key = k.source_key
WHERE k.kind IN ('m', 'd') AND s.source_key IS NULL
UNION
SELECT k.cid, k.uid, 'moved', 'its entry is in context ' || s.cid
FROM kept k JOIN said s ON s.source_key = k.source_key
WHERE k.kind IN ('m', 'd') AND s.cid <> k.cid
UNION
SELECT k.cid, k.uid, CASE WHEN s.cid = 0 THEN 'locked' ELSE 'disabled' END, 'its entry says that it is disabled'
FROM kept k JOIN said s ON s.source_key = k.source_key
WHERE NOT s.source_enabled
UNION
SELECT k.cid, k.uid, 'renamed', 'its entry has the name "' || s.name || '"'
FROM kept k JOIN said s ON s.source_key = k.source_key AND s.cid = k.cid
WHERE s.login <> k.login
