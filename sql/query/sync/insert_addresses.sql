-- Claims the addresses of new and changed users, in the order of the index.
INSERT INTO prov.address (cid, address, kind, owner)
SELECT d.cid, a.address, 'u', d.uid
FROM prov.stage_diff d
JOIN prov.stage_user s ON s.cid = d.cid AND s.run = d.run AND s.n = d.n
CROSS JOIN LATERAL unnest(coalesce(s.addresses, s.aliases)) AS a(address)
WHERE d.run = $1::uuid AND d.kind IN ('n', 'c') AND d.reject IS NULL
ORDER BY d.cid, a.address COLLATE "C"
ON CONFLICT DO NOTHING
