-- What deliverer $1 was told is forgotten.
DELETE FROM prov.notify_cursor WHERE name = $1::text
