-- Which groups are in which, at any depth, each in itself; a loop ends by itself. With little work_mem:
-- the planner expects milliards of rows and would clear as much memory as it may have.
INSERT INTO prov.stage_nest (cid, run, root, at)
SELECT n.cid, $1::uuid, n.root, n.at
FROM (WITH RECURSIVE child AS MATERIALIZED (
		SELECT g.n, c.n AS child
		FROM prov.stage_group g CROSS JOIN LATERAL unnest(g.member_dns) AS m(dn)
		JOIN prov.stage_group c ON c.run = $1::uuid AND coalesce(c.dn_norm, c.dn) = m.dn
		WHERE g.run = $1::uuid
	), nest AS (
		SELECT g.cid, g.n AS root, g.n AS at FROM prov.stage_group g
		WHERE g.run = $1::uuid AND g.reject IS NULL
		UNION
		SELECT t.cid, t.root, c.child FROM nest t JOIN child c ON c.n = t.at
	)
	SELECT cid, root, at FROM nest) n
