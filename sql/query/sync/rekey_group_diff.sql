-- Groups that get another key are changed, and no others in this run.
-- kind: c changed, g group
INSERT INTO prov.stage_group_diff (cid, run, gid, n, kind)
SELECT r.cid, r.run, r.id, r.n, 'c'
FROM prov.stage_rekey r
WHERE r.run = $1::uuid AND r.kind = 'g' AND r.doubt IS NULL
