-- A context is deleted: the next run of each source reads everything.
DELETE FROM prov.sync_cookie
