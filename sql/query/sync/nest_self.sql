-- Each group has its own members, those of a ring have the members of all of it. Groups below others: sink_nest.c.
INSERT INTO prov.stage_nest (cid, run, root, at)
SELECT 0, g.run, coalesce(g.ring, g.n), g.n FROM prov.stage_group g WHERE g.run = $1::uuid
