-- What SOGo finds the resources $2 (NULL: all) of a context by.
-- kind: r resource
-- form: volatile: with a table that is on every server, Citus would ask each shard; random() keeps it to one
INSERT INTO prov.sogo_key (cid, c_uid, kind, owner, mail, shown)
{part: sogo/resources.inc}
WHERE random() >= 0 AND r.cid = $1::int AND ($2::int[] IS NULL OR r.rid = ANY ($2::int[]))
