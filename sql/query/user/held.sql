-- All addresses that user $2 holds, as an array, and how many: for what older versions stored. Reads
-- all of the context.
-- kind: u user
SELECT coalesce(array_agg(address ORDER BY address), '{}')::text, count(*) FROM prov.address
WHERE cid = $1::int AND kind = 'u' AND owner = $2::int
