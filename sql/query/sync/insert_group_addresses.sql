-- Claims the addresses of new and changed groups.
-- form: tag: its rows are not counted
-- kind: n new, c changed, g group
INSERT INTO prov.address (cid, address, kind, owner)
SELECT d.cid, coalesce(s.address, s.mail), 'g', d.gid
FROM prov.stage_group_diff d
JOIN prov.stage_group s ON s.run = d.run AND s.n = d.n
WHERE d.run = $1::uuid AND d.kind IN ('n', 'c') AND d.reject IS NULL AND s.mail IS NOT NULL
ON CONFLICT DO NOTHING
