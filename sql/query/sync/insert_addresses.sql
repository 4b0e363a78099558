-- Claims the addresses of new and changed users, in the order of the index. Conflicts were
-- rejected by the plan, and the contexts are locked: what a changed user holds is left out instead
-- of ON CONFLICT, which takes twice the time.
-- kind: n new, c changed, u user
INSERT INTO prov.address (cid, address, kind, owner)
SELECT d.cid, a.address, 'u', d.uid
FROM prov.stage_diff d
JOIN prov.stage_user s ON s.cid = d.cid AND s.run = d.run AND s.n = d.n
CROSS JOIN LATERAL unnest(s.addresses) AS a(address)
WHERE d.run = $1::uuid AND d.reject IS NULL AND (d.kind = 'n' OR (d.kind = 'c' AND NOT EXISTS (
	SELECT 1 FROM prov.address h WHERE h.cid = d.cid AND h.address = a.address)))
ORDER BY d.cid, a.address COLLATE "C"
