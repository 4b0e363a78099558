-- Who is a direct member of a staged group of source $2, and was not before, or the other way round. Of two long lists, both
-- in order, only what lies between their first and last difference is compared one by one. Those who were found by the
-- database (resolve_members.sql) are a short list of their own, and are among them in any case.
WITH now AS MATERIALIZED (
	SELECT g.source_key, m.cid, m.uids,
		row_number() OVER (PARTITION BY g.source_key, m.cid ORDER BY cardinality(m.uids) DESC) AS nth
	FROM prov.stage_group g JOIN prov.stage_member m ON m.run = g.run AND m.n = g.n
	WHERE g.run = $1::uuid
), pair AS MATERIALIZED (
	SELECT coalesce(n.source_key, o.source_key) AS source_key, coalesce(n.cid, o.cid) AS cid,
		coalesce(n.uids, '{}') || '{}' AS is_now, coalesce(o.uids, '{}') || '{}' AS was
	FROM (SELECT source_key, cid, uids FROM now WHERE nth = 1) n
	FULL JOIN (SELECT s.source_key, s.context AS cid, s.uids
		FROM prov.stage_group g JOIN prov.sync_member s ON s.source = $2::text AND s.source_key = g.source_key
		WHERE g.run = $1::uuid) o ON o.source_key = n.source_key AND o.cid = n.cid
	WHERE n.uids IS DISTINCT FROM o.uids
), head AS (
	WITH RECURSIVE cut AS (
		SELECT p.source_key, p.cid, 0 AS lo, least(cardinality(p.is_now), cardinality(p.was)) AS hi FROM pair p
		UNION ALL
		SELECT h.source_key, h.cid, CASE WHEN x.same THEN h.mid ELSE h.lo END, CASE WHEN x.same THEN h.hi ELSE h.mid - 1 END
		FROM (SELECT source_key, cid, lo, hi, (lo + hi + 1) / 2 AS mid FROM cut WHERE lo < hi) h
		JOIN pair p ON p.source_key = h.source_key AND p.cid = h.cid
		CROSS JOIN LATERAL (SELECT p.is_now[h.lo + 1:h.mid] = p.was[h.lo + 1:h.mid] AS same) x
	)
	SELECT c.source_key, c.cid, c.lo, c.hi FROM cut c
), begins AS MATERIALIZED (
	SELECT h.source_key, h.cid, h.lo AS n FROM head h WHERE h.lo >= h.hi
), tail AS (
	WITH RECURSIVE cut AS (
		SELECT p.source_key, p.cid, 0 AS lo, least(cardinality(p.is_now), cardinality(p.was)) - b.n AS hi
		FROM pair p JOIN begins b ON b.source_key = p.source_key AND b.cid = p.cid
		UNION ALL
		SELECT t.source_key, t.cid, CASE WHEN x.same THEN t.mid ELSE t.lo END, CASE WHEN x.same THEN t.hi ELSE t.mid - 1 END
		FROM (SELECT source_key, cid, lo, hi, (lo + hi + 1) / 2 AS mid FROM cut WHERE lo < hi) t
		JOIN pair p ON p.source_key = t.source_key AND p.cid = t.cid
		CROSS JOIN LATERAL (SELECT p.is_now[cardinality(p.is_now) - t.mid + 1:cardinality(p.is_now) - t.lo]
			= p.was[cardinality(p.was) - t.mid + 1:cardinality(p.was) - t.lo] AS same) x
	)
	SELECT c.source_key, c.cid, c.lo, c.hi FROM cut c
), part AS MATERIALIZED (
	SELECT p.cid, p.is_now[b.n + 1:cardinality(p.is_now) - t.lo] AS is_now, p.was[b.n + 1:cardinality(p.was) - t.lo] AS was
	FROM pair p
	JOIN begins b ON b.source_key = p.source_key AND b.cid = p.cid
	JOIN tail t ON t.source_key = p.source_key AND t.cid = p.cid AND t.lo >= t.hi
)
INSERT INTO prov.stage_touched (cid, run, uid)
SELECT p.cid, $1::uuid, x.uid
FROM part p
CROSS JOIN LATERAL (SELECT l.uid
	FROM (SELECT unnest(p.is_now) AS uid, true AS is_new UNION ALL SELECT unnest(p.was), false) l
	GROUP BY l.uid
	HAVING bool_and(l.is_new) OR NOT bool_or(l.is_new)) x
UNION
SELECT n.cid, $1::uuid, unnest(n.uids) FROM now n WHERE n.nth > 1
