-- Members of groups of source $2 that are not known: only what differs from the last run is written.
INSERT INTO prov.sync_pending (source, source_key, by_name, id, value, since)
SELECT $2::text, x.source_key, x.by_name, x.id, x.value, now()
FROM (WITH
{part: sync/pending_members.inc}
SELECT s.source_key, s.by_name, s.id, s.value
FROM staged s
LEFT JOIN prov.sync_pending o ON o.source = $2::text AND o.source_key = s.source_key AND o.by_name = s.by_name
	AND o.id = s.id
WHERE o.id IS NULL) x
