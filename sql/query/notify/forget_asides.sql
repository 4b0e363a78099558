-- What was set aside for deliverer $1 is forgotten.
DELETE FROM prov.notify_aside WHERE name = $1::text
