-- The display names and the addresses that a context has.
SELECT display_name FROM prov.users WHERE cid = $1::int
UNION ALL
SELECT address FROM prov.address WHERE cid = $1::int
