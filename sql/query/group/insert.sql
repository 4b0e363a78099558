-- Adds the group whose id next_group.sql has just taken. No row: the name is taken.
INSERT INTO prov.groups (cid, gid, login, address, changed, {group: %})
SELECT c.cid, c.next_gid - 1, $2::text, $3::text, now(), {group: $4::?}
FROM prov.context c
WHERE c.cid = $1::int
ON CONFLICT DO NOTHING
RETURNING gid
