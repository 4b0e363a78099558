-- What SOGo finds the groups $2 (NULL: all) of a context by that have an address.
-- kind: g group
INSERT INTO prov.sogo_key (cid, c_uid, kind, owner, mail, shown)
{part: sogo/groups.inc}
WHERE g.cid = $1::int AND ($2::int[] IS NULL OR g.gid = ANY ($2::int[]))
