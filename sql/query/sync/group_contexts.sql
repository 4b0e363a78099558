-- The contexts this source has groups in.
SELECT DISTINCT cid FROM prov.groups WHERE source = $1::text
