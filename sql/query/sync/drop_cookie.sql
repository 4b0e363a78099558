-- The next run of source $1 reads everything.
DELETE FROM prov.sync_cookie WHERE source = $1::text
