-- A group that lists somebody who was not there when users were read, and is not known from the run before: a member was
-- renamed or moved meanwhile, or a branch of the directory was. Nobody can tell which of its members that is. So those
-- of source $2 who are still there, and whom it does not list any more, stay for this run; in the next one it is an old
-- story (SR36). Members of groups in it count as well.
-- kind: m missing, d to be deleted
WITH doubt AS MATERIALIZED (
	SELECT DISTINCT g.n, coalesce(g.ring, g.n) AS root, g.source_key
	FROM prov.stage_pending p
	JOIN prov.stage_group g ON g.run = p.run AND g.n = p.n
	LEFT JOIN prov.sync_pending o ON o.source = $2::text AND o.source_key = g.source_key AND o.by_name = p.by_name
		AND o.id = md5(p.value)::uuid
	WHERE p.run = $1::uuid AND o.id IS NULL AND g.reject IS NULL AND g.source_key IS NOT NULL
), listed AS (
	SELECT DISTINCT d.n, s.cid, unnest(s.uids) AS uid
	FROM doubt d
	JOIN prov.stage_nest t ON t.run = $1::uuid AND t.root = d.root
	JOIN prov.stage_member s ON s.run = $1::uuid AND s.n = t.at
)
INSERT INTO prov.stage_member (cid, run, n, uids)
SELECT m.cid, $1::uuid, d.n, array_agg(m.uid ORDER BY m.uid)
FROM doubt d
JOIN prov.groups o ON o.source = $2::text AND o.source_key = d.source_key AND o.missing_since IS NULL
JOIN prov.member m ON m.cid = o.cid AND m.gid = o.gid
JOIN prov.users u ON u.cid = m.cid AND u.uid = m.uid AND u.source = $2::text AND u.missing_since IS NULL
LEFT JOIN prov.stage_diff x ON x.cid = m.cid AND x.run = $1::uuid AND x.uid = m.uid AND x.kind IN ('m', 'd')
LEFT JOIN listed l ON l.n = d.n AND l.cid = m.cid AND l.uid = m.uid
WHERE x.uid IS NULL AND l.uid IS NULL
GROUP BY m.cid, d.n
RETURNING cardinality(uids)
