-- Values that a sync left out of the entry of user $2: a later run that does not find the entry does not look for them.
WITH entry AS MATERIALIZED (
	SELECT u.source, u.source_key FROM prov.users u WHERE u.cid = $1::int AND u.uid = $2::int
)
DELETE FROM prov.sync_left_out o USING entry e
WHERE o.source = e.source AND o.kind = 'user' AND o.entry = e.source_key AND o.context = $1::int
