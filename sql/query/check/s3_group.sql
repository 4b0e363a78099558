-- S3: what is stored of the groups of a source, while it counts, is what they are. Direct members who are users of the source
-- are members, unless the group is hidden in their context; a group without other groups in it has no others; whatever is
-- stored of a group, the group is known.
WITH source AS MATERIALIZED (
	SELECT s.name FROM prov.source_state s WHERE s.groups_digest IS NOT NULL
), stored AS MATERIALIZED (
	SELECT g.source, g.source_key, g.cid, g.gid
	FROM prov.groups g JOIN source s ON s.name = g.source
	WHERE g.missing_since IS NULL AND g.source_key IS NOT NULL
), direct AS MATERIALIZED (
	SELECT m.source, m.source_key, m.context AS cid, m.hidden, g.gid, m.uids
	FROM prov.sync_member m
	JOIN source s ON s.name = m.source
	LEFT JOIN stored g ON g.source = m.source AND g.source_key = m.source_key AND g.cid = m.context
), listed AS MATERIALIZED (
	SELECT d.source, d.source_key, d.cid, d.gid, x.uid
	FROM direct d
	CROSS JOIN LATERAL unnest(d.uids) AS x(uid)
	JOIN prov.users u ON u.cid = d.cid AND u.uid = x.uid AND u.source = d.source AND u.missing_since IS NULL
	WHERE d.gid IS NOT NULL
), had AS MATERIALIZED (
	SELECT g.source, g.source_key, m.cid, m.gid, m.uid
	FROM stored g JOIN prov.member m ON m.cid = g.cid AND m.gid = g.gid
), bad AS (
	SELECT d.source, d.source_key FROM direct d WHERE d.hidden <> (d.gid IS NULL)
	UNION
	SELECT l.source, l.source_key
	FROM listed l LEFT JOIN had h ON h.cid = l.cid AND h.gid = l.gid AND h.uid = l.uid
	WHERE h.uid IS NULL
	UNION
	SELECT h.source, h.source_key
	FROM had h
	LEFT JOIN listed l ON l.cid = h.cid AND l.gid = h.gid AND l.uid = h.uid
	LEFT JOIN prov.sync_nest n ON n.source = h.source AND n.parent_key = h.source_key
	WHERE l.uid IS NULL AND n.source IS NULL
	UNION
	SELECT g.source, g.source_key
	FROM stored g LEFT JOIN prov.sync_group k ON k.source = g.source AND k.source_key = g.source_key
	WHERE k.source IS NULL
	UNION
	SELECT x.source, x.source_key
	FROM (SELECT m.source, m.source_key FROM prov.sync_member m
		UNION
		SELECT n.source, n.child_key FROM prov.sync_nest n
		UNION
		SELECT n.source, n.parent_key FROM prov.sync_nest n) x
	JOIN source s ON s.name = x.source
	LEFT JOIN prov.sync_group k ON k.source = x.source AND k.source_key = x.source_key
	WHERE k.source IS NULL
)
SELECT 'group ' || b.source_key || ' of source ' || b.source FROM bad b
