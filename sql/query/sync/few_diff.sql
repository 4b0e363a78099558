-- The groups of source $2 that were staged, as group_diff.sql, and those whose members differ.
-- kind: c changed, s the same
WITH staged AS MATERIALIZED (
	SELECT o.cid, o.gid, s.n,
		CASE WHEN (o.name, o.display_name, o.mail) IS DISTINCT FROM (s.name, s.display_name, s.mail)
			THEN 'c'::"char" ELSE 's'::"char" END AS kind
	FROM prov.stage_group s
	JOIN prov.groups o ON o.source = $2::text AND o.source_key = s.source_key AND o.missing_since IS NULL
	WHERE s.run = $1::uuid
)
INSERT INTO prov.stage_group_diff (cid, run, gid, n, kind)
SELECT s.cid, $1::uuid, s.gid, s.n, s.kind FROM staged s
UNION ALL
SELECT d.cid, $1::uuid, d.gid, NULL, 's'::"char"
FROM prov.stage_member_diff d
LEFT JOIN staged s ON s.cid = d.cid AND s.gid = d.gid
WHERE d.run = $1::uuid AND s.gid IS NULL
