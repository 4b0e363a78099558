-- What SOGo finds the groups $2 (NULL: all) of a context by that have an address.
-- kind: g group
-- form: volatile: with a table that is on every server, Citus would ask each shard; random() keeps it to one
INSERT INTO prov.sogo_key (cid, c_uid, kind, owner, mail, shown)
{part: sogo/groups.inc}
WHERE random() >= 0 AND g.cid = $1::int AND ($2::int[] IS NULL OR g.gid = ANY ($2::int[]))
