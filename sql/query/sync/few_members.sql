-- Members that appear in and disappear from groups of source $2: of the touched users, those groups that they are in
-- directly, and all above. Who is in one directly is in that group, unless it is hidden there. gid 0: there is no such
-- group in this context yet. OFFSET 0: what a user is in, and groups above, are looked up one by one, whatever the planner
-- believes of them.
WITH touched AS MATERIALIZED (
	SELECT t.cid, array_agg(t.uid) AS uids FROM prov.stage_touched t WHERE t.run = $1::uuid GROUP BY t.cid
), list AS MATERIALIZED (
	SELECT g.source_key, m.cid, m.uids, t.uids AS touched
	FROM prov.stage_group g
	JOIN prov.stage_member m ON m.run = g.run AND m.n = g.n
	JOIN touched t ON t.cid = m.cid
	WHERE g.run = $1::uuid
), listed AS MATERIALIZED (
	SELECT l.cid, x.uid, l.source_key
	FROM list l CROSS JOIN LATERAL unnest(l.touched) AS x(uid)
	WHERE cardinality(l.touched) <= 8 AND x.uid = ANY (l.uids)
	UNION
	SELECT l.cid, x.uid, l.source_key
	FROM list l
	CROSS JOIN LATERAL (SELECT a.uid FROM unnest(l.uids) a(uid) JOIN unnest(l.touched) b(uid) ON b.uid = a.uid) x
	WHERE cardinality(l.touched) > 8
), had AS MATERIALIZED (
	SELECT t.cid, t.uid, p.gid, o.source_key
	FROM prov.stage_touched t
	CROSS JOIN LATERAL (SELECT m.gid FROM prov.member m WHERE m.cid = t.cid AND m.uid = t.uid OFFSET 0) p
	CROSS JOIN LATERAL (SELECT g.source, g.source_key, g.missing_since FROM prov.groups g
		WHERE g.cid = t.cid AND g.gid = p.gid OFFSET 0) o
	WHERE t.run = $1::uuid AND o.source = $2::text AND o.missing_since IS NULL
), place AS MATERIALIZED (
	SELECT h.source_key, h.cid, array_agg(h.uid) AS uids FROM had h GROUP BY h.source_key, h.cid
	UNION ALL
	SELECT s.source_key, s.context, t.uids
	FROM touched t
	JOIN prov.sync_member s ON s.source = $2::text AND s.context = t.cid AND s.hidden
), maybe AS MATERIALIZED (
	SELECT p.source_key, p.cid, p.uids
	FROM place p
	LEFT JOIN prov.stage_group g ON g.run = $1::uuid AND g.source_key = p.source_key
	WHERE g.n IS NULL
), direct AS (
	SELECT l.cid, l.uid, l.source_key FROM listed l
	UNION ALL
	SELECT y.cid, x.uid, y.source_key
	FROM maybe y
	JOIN prov.sync_member s ON s.source = $2::text AND s.source_key = y.source_key AND s.context = y.cid
	CROSS JOIN LATERAL unnest(y.uids) AS x(uid)
	WHERE cardinality(y.uids) <= 8 AND x.uid = ANY (s.uids)
	UNION ALL
	SELECT y.cid, x.uid, y.source_key
	FROM maybe y
	JOIN prov.sync_member s ON s.source = $2::text AND s.source_key = y.source_key AND s.context = y.cid
	CROSS JOIN LATERAL (SELECT a.uid FROM unnest(s.uids) a(uid) JOIN unnest(y.uids) b(uid) ON b.uid = a.uid) x
	WHERE cardinality(y.uids) > 8
), above AS (
	WITH RECURSIVE up AS (
		SELECT d.cid, d.uid, d.source_key FROM direct d
		UNION
		SELECT a.cid, a.uid, e.parent_key
		FROM up a
		CROSS JOIN LATERAL (SELECT n.parent_key FROM prov.sync_nest n
			WHERE n.source = $2::text AND n.child_key = a.source_key OFFSET 0) e
	)
	SELECT u.cid, u.uid, u.source_key FROM up u
), there AS MATERIALIZED (
	SELECT g.cid, g.source_key, g.gid FROM prov.groups g
	WHERE g.source = $2::text AND g.source_key = ANY (ARRAY(SELECT DISTINCT a.source_key FROM above a))
		AND g.missing_since IS NULL
), want AS (
	SELECT DISTINCT a.cid, a.uid, coalesce(o.gid, 0) AS gid
	FROM above a
	LEFT JOIN there o ON o.cid = a.cid AND o.source_key = a.source_key
	LEFT JOIN LATERAL (SELECT m.hidden FROM prov.sync_member m
		WHERE m.source = $2::text AND m.source_key = a.source_key AND m.context = a.cid OFFSET 0) s ON true
	WHERE o.gid IS NOT NULL OR s.hidden IS NOT TRUE
)
INSERT INTO prov.stage_member_diff (cid, run, gid, added, removed)
SELECT coalesce(w.cid, h.cid), $1::uuid, coalesce(w.gid, h.gid),
	coalesce(array_agg(w.uid ORDER BY w.uid) FILTER (WHERE h.uid IS NULL), '{}'),
	coalesce(array_agg(h.uid ORDER BY h.uid) FILTER (WHERE w.uid IS NULL), '{}')
FROM want w
FULL JOIN had h ON h.cid = w.cid AND h.uid = w.uid AND h.gid = w.gid
WHERE w.uid IS NULL OR h.uid IS NULL
GROUP BY 1, 3
