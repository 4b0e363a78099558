-- Groups that would go in this run, in contexts $2 (NULL: all): a line each, sorted by bytes, and the group in words.
-- kind: m missing, d to be deleted
SELECT x.line, x.who
FROM (SELECT concat_ws(' ', 'group', CASE WHEN d.kind = 'm' THEN 'missing' ELSE 'purged' END, d.cid, g.source_key) AS line,
		format('group %s in context %s', g.name, d.cid) AS who
	FROM prov.stage_group_diff d JOIN prov.groups g ON g.cid = d.cid AND g.gid = d.gid
	WHERE d.run = $1::uuid AND d.kind IN ('m', 'd') AND d.reject IS NULL
		AND ($2::int[] IS NULL OR d.cid = ANY ($2::int[]))) x
ORDER BY x.line COLLATE "C"
