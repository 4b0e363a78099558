-- Members that appear in and disappear from groups; those of rejected groups stay as they are. Most
-- groups are compared as one array. A missing group keeps its members.
-- form: two_functions: each member once, where any other form compares all with all; over servers it has to become rows
-- kind: n new, c changed, d to be deleted, e missing, without members, s the same
INSERT INTO prov.stage_member_diff (cid, run, gid, added, removed)
SELECT x.cid, $1::uuid, x.gid,
	CASE WHEN x.have IS NULL THEN x.want
		ELSE ARRAY(SELECT w.uid FROM unnest(x.want) w(uid) LEFT JOIN unnest(x.have) h(uid) ON h.uid = w.uid
			WHERE h.uid IS NULL ORDER BY w.uid) END,
	CASE WHEN x.want IS NULL THEN x.have
		ELSE ARRAY(SELECT h.uid FROM unnest(x.have) h(uid) LEFT JOIN unnest(x.want) w(uid) ON w.uid = h.uid
			WHERE w.uid IS NULL ORDER BY h.uid) END
FROM (
	SELECT coalesce(w.cid, h.cid) AS cid, coalesce(w.gid, h.gid) AS gid, w.uids AS want,
		h.uids AS have
	FROM (SELECT d.cid, d.gid, array_agg(DISTINCT s.uid) AS uids
		FROM prov.stage_group_diff d
		JOIN prov.stage_nest t ON t.run = d.run AND t.root = d.n
		JOIN prov.stage_member s ON s.run = t.run AND s.n = t.at AND s.cid = d.cid
		WHERE d.run = $1::uuid AND d.kind IN ('n', 'c', 's') AND d.reject IS NULL
		GROUP BY d.cid, d.gid) w
	FULL JOIN (SELECT m.cid, m.gid, array_agg(m.uid ORDER BY m.uid) AS uids
		FROM prov.member m
		JOIN prov.stage_group_diff d ON d.cid = m.cid AND d.run = $1::uuid AND d.gid = m.gid
			AND d.kind IN ('c', 's', 'e', 'd') AND d.reject IS NULL
		GROUP BY m.cid, m.gid) h ON h.cid = w.cid AND h.gid = w.gid
	WHERE w.uids IS DISTINCT FROM h.uids
) x
