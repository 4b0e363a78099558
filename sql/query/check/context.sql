-- C2, C5, L1, U4: what can be told of a context by how many it has of what, and the last ids of those, in one reading of each
-- table; also of one that is gone. The last column says which part of the rules it is.
WITH has AS MATERIALIZED (
	SELECT x.cid, coalesce(bool_or(x.what IS NULL), false) AS is_there, array_agg(x.what) FILTER (WHERE x.what IS NOT NULL) AS has,
		max(x.n) FILTER (WHERE x.what IS NULL) AS licensed, coalesce(max(x.n) FILTER (WHERE x.what = 'users'), 0) AS counted,
		count(*) FILTER (WHERE x.has_first) AS firsts,
		coalesce(max(x.uid) FILTER (WHERE x.what IS NULL) <= max(x.uid) FILTER (WHERE x.what IS NOT NULL), false)
			OR coalesce(max(x.gid) FILTER (WHERE x.what IS NULL) <= max(x.gid) FILTER (WHERE x.what IS NOT NULL), false)
			OR coalesce(max(x.rid) FILTER (WHERE x.what IS NULL) <= max(x.rid) FILTER (WHERE x.what IS NOT NULL), false) AS behind
	FROM (
		SELECT c.cid, NULL::text AS what, c.licensed AS n, false AS has_first, c.next_uid AS uid, c.next_gid AS gid, c.next_rid AS rid
		FROM prov.context c
		UNION ALL
		SELECT u.cid, 'users', count(*) FILTER (WHERE u.uid <> 2 AND u.enabled AND u.source_enabled), bool_or(u.uid = 2),
			max(u.uid)::bigint, NULL, NULL
		FROM prov.users u GROUP BY u.cid
		UNION ALL
		SELECT g.cid, 'groups', NULL, bool_or(g.gid = 1), NULL, max(g.gid)::bigint, NULL FROM prov.groups g GROUP BY g.cid
		UNION ALL
		SELECT r.cid, 'resources', NULL, false, NULL, NULL, max(r.rid)::bigint FROM prov.resource r GROUP BY r.cid
		UNION ALL
		SELECT a.cid, 'addresses', NULL, false, NULL, NULL, NULL FROM prov.address a GROUP BY a.cid
		UNION ALL
		SELECT m.cid, 'members', NULL, false, NULL, NULL, NULL FROM prov.member m GROUP BY m.cid
		UNION ALL
		SELECT h.cid, 'handovers', NULL, false, NULL, NULL, NULL FROM prov.handover h GROUP BY h.cid
		UNION ALL
		SELECT k.cid, 'catch-alls', NULL, false, NULL, NULL, NULL FROM prov.catchall k GROUP BY k.cid
		UNION ALL
		SELECT o.cid, 'one-time logins', NULL, false, NULL, NULL, NULL FROM prov.one_time o GROUP BY o.cid
		UNION ALL
		SELECT w.cid, 'sessions', NULL, false, NULL, NULL, NULL FROM prov.web_session w GROUP BY w.cid
	) x
	GROUP BY x.cid
)
SELECT f.what || 'context ' || c.cid, NULL, NULL, false, f.broken
FROM has c CROSS JOIN LATERAL (
	SELECT 'c2_admin' AS broken, '' AS what WHERE c.is_there AND c.firsts < 2
	UNION ALL SELECT 'u4_counter', '' WHERE c.is_there AND c.behind
	UNION ALL SELECT 'l1_licensed', '' WHERE c.is_there AND c.licensed <> c.counted
	UNION ALL SELECT 'c5_orphan', l.what || ' of ' FROM unnest(c.has) AS l (what) WHERE NOT c.is_there
) f
