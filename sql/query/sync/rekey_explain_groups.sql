-- As rekey_explain.sql, for groups. $3: the command that gives the id to the entry.
WITH rejected AS MATERIALIZED (
	SELECT r.cid, r.gid, r.holder FROM prov.stage_group_diff r WHERE r.run = $1::uuid AND r.reject IS NOT NULL
)
UPDATE prov.stage_group_diff d SET reject = d.reject || x.more
FROM (SELECT r.cid, r.gid, ', in context ' || r.cid || ': "' || $3::text || '" gives its id to the entry, "deletegroup -c '
		|| r.cid || ' -i ' || g.gid || '" removes it' AS more
	FROM rejected r
	JOIN prov.groups g ON g.cid = r.cid AND g.gid = r.holder
	WHERE g.source = $2::text AND g.missing_since IS NOT NULL) x
WHERE d.cid = x.cid AND d.run = $1::uuid AND d.gid = x.gid
