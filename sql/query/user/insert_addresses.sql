-- Claims the addresses $3 for user $2, or for the newest user. Fewer rows than addresses: one is
-- taken.
INSERT INTO prov.address (cid, address, kind, owner)
SELECT c.cid, a, 'u', coalesce($2::int, c.next_uid - 1)
FROM prov.context c, unnest($3::text[]) a
WHERE c.cid = $1::int
ORDER BY a
ON CONFLICT DO NOTHING
RETURNING address
