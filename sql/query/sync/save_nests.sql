-- Which groups of source $2 are directly in which, after a run that staged all of them.
INSERT INTO prov.sync_nest (source, child_key, parent_key)
SELECT $2::text, x.child_key, x.parent_key
FROM (WITH
{part: sync/direct_nests.inc}
SELECT s.child_key, s.parent_key
FROM staged s
LEFT JOIN prov.sync_nest o ON o.source = $2::text AND o.child_key = s.child_key AND o.parent_key = s.parent_key
WHERE o.child_key IS NULL) x
