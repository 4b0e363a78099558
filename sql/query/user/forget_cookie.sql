-- User $2 is deleted, whose entry may be in the directory: the next run of its source reads everything.
WITH entry AS MATERIALIZED (
	SELECT u.source FROM prov.users u WHERE u.cid = $1::int AND u.uid = $2::int AND u.source IS NOT NULL
)
DELETE FROM prov.sync_cookie c USING entry e WHERE c.source = e.source
