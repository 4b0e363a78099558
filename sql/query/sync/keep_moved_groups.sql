-- As keep_moved.sql: a group that moves to the subtree of another context and is rejected there stays where it
-- was. One without a context of its own is where its members are, whatever becomes of it elsewhere.
-- kind: n new, c changed, d to be deleted, e missing, without members
DELETE FROM prov.stage_group_diff d
USING prov.groups g
WHERE d.run = $1::uuid AND d.kind IN ('e', 'd') AND g.cid = d.cid AND g.gid = d.gid
	AND g.source_key IN (SELECT s.source_key FROM prov.stage_group_diff n
		JOIN prov.stage_group s ON s.run = n.run AND s.n = n.n
		WHERE n.run = $1::uuid AND n.kind IN ('n', 'c') AND n.reject IS NOT NULL AND s.cid > 0)
