-- As rekey_explain.sql, for groups. $3: the command that gives the id to the entry.
UPDATE prov.stage_group_diff d SET reject = d.reject || x.more
FROM (SELECT w.cid, w.gid, ', in context ' || w.cid || ': "' || $3::text || '" gives its id to the entry, "deletegroup -c '
		|| w.cid || ' -i ' || g.gid || '" removes it' AS more
	FROM (SELECT r.cid, r.gid, substring(r.reject FROM ' belongs to group ([0-9]+), which is missing since [0-9-]+$')::int
			AS holder
		FROM prov.stage_group_diff r
		WHERE r.run = $1::uuid AND r.reject LIKE '%, which is missing since ____-__-__') w
	JOIN prov.groups g ON g.cid = w.cid AND g.gid = w.holder
	WHERE g.source = $2::text) x
WHERE d.cid = x.cid AND d.run = $1::uuid AND d.gid = x.gid
