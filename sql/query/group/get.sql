-- One group by id or name in lower case; its address as servers search for it, the source that it belongs to
-- (NULL: none), and whether it is missing there.
SELECT g.gid, {group: g.%}, g.address, g.source, g.missing_since IS NOT NULL
FROM prov.groups g
WHERE g.cid = $1::int AND (g.gid = $2::int OR ($2::int IS NULL AND g.login = $3::text))
